using System.Globalization;
using System.Xml.Linq;
using Ganglion.Lab.Report;

namespace Ganglion.Lab.Tests.Report;

public class SectionTests
{
    [Fact]
    public void The_best_ranked_network_is_marked_wherever_it_stands()
    {
        LeaderboardRow[] rows = [Samples.Row(2, "second", 0.9), Samples.Row(1, "first", 0.8), Samples.Row(null, "reference", 1)];
        var page = Samples.Page(new LeaderboardSection("t", "m", true, rows));
        var best = Assert.Single(page.WithClass("tr", "best"));

        Assert.Contains("first", best.Value);
        Assert.Single(page.WithClass("span", "badge"));
    }

    [Fact]
    public void Whiskers_of_the_leaderboard_share_one_scale()
    {
        var page = Samples.Page(new LeaderboardSection("t", "m", true,
        [
            new(1, "a", "r") { Test = new(0.8, 0.7, 0.9) },
            new(2, "b", "r") { Test = new(0.7, 0.6, 0.8) }, new(3, "c", "r") { Validation = new(0.6) },
        ]));
        var dots = page.WithClass("svg", "dots").Select(s => s.Descendants("circle").Single().Number("cx")).ToArray();
        var whiskers = page.WithClass("path", "whisker").Select(Start).ToArray();

        Assert.Equal(dots[0] - dots[1], dots[1] - dots[2], 0.02);
        Assert.True(dots[0] > dots[1]);
        Assert.Equal([dots[1], dots[2]], whiskers, (a, b) => Math.Abs(a - b) < 0.02);
    }

    [Fact]
    public void Figures_of_the_leaderboard_carry_their_units()
    {
        var page = Samples.Page(new LeaderboardSection("t", "m", true, [Samples.Row(1, "a", 0.8)]));
        var cells = page.Descendants("tbody").Single().Descendants("td").Select(t => t.Value).ToArray();

        Assert.Equal("0.790± 0.020", cells[3]);
        Assert.Equal("0.8000.780, 0.810", cells[4]);
        Assert.Equal(["3", "1 min 01 s", "12,345", "3.00 MiB"], cells[5..9]);
        Assert.Contains("bits 0123456789ab", cells[9]);
    }

    [Fact]
    public void A_point_of_the_reliability_diagram_stands_where_its_bin_says()
    {
        ReliabilityBin[] bins =
            [new(0.2, 0.4, 10, 0.31, 0.5), new(0.4, 0.6, 0, double.NaN, double.NaN), new(0.6, 0.8, 30, 0.7, 0.62), new(0.8, 1, 60, 0.97, 0.75)];
        var section = new ReliabilitySection("t", bins);
        var plot = Samples.Page(section).WithClass("svg", "plot").First();
        var frame = plot.WithClass("rect", "frame").Single();
        var points = plot.WithClass("circle", "dot").Select(c => (
            X: (c.Number("cx") - frame.Number("x")) / frame.Number("width"),
            Y: 1 - ((c.Number("cy") - frame.Number("y")) / frame.Number("height")))).ToArray();

        Assert.Equal(3, points.Length);
        foreach (var (bin, point) in bins.Where(b => b.Count > 0).Zip(points))
        {
            Assert.Equal(bin.MeanConfidence, point.X, 1e-4);
            Assert.Equal(bin.Accuracy, point.Y, 1e-4);
        }

        Assert.Equal(((10 * 0.19) + (30 * 0.08) + (60 * 0.22)) / 100, section.ExpectedCalibrationError, 1e-12);
        Assert.Contains("0.1750", Samples.Page(section).WithClass("dl", "stats").Single().Value);
    }

    [Fact]
    public void Bars_of_the_confidence_histogram_are_as_high_as_their_counts()
    {
        var plot = Samples.Page(new ReliabilitySection("t", [new(0, 0.5, 25, 0.4, 0.4), new(0.5, 1, 100, 0.9, 0.8)])).WithClass("svg", "plot").Last();
        var bars = plot.WithClass("rect", "bar").ToArray();

        Assert.Equal(4, bars[1].Number("height") / bars[0].Number("height"), 1e-3);
        Assert.Equal(plot.WithClass("rect", "frame").Single().Number("height"), bars[1].Number("height"), 0.011);
    }

