namespace Ganglion.Data.Tests;

public sealed class TableTests : IDisposable
{
    private readonly TestData.Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    private Table Read(string text, TableOptions? options = null, string name = "t.csv") => TableReader.Read(scratch.Write(name, text), options);

    private DataException Fails(string text, TableOptions? options = null, string name = "t.csv") =>
        Assert.Throws<DataException>(() => TableReader.Read(scratch.Write(name, text), options));

    [Fact]
    public void Kinds_header_and_missing_values_are_inferred()
    {
        var table = Read("age,city,paid\n30,Bern,1.5\n?,Basel,2\n41,,NA\n");
        Assert.Equal(["age", "city", "paid"], table.Columns.Select(c => c.Name));
        Assert.Equal([ColumnKind.Numeric, ColumnKind.Categorical, ColumnKind.Numeric], table.Columns.Select(c => c.Kind));
        Assert.Equal([1, 1, 1], table.Columns.Select(c => c.Missing));
        Assert.Equal(["Basel", "Bern"], ((CategoricalColumn)table["city"]).Levels);
        Assert.Equal(41, ((NumericColumn)table["age"]).Values[2]);
    }

    [Theory]
    [InlineData("a;b\n1;2\n3;4\n")]
    [InlineData("a\tb\n1\t2\n3\t4\n")]
    [InlineData("a|b\n1|2\n3|4\n")]
    [InlineData("a b\n1  2\n3 4 \n")]
    [InlineData("a,b\r\n1,2\r\n\r\n3,4")]
    public void The_separator_is_found(string text) => Assert.Equal([2.0, 4.0], ((NumericColumn)Read(text)["b"]).Values);

    [Fact]
    public void Quoted_values_may_hold_separators_quotes_and_line_ends()
    {
        var table = Read("name,n\n\"Smith, \"\"Jo\"\"\nof Bath\",1\nRoe,2\n");
        Assert.Contains("Smith, \"Jo\"\nof Bath", ((CategoricalColumn)table["name"]).Levels);
    }

    [Fact]
    public void A_file_without_a_header_gets_numbered_columns()
    {
        var table = Read("5.1,x\n4.9,y\n4.7,x\n");
        Assert.Equal(3, table.Rows);
        Assert.Equal(["column1", "column2"], table.Columns.Select(c => c.Name));
    }

