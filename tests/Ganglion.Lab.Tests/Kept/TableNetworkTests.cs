using System.Text.Json;
using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class TableNetworkTests
{
    private static readonly KeptNetwork s_network = Forms.Kept(Stub.Task(), "stub-linear");

    private sealed record Fruit(double X, double? Y, string Colour);

    private static readonly Fruit[] s_fruit = [new(1.5, -0.2, "red"), new(-0.4, null, "blue"), new(0.1, 0.3, "purple")];

    private static IReadOnlyDictionary<string, object?> Row(Fruit f) => new Dictionary<string,
        object?>
    { ["x"] = f.X, ["y"] = f.Y, ["colour"] = f.Colour };

    private static ClassPredictions Expected => (ClassPredictions)s_network.Predict(s_fruit.Select(Row));

    [Fact]
    public void Rows_as_dictionaries_records_numbers_and_tables_get_the_same_answers()
    {
        Assert.Equal(Expected.Probabilities,
            ((ClassPredictions)s_network.PredictRecords(s_fruit, ("x", f => f.X), ("y", f => f.Y), ("colour", f => f.Colour))).Probabilities);
        string[] colours = [.. ((TableInfo)s_network.Info).Encoder.Columns.Single(c => c.Name == "colour").Levels];
        double Code(string colour) => Array.IndexOf(colours, colour) is >= 0 and var code ? code : double.NaN;
        double[] numbers = [.. s_fruit.SelectMany(f => new[] { f.X, f.Y ?? double.NaN, Code(f.Colour) })];
        Assert.Equal(Expected.Probabilities, ((ClassPredictions)s_network.Predict(numbers)).Probabilities);
        var table = new Table([CategoricalColumn.From("colour", [.. s_fruit.Select(f => f.Colour)]), new NumericColumn("extra", [1, 2, 3]),
            new NumericColumn("y", [-0.2, double.NaN, 0.3]), new NumericColumn("x", [1.5, -0.4, 0.1])]);
        Assert.Equal(Expected.Probabilities, ((ClassPredictions)s_network.Predict(table)).Probabilities);
        Assert.Equal(Expected.Probabilities, ((ClassPredictions)s_network.Predict(new DataSet("fruit", DataForm.Table, table))).Probabilities);
        Assert.Equal(3, Expected.Probabilities.Distinct().Count() / 2);
    }

    [Fact]
    public void Probabilities_are_a_distribution_and_labels_are_its_largest()
    {
        var p = Expected;
        Assert.Equal(["no", "yes"], p.Classes);
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(1, p[row, 0] + p[row, 1], 5));
        Assert.Equal(Enumerable.Range(0, 3).Select(row => p[row, 1] > p[row, 0] ? "yes" : "no"), p.Labels);
        Assert.Equal("yes", p.Labels[0]);
        Assert.Throws<InvalidOperationException>(() => p.Values);
    }

    [Fact]
    public void Eight_threads_at_once_get_the_answers_of_one()
    {
        var rows = Stub.Rows();
        var alone = ((ClassPredictions)s_network.Predict(rows)).Probabilities;
        var together = new IReadOnlyList<float>[8 * 5];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(t =>
            new Thread(() => { for (int i = 0; i < 5; i++) together[t * 5 + i] = ((ClassPredictions)s_network.Predict(rows)).Probabilities; }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.All(together, p => Assert.Equal(alone, p));
    }

    [Fact]
    public void An_unknown_column_is_named_with_its_nearest()
    {
        var error = Assert.Throws<DataException>(() => s_network.Predict([new Dictionary<string, object?> { ["x"] = 1, ["color"] = "red" }]));
        Assert.Contains("no column 'color'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'colour'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("'y'", Assert.Throws<DataException>(() =>
            s_network.Predict(new Table([new NumericColumn("x", [1]), CategoricalColumn.From("colour", ["red"])]))).Message,
            StringComparison.Ordinal);
        Assert.Contains("'colour'", Assert.Throws<DataException>(() => s_network.PredictRecords(s_fruit, ("x", f => f.X), ("y", f => f.Y))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_form_are_refused_with_what_is_expected()
    {
        var error = Assert.Throws<DataException>(() => s_network.Predict(Forms.Graph));
        Assert.Contains("rows with the columns x, y, colour", error.Message, StringComparison.Ordinal);
        Assert.Contains("table classification on 'stub'", error.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => s_network.Recommend("ann"));
        Assert.Contains("3 a row", Assert.Throws<DataException>(() => s_network.Predict([1.0, 2.0])).Message, StringComparison.Ordinal);
        Assert.Contains("'colour'", Assert.Throws<DataException>(() => s_network.Predict([1.0, 2.0, 3.0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_of_a_regression_are_in_the_targets_unit()
    {
        var rng = new Rng(3);
        double[] x = rng.Split("x").Normal([200]).ToDoubles(), y = [.. x.Select(v => 1000 + 50 * v)];
        var task = TableTask.From(new Table([new NumericColumn("x", x), new NumericColumn("price", y)], [ColumnRole.Feature, ColumnRole.Target]),
            "prices", new());
        var method = Stub.Recipes.Method("stub-linear");
        var network = method.Fit(task, new StubLinear.Options { LearningRate = 0.1, Epochs = 60 }, new Run(0));
        var kept = new KeptNetwork(KeptNetwork.CardOf(network, new() { Recipe = "stub-linear" }), [new(1, network)]);
        var values = kept.Predict([0.0, 1.0]).Values;
        Assert.Equal(1000, values[0], 3.0);
        Assert.Equal(1050, values[1], 3.0);
        Assert.StartsWith("row,price\n1,", kept.Predict([0.0]).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_written_as_csv_and_as_json()
    {
        string[] lines = Expected.ToString().Split('\n');
        Assert.Equal("row,prediction,p(no),p(yes)", lines[0]);
        Assert.StartsWith("1,yes,", lines[1], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
        var stream = new MemoryStream();
        Expected.WriteJson(stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("yes", json.RootElement[0].GetProperty("prediction").GetString());
        Assert.Equal(Expected[0, 1], json.RootElement[0].GetProperty("p(yes)").GetDouble(), 5);
        Assert.Equal("name,prediction,p(a)\n\"x,\"\"y\"\"\",a,1\n", new ClassPredictions(["x,\"y\""], ["a"], [1]).ToString());
    }

    [Fact]
    public void An_ensemble_answers_with_the_mean_distribution_and_needs_its_members()
    {
        var task = Stub.Task();
        var (one, two) = (Forms.Kept(task, "stub-linear", 1), Forms.Kept(task, "stub-linear", 2));
        var card = one.Card with
        {
            Recipe = "ensemble",
            BitHash = "0",
            Parents = [new(System.IO.Path.GetFileName(one.Path!), 0.25), new(System.IO.Path.GetFileName(two.Path!), 0.75)]
        };
        var both = new KeptNetwork(card, [new(0.25, one.Members[0].Network), new(0.75, two.Members[0].Network)]);
        string path = both.Save(Stub.Folder());
        var loaded = (ClassPredictions)KeptNetwork.Load(path, Stub.Recipes).Predict(s_fruit.Select(Row));
        var (a, b) = ((ClassPredictions)one.Predict(s_fruit.Select(Row)), (ClassPredictions)two.Predict(s_fruit.Select(Row)));
        for (int i = 0; i < a.Probabilities.Count; i++) Assert.Equal(0.25 * a.Probabilities[i] + 0.75 * b.Probabilities[i], loaded.Probabilities[i],
            5);
        Directory.Delete(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileName(one.Path!)), recursive: true);
        Assert.Contains("is not there", Assert.Throws<FileNotFoundException>(() => KeptNetwork.Load(path, Stub.Recipes)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_an_unknown_recipe_says_so()
    {
        var error = Assert.Throws<KeyNotFoundException>(() =>
            KeptNetwork.Load(s_network.Path!, new RecipeBook([.. RecipeTable.All.Where(r => r.Id != "stub-linear")])));
        Assert.Contains("There is no recipe 'stub-linear'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Two recipes", Assert.Throws<ArgumentException>(() => new RecipeBook([.. RecipeTable.All, .. RecipeTable.All])).Message,
            StringComparison.Ordinal);
    }
}
