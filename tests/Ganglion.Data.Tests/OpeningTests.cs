namespace Ganglion.Data.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly TestData.Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    private DataException Fails(string name, DataOptions? options = null) => Assert.Throws<DataException>(() => DataSource.Open(name, options));

    [Fact]
    public void Cora_ships_and_opens_by_name_and_by_folder()
    {
        var byFolder = DataSource.Open(Path.Combine(TestData.Shipped, "cora"));
        Assert.Equal(DataForm.Graph, byFolder.Form);
        var graph = byFolder.Graph;
        Assert.Equal((2708, 5278, 7), (graph.Nodes, graph.Edges, graph.Classes));
        Assert.Equal((140, 500, 1000), (graph.Splits[0].Train.Length, graph.Splits[0].Validation.Length, graph.Splits[0].Test.Length));
        Assert.Equal(64, byFolder.Sha256.Length);
        Assert.Equal(byFolder.Sha256, DataSource.Open("cora", TestData.Options).Sha256);
    }

    [Fact]
    public void A_name_nobody_knows_suggests_the_nearest() =>
        Assert.Contains("'cora'", Fails("corra", new() { Folders = [TestData.Shipped] }).Remedy, StringComparison.Ordinal);

    [Fact]
    public void A_form_without_a_task_is_named()
    {
        scratch.Write("pairs/README.md", "# Sentences\n\n- Task: machine translation\n");
        scratch.Write("pairs/all.txt", "a\tr\tb\n");
        Assert.Contains("Text", Fails("pairs", new() { Folders = [scratch.Path] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_wrong_form_says_which_it_is() =>
        Assert.Contains("the form Graph", Assert.Throws<DataException>(() => DataSource.Open(Path.Combine(TestData.Shipped, "cora")).Table).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_log_of_users_and_items_is_recognised_by_its_header()
    {
        var log = DataSource.Open(scratch.Write("log.csv", "user,item,rating\nann,x,3\nbob,x,4\nann,y,1\n")).Interactions;
        Assert.Equal((2, 2, 3), (log.UserCount, log.ItemCount, log.Count));
        Assert.Equal(["ann", "bob"], log.UserNames);
        Assert.Equal([3f, 4, 1], log.Ratings!);
    }

    [Fact]
    public void Adjacency_lines_are_recognised()
    {
        scratch.Write("train.txt", "0 1 2\n1 0\n2 1 2 3\n");
        scratch.Write("test.txt", "0 3 4\n2 0\n");
        var log = DataSource.Open(scratch.Path).Interactions;
        Assert.Equal((3, 5, 6, 3), (log.UserCount, log.ItemCount, log.Count, log.Test!.Count));
    }

    [Fact]
    public void Times_and_numbers_are_a_series()
    {
        var text = "month,sales\n" + string.Concat(Enumerable.Range(0, 36).Select(i => $"{2000 + (i / 12)}-{(i % 12) + 1:00},{i}\n"));
        var series = DataSource.Open(scratch.Write("s.csv", text)).Series;
        Assert.Equal((1, 12, 36), (series.Count, series.Season, series.Items[0].Values.Length));
        Assert.Equal(DataForm.Table, DataSource.Open(scratch.Write("s.csv", text), new() { Form = DataForm.Table }).Form);
    }

    [Fact]
    public void A_train_and_a_test_file_make_one_table()
    {
        scratch.Write("train.csv", "x,y\n1,a\n2,b\n3,c\n");
        scratch.Write("test.csv", "x,y\n4,b\n5,b\n");
        var table = DataSource.Open(scratch.Path, new() { Target = "y" }).Table;
        Assert.Equal([1, 1], ((CategoricalColumn)table.Test!.Target!).Codes);
    }

    [Fact]
    public void A_folder_of_several_tables_asks_for_one_and_opens_it()
    {
        scratch.Write("set/one.csv", "x,y\n1,a\n2,b\n");
        scratch.Write("set/two.csv", "x,y\n1,a\n2,b\n");
        Assert.Contains("set/one", Fails(Path.Combine(scratch.Path, "set")).Remedy, StringComparison.Ordinal);
        Assert.Equal(2, DataSource.Open("set/two", new() { Folders = [scratch.Path] }).Table.Rows);
    }

    [Fact]
    public void A_folder_that_is_merely_named_as_a_registered_set_is_read_for_what_it_is()
    {
        scratch.Write("iris/mine.csv", "x,y\n1,a\n2,b\n");
        Assert.Equal(["x", "y"], DataSource.Open(Path.Combine(scratch.Path, "iris")).Table.Columns.Select(c => c.Name));
    }

    [Fact]
    public void Verifying_reports_each_file()
    {
        var checks = DataSource.Verify(Path.Combine(TestData.Shipped, "cora"));
        Assert.All(checks, check => Assert.True(check.IsSound, check.Problem));
        Assert.Equal(6, checks.Count);
        scratch.Write("a.csv", "x\n1\n");
        scratch.Write("README.md",
            $"| file | bytes | sha256 |\n| --- | ---: | --- |\n| `a.csv` | 4 | `{new string('0', 64)}` |\n"
            + $"| `b.csv` | 4 | `{new string('0', 64)}` |\n");
        Assert.Equal([false, false], DataSource.Verify(scratch.Path).Select(c => c.IsSound));
    }
}