    [Fact]
    public void Precision_recall_and_F1_are_those_of_the_counts()
    {
        var section = Samples.Page(new ConfusionSection("t", ["cat", "dog", "absent"], new long[,] { { 6, 2, 0 }, { 1, 11, 0 }, { 0, 0, 0 } }));
        var rows = section.Descendants("tbody").Single().Elements("tr").Select(r => r.Elements("td").Select(t => t.Value).ToArray()).ToArray();

        Assert.Equal(["cat", "85.7%", "75.0%", "80.0%", "8", "7"], rows[0]);
        Assert.Equal(["absent", "n/a", "n/a", "n/a", "0", "0"], rows[2]);
        Assert.Contains("85.00%", section.WithClass("dl", "stats").Single().Value);
        var cell = section.WithClass("g", "miss").First(g => g.Value.Contains("cat predicted as dog"));
        Assert.Equal(Math.Sqrt(0.25), cell.Element("rect")!.Number("fill-opacity"), 0.006);
    }

    [Fact]
    public void A_counted_matrix_shows_its_own_figures()
    {
        int[] labels = [0, 0, 1, 2, 2, 2], predicted = [0, 1, 1, 2, 0, 2];
        var matrix = new ConfusionMatrix(predicted, labels, 3);
        var page = Samples.Page(ConfusionSection.Of("t", ["a", "b", "c"], matrix));
        var stats = page.WithClass("dl", "stats").Single().Elements("div").Select(d => d.Element("dd")!.Value);

        Assert.Equal([Readable.Percent(matrix.Accuracy, 2), Readable.Number(matrix.MacroF1), "4", "2", "3"], stats);
    }

