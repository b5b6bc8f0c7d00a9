using System.Globalization;

namespace Ganglion.Data;

/// <summary>Counts what each form has to show.</summary>
internal static class Facts
{
    public static IReadOnlyList<Fact> Of(object payload) => payload switch
    {
        Table table => [.. OfTable(table)],
        Graph graph => [.. GraphFacts.Of(graph)],
        HeteroGraph graph => [.. GraphFacts.Of(graph)],
        TemporalGraph graph => [.. GraphFacts.Of(graph)],
        Hypergraph graph => [.. GraphFacts.Of(graph)],
        GraphCollection graphs => [.. OfGraphs(graphs)],
        GraphStore store => [.. store.Describe()],
        Interactions log => [.. OfInteractions(log)],
        ImageSet images => [.. OfImages(images)],
        SeriesSet series => [.. OfSeries(series)],
        KnowledgeGraph graph => [.. KnowledgeFacts.Of(graph)],
        _ => [],
    };

    private static IEnumerable<Fact> OfTable(Table table)
    {
        yield return new("rows", table.Rows);
        yield return new("columns", table.Columns.Count);
        yield return new("features", table.Features.Count());
        yield return new("numeric", table.Columns.Count(c => c.Kind == ColumnKind.Numeric));
        yield return new("categorical", table.Columns.Count(c => c.Kind == ColumnKind.Categorical));
        if (table.Columns.Count(c => c.Kind == ColumnKind.Text) is > 0 and var text) yield return new("text", text);
        yield return new("missing", table.Columns.Sum(c => c.Missing));
        if (table.Test is { } test) yield return new("test rows", test.Rows);
        if (table.Target is CategoricalColumn target)
        {
            yield return new("classes", target.Levels.Length);
            yield return new("class balance", Balance(target.Levels, target.Counts()));
        }
        else if (table.Target is NumericColumn { Values: var values } && values.Where(v => !double.IsNaN(v)).ToArray() is { Length: > 0 } known)
        {
            yield return new("target mean", known.Average());
            yield return new("target range", string.Create(CultureInfo.InvariantCulture, $"{known.Min():G6} … {known.Max():G6}"));
        }
    }

    private static IEnumerable<Fact> OfGraphs(GraphCollection graphs)
    {
        yield return new("graphs", graphs.Count);
        yield return new("mean nodes", (double)graphs.Nodes / graphs.Count);
        yield return new("mean edges", graphs.Columns.Length / 2.0 / graphs.Count);
        yield return new("tags", graphs.TagCount);
        if (graphs.NodeWidth > 0) yield return new("node attributes", graphs.NodeWidth);
        if (graphs.EdgeLabelCount > 0) yield return new("edge labels", graphs.EdgeLabelCount);
        if (graphs.EdgeWidth > 0) yield return new("edge attributes", graphs.EdgeWidth);
        if (graphs.Labels.Length > 0)
        {
            yield return new("classes", graphs.ClassNames.Count);
            yield return new("class balance", Balance(graphs.ClassNames, Counts(graphs.Labels, graphs.ClassNames.Count)));
        }

        if (graphs.TargetCount > 0) yield return new("targets", graphs.TargetCount);
        yield return new("folds", graphs.TestFolds.Count);
    }

    private static IEnumerable<Fact> OfInteractions(Interactions log)
    {
        yield return new("users", log.UserCount);
        yield return new("items", log.ItemCount);
        yield return new("events", log.Count);
        if (log.Validation is { } validation) yield return new("validation events", validation.Count);
        if (log.Test is { } test) yield return new("test events", test.Count);
        yield return new("density", log.Density, log.Density.ToString("P3", CultureInfo.InvariantCulture));
        yield return new("events a user", Spread(Counts(log.Users, log.UserCount)));
        yield return new("events an item", Spread(Counts(log.Items, log.ItemCount)));
        yield return new("ratings", log.Ratings is { } r && r.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{r.Min():G4} … {r.Max():G4}") : "none");
        yield return new("times", log.Times is null ? "none" : log.Times.DefaultIfEmpty().Max() < 1_000_000 ? "order only" : Span(log.Times));
    }

    private static IEnumerable<Fact> OfImages(ImageSet images)
    {
        yield return new("images", images.Count);
        if (images.Test is { } test) yield return new("test images", test.Count);
        yield return new("shape", $"{images.Channels} × {images.Height} × {images.Width}");
        yield return new("pixels an image", images.ImageSize);
        yield return new("classes", images.ClassNames.Count);
        yield return new("class balance", Balance(images.ClassNames, Counts(images.Labels, images.ClassNames.Count)));
    }

    private static IEnumerable<Fact> OfSeries(SeriesSet series)
    {
        yield return new("series", series.Count);
        yield return new("length", Spread([.. series.Items.Select(s => s.Values.Length)]));
        yield return new("longest", series.Items.Max(s => s.Values.Length));
        yield return new("season", series.Season);
        yield return new("horizon", series.Horizon);
        yield return new("missing", series.Items.Sum(s => s.Values.Count(double.IsNaN)));
        yield return new("continuations", series.Items.Count(s => s.Test is not null));
        if (series.Times is [var first, .., var last]) yield return new("times", $"{first} … {last}");
    }

    internal static int[] Counts(int[] values, int kinds)
    {
        var counts = new int[kinds];
        foreach (var v in values)
            if (v >= 0) counts[v]++;
        return counts;
    }

    internal static string Balance(IReadOnlyList<string> names, int[] counts)
    {
        var shown = names.Zip(counts).Take(10).Select(c => $"{c.First} {c.Second.ToString("N0", CultureInfo.InvariantCulture)}");
        return string.Join(", ", shown) + (names.Count > 10 ? ", …" : "");
    }

    internal static string Spread(int[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? "none" : $"{values[0]} … {values[values.Length / 2]} … {values[^1]} (least, median, most)";
    }

    private static string Span(long[] times) => string.Create(CultureInfo.InvariantCulture,
        $"{DateTimeOffset.FromUnixTimeSeconds(times.Min()):yyyy-MM-dd} … {DateTimeOffset.FromUnixTimeSeconds(times.Max()):yyyy-MM-dd}");
}