    [Fact]
    public void A_numeric_target_of_few_whole_numbers_becomes_classes_unless_said_otherwise()
    {
        var text = "x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}.5,{i % 2}\n"));
        Assert.Equal(["0", "1"], ((CategoricalColumn)Read(text, new() { Target = "y" }).Target!).Levels);
        var numeric = Read(text, new() { Target = "y", Kinds = new Dictionary<string, ColumnKind> { ["y"] = ColumnKind.Numeric } });
        Assert.IsType<NumericColumn>(numeric.Target);
    }

    [Fact]
    public void A_ragged_row_is_named_by_line()
    {
        var error = Fails("a,b,c\n1,2,3\n4,5\n6,7,8\n");
        Assert.Equal(3, error.Line);
        Assert.Contains("found 2 values; expected 3, as many as the header has", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("t.csv", error.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_where_a_number_is_required_is_named_by_line_and_column()
    {
        var error = Fails("a,b\n1,2\n3,many\n", new() { Kinds = new Dictionary<string, ColumnKind> { ["b"] = ColumnKind.Numeric } });
        Assert.Equal((3, 2), (error.Line, error.Column));
        Assert.Contains("'many'", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void One_mistyped_number_among_many_is_an_error_and_not_a_category()
    {
        var rows = string.Concat(Enumerable.Range(0, 100).Select(i => i == 57 ? "x,5O\n" : $"x,{i}\n"));
        var error = Fails("n,v\n" + rows);
        Assert.Equal((59, 2), (error.Line, error.Column));
    }

    [Fact]
    public void An_unknown_target_suggests_the_nearest_name()
    {
        var error = Fails("species,mass\nA,1\nB,2\n", new() { Target = "specie" });
        Assert.Contains("Did you mean 'species'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    public void An_empty_file_says_so(string text) => Assert.Contains("an empty file", Fails(text).Message, StringComparison.Ordinal);

    [Fact]
    public void Binary_data_is_told_from_a_table() =>
        Assert.Contains("binary data", Fails("a,b\n1,\0\u0001\n").Message, StringComparison.Ordinal);

    [Fact]
    public void A_header_alone_says_so() =>
        Assert.Contains("a header and no rows", Fails("a,b\n", new() { Header = HeaderMode.Yes }).Message, StringComparison.Ordinal);

    [Fact]
    public void An_open_quotation_is_named_by_the_line_it_began_on() => Assert.Equal(3, Fails("a,b\n1,x\n2,\"y\n3,z\n").Line);

    [Fact]
    public void Two_columns_of_one_name_are_refused() =>
        Assert.Contains("two columns named 'a'", Fails("a,b,a\n1,2,3\n").Message, StringComparison.Ordinal);

    [Fact]
    public void A_truncated_gzip_file_is_told_from_a_short_one()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i * i % 977}\n"));
        using var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionMode.Compress, true))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        var bytes = memory.ToArray();
        Assert.Equal(5000, TableReader.Read(scratch.Write("whole.csv.gz", bytes)).Rows);
        foreach (var length in new[] { bytes.Length / 2, bytes.Length - 12, bytes.Length - 4 })
        {
            var error = Assert.Throws<DataException>(() => TableReader.Read(scratch.Write("cut.csv.gz", bytes[..length])));
            Assert.Contains("a complete gzip file", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_from_dictionaries_follow_the_schema()
    {
        var table = Read("age,city,y\n30,Bern,no\n20,Basel,yes\n41,Bern,no\n", new() { Target = "y" });
        var schema = Schema.FromJson(table.Schema.ToJson());
        var rows = Table.FromRows(schema,
            [new Dictionary<string, object?> { ["city"] = "Bern", ["age"] = 7 }, new Dictionary<string, object?> { ["city"] = "Rome" }]);
        Assert.Equal([7.0, double.NaN], ((NumericColumn)rows["age"]).Values);
        Assert.Equal([1, -1], ((CategoricalColumn)rows["city"]).Codes);
        Assert.Equal(2, rows.Target!.Missing);
        var error = Assert.Throws<DataException>(() => Table.FromRows(schema, [new Dictionary<string, object?> { ["aeg"] = 7 }]));
        Assert.Contains("'age'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_conformed_to_an_earlier_schema()
    {
        var schema = Read("age,city,y\n30,Bern,no\n20,Basel,yes\n", new() { Target = "y" }).Schema;
        var table = TableReader.Read(scratch.Write("new.csv", "city,age\nBern,3\nRome,4\n"), schema);
        Assert.Equal(["age", "city", "y"], table.Columns.Select(c => c.Name));
        Assert.Equal([1, -1], ((CategoricalColumn)table["city"]).Codes);
        Assert.Equal(2, table.Target!.Missing);
        Assert.Throws<DataException>(() => TableReader.Read(scratch.Write("less.csv", "city\nBern\nRome\n"), schema));
    }

    [Fact]
    public void Records_make_a_table_without_attributes()
    {
        var table = Table.FromRecords([(Name: "a", Size: 1), (Name: "b", Size: 2)], ("name", r => r.Name), ("size", r => r.Size));
        Assert.Equal([ColumnKind.Categorical, ColumnKind.Numeric], table.Columns.Select(c => c.Kind));
    }

    [Fact]
    public void A_selection_keeps_order_roles_and_levels()
    {
        var table = Read("x,y\n1,a\n2,b\n3,a\n", new() { Target = "y" }).Select([2, 0, 2]);
        Assert.Equal([3.0, 1, 3], ((NumericColumn)table["x"]).Values);
        Assert.Equal(["a", "b"], ((CategoricalColumn)table.Target!).Levels);
    }

    [Fact]
    public void Rows_without_a_target_can_be_left_out()
    {
        var table = Read("x,y\n1,a\n2,?\n3,b\n", new() { Target = "y" });
        Assert.Equal([1.0, 3], ((NumericColumn)table.WithoutMissing("y")["x"]).Values);
        Assert.Same(table, table.WithoutMissing("x"));
    }

    [Fact]
    public void The_schema_prints_as_a_table()
    {
        var lines = Read("age,city\n30,Bern\n?,Basel\n").Schema.ToString().Split('\n');
        Assert.StartsWith("column  kind         role     missing  values", lines[0], StringComparison.Ordinal);
        Assert.Contains("2: Basel, Bern", lines[2], StringComparison.Ordinal);
    }
}