    [Fact]
    public void A_matrix_that_does_not_fit_its_names_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Samples.Page(new ConfusionSection("t", ["a", "b"], new long[3, 3])));
        Assert.Contains("3×3 was given for 2 class names", error.Message);
    }

    [Fact]
    public void Residuals_are_summed_over_all_points_and_drawn_for_two_thousand()
    {
        double[] truth = [.. Enumerable.Range(0, 5000).Select(i => (double)(i % 100))];
        var page = Samples.Page(new ResidualsSection("t", truth, [.. truth.Select((t, i) => t + (i % 2 == 0 ? 2 : -2))]));

        Assert.Equal(2000, page.WithClass("circle", "faint").Count());
        var stats = page.WithClass("dl", "stats").Single().Elements("div").Select(d => d.Element("dd")!.Value).ToArray();
        Assert.Equal(["2.000", "2.000", "0.9952", "0", "5,000", "0"], stats);
    }

    [Fact]
    public void A_curve_breaks_where_a_value_is_missing()
    {
        var series = new LineSeries("n", [new(0, 1), new(1, 2), new(2, double.NaN), new(3, 2), new(4, 1)]);
        var page = Samples.Page(new CurvesSection("t", [new("p", "x", "y", [series])]));
        var path = page.WithClass("path", "line").Single().Attribute("d")!.Value;

        Assert.Equal((2, 2), (path.Count(c => c == 'M'), path.Count(c => c == 'L')));
    }

    [Fact]
    public void A_network_keeps_its_colour_in_every_panel()
    {
        LineSeries Line(string name) => new(name, [new(0, 1), new(1, 2)]);
        var page = Samples.Page(new CurvesSection("t", [new("loss", "x", "y", [Line("a"), Line("b")]), new("metric", "x", "y", [Line("b")])]));
        string? Colour(XElement plot, string name) =>
            plot.WithClass("path", "line").Single(p => p.Element("title")!.Value == name).Parent!.Attribute("class")!.Value;

        var plots = page.WithClass("svg", "plot").ToArray();
        Assert.Equal(Colour(plots[0], "b"), Colour(plots[1], "b"));
        Assert.NotEqual(Colour(plots[0], "a"), Colour(plots[0], "b"));
    }

    [Fact]
    public void A_large_graph_is_drawn_from_its_best_connected_node_and_wrong_nodes_are_ringed()
    {
        DrawnNode[] nodes = [.. Enumerable.Range(0, 1000).Select(i => new DrawnNode($"n{i}", i % 3, i == 700 ? (i + 1) % 3 : i == 0 ? null : i % 3))];
        (int, int)[] edges = [.. Enumerable.Range(0, 450).Select(i => (700, i)), (800, 801)];
        var (network, errors) = Samples.Page(new GraphSection("t", nodes, edges, ["a", "b", "c"])).WithClass("svg", "network").ToArray() is [var a, var b]
            ? (a, b) : throw new InvalidOperationException("The graph is drawn twice.");

        Assert.Equal(GraphSection.MostNodes, network.WithClass("circle", "node").Count());
        Assert.Equal(GraphSection.MostNodes - 1, network.WithClass("line", "edge").Count());
        Assert.Single(network.WithClass("circle", "error"));
        Assert.All(network.Descendants("circle"), c => Assert.InRange(c.Number("cx"), 0, 720));
        Assert.Single(errors.WithClass("circle", "c1"));
        Assert.Single(errors.WithClass("circle", "unasked"));
    }

    [Fact]
    public void Embedded_items_keep_their_places_and_errors_are_ringed()
    {
        EmbeddedItem[] items = [new("a", -1, 0, 0, 0), new("b", 1, 0, 1, 0), new("c", 0, 2, 1)];
        var picture = Samples.Page(new EmbeddingSection("t", items, ["x", "y"])).WithClass("svg", "network").Single();
        var dots = picture.WithClass("circle", "node").ToArray();

        Assert.Single(picture.WithClass("circle", "error"));
        // Wrong ones are drawn last: a, c, b.
        Assert.Equal(dots[2].Number("cx") - dots[0].Number("cx"), dots[1].Number("cy") - dots[0].Number("cy"), 0.5);
        Assert.Throws<ArgumentException>(() => Samples.Page(new EmbeddingSection("t", [new("a", double.NaN, 0, 0)], ["x"])));
    }

    [Fact]
    public void A_gallery_names_what_a_graph_was_taken_for()
    {
        var page = Samples.Page(new GraphGallerySection("t",
            [new("graph 1", [0, 1, 2], [(0, 1), (1, 2), (1, 0)], "yes", "no"), new("graph 2", [.. Enumerable.Repeat(0, 200)], [], "yes", "yes")]));
        var graphs = page.WithClass("svg", "network").ToArray();

        Assert.Equal(2, graphs[0].WithClass("line", "edge").Count());
        Assert.Equal(GraphGallerySection.MostNodes, graphs[1].WithClass("circle", "node").Count());
        Assert.Contains("taken for no", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_layout_draws_neighbours_together()
    {
        var knots = from part in new[] { 0, 6 } from i in Enumerable.Range(0, 6) from j in Enumerable.Range(i + 1, 5 - i) select (part + i, part + j);
        (int From, int To)[] edges = [.. knots, (0, 6)];
        var places = ForceLayout.Place(12, edges, 100, 5);
        double Distance(int a, int b) => Math.Sqrt(Math.Pow(places[a].X - places[b].X, 2) + Math.Pow(places[a].Y - places[b].Y, 2));
        var within = Enumerable.Range(1, 5).SelectMany(i => new[] { Distance(0, i), Distance(6, 6 + i) }).Max();
        var across = Enumerable.Range(1, 5).Min(i => Enumerable.Range(7, 5).Min(j => Distance(i, j)));

        Assert.True(within < across, $"within {within}, across {across}");
        Assert.Equal(places, ForceLayout.Place(12, edges, 100, 5));
    }

    [Fact]
    public void Negative_importance_grows_to_the_left_of_zero()
    {
        var bars = Samples.Page(new FeatureImportanceSection("t", [new("good", new(0.4)), new("bad", new(-0.2))])).WithClass("rect", "bar").ToArray();

        Assert.Equal(bars[0].Number("x"), bars[1].Number("x") + bars[1].Number("width"), 0.02);
        Assert.Equal(2, bars[0].Number("width") / bars[1].Number("width"), 0.01);
    }

    private static double Start(XElement path) => double.Parse(path.Attribute("d")!.Value[1..].Split(' ')[0], CultureInfo.InvariantCulture);

    [Fact]
    public void A_forecast_begins_where_the_history_ends()
    {
        var page = Samples.Page(new ForecastSection("t", [new("s", [1, 2, 3], [4, 5], [new("m", [4.5, 5.5]) { Low = [4, 5], High = [5, 6] }])]));
        var now = page.WithClass("line", "now").Single().Number("x1");
        var (history, forecast) = (Start(page.WithClass("path", "truth").Single()), Start(page.WithClass("path", "line").Single()));

        Assert.Equal(2.5, (now - history) / ((forecast - history) / 3), 0.01);
        Assert.Equal(4, page.WithClass("polygon", "band").Single().Attribute("points")!.Value.Trim().Split(' ').Length);
    }

    [Fact]
    public void Items_that_were_taken_up_are_marked_and_counted()
    {
        var page = Samples.Page(new RecommendationsSection("t", [new("u", ["x"], [new("a", 3, false), new("b", 2, true), new("c", 1, true)])]));

        Assert.Equal(["b", "c"], page.WithClass("li", "hit").Select(l => l.Element("span")!.Value));
        Assert.Contains("2 of 3 taken up later", page.WithClass("article", "user").Single().Value);
    }
}
