using System.Globalization;

namespace Ganglion.Data;

/// <summary>What there is to say of graphs.</summary>
internal static class GraphFacts
{
    private const double ManyLeaking = 0.1;

    public static IEnumerable<Fact> Of(Graph graph)
    {
        yield return new("nodes", graph.Nodes);
        yield return new(graph.Directed ? "edges, directed" : "edges", graph.Edges);
        if (graph.Features is { } features)
        {
            yield return new("features", features.Columns);
            yield return new("feature entries", features.Count);
        }

        if (graph.Weights is { Length: > 0 } weights) yield return new("edge weights", Range(weights));
        if (graph.EdgeFeatureCount > 0) yield return new("edge features", graph.EdgeFeatureCount);
        var (into, from) = Degrees(graph);
        foreach (var fact in OfDegrees(into, graph.Directed ? "in-degree" : "degree")) yield return fact;
        if (graph.Directed) foreach (var fact in OfDegrees(from, "out-degree")) yield return fact;
        yield return new("isolated nodes", into.Zip(from).Count(d => d.First + d.Second == 0));
        yield return new("self-loops", Enumerable.Range(0, graph.Nodes).Count(n => graph.HasEdge(n, n)));
        yield return new("components", Components(graph));
        if (graph.Nodes > 0)
        {
            var clustering = Clustering.Of(graph);
            yield return new("clustering", clustering.Mean, Text(clustering.Mean)
                + (clustering.Nodes < graph.Nodes ? $" (from a sample of {clustering.Nodes.ToString("N0", CultureInfo.InvariantCulture)} nodes)" : ""));
        }

        foreach (var fact in OfClasses(graph)) yield return fact;
        foreach (var fact in OfSplits(graph)) yield return fact;
    }

    private static IEnumerable<Fact> OfClasses(Graph graph)
    {
        if (graph.Targets is { } targets && targets.Where(float.IsFinite).ToArray() is { Length: > 0 } known)
        {
            yield return new("targets", known.Length);
            yield return new("target mean", known.Average(t => (double)t));
            yield return new("target range", Range(known));
        }

        if (graph.Classes == 0) yield break;
        yield return new("classes", graph.Classes);
        yield return new("unlabelled", graph.Labels.Count(l => l < 0));
        var homophily = Homophily.Of(graph);
        yield return new("edge homophily", homophily.Edge);
        yield return new("node homophily", homophily.Node);
        yield return new("adjusted homophily", homophily.Adjusted);
        yield return new("class balance", Facts.Balance(graph.ClassNames, Facts.Counts(graph.Labels, graph.Classes)));
    }

    private static IEnumerable<Fact> OfSplits(Graph graph)
    {
        yield return new("splits", graph.Splits.Count);
        if (graph.Splits is not [var split, ..]) yield break;
        yield return new("first split", $"{split.Train.Length} / {split.Validation.Length} / {split.Test.Length}");
        if (graph.Nodes > 0) yield return new("label rate", (double)split.Train.Length / graph.Nodes);
        for (var s = 0; s < graph.Splits.Count; s++)
        {
            var (train, validation, test) = (graph.Splits[s].Train, graph.Splits[s].Validation, graph.Splits[s].Test);
            int[] twice = [.. train.Concat(validation).Concat(test).GroupBy(n => n).Where(g => g.Skip(1).Any()).Select(g => g.Key)];
            if (twice.Length == 0) continue;
            yield return new("warning: nodes in two parts", twice.Length, $"{twice.Length} of split {s}, node {twice[0]} for one: leaks from what is learnt to what is judged");
            break;
        }

        var duplicates = Duplicates.Of(graph);
        if (duplicates.Count == 0) yield break;
        yield return new("duplicate nodes", duplicates.Count,
            $"{N(duplicates.Count)} with the same neighbours (two or more) and label as another; {N(duplicates.Alike)} of them with the same features too");
        var leaking = duplicates.Leaking(split.Test, split.Train);
        yield return new("leaking duplicates", leaking, $"{N(leaking)} of {N(split.Test.Length)} test nodes of the first split have a double to learn from");
        if (leaking > ManyLeaking * split.Test.Length)
        {
            yield return new("warning: duplicates leak", (double)leaking / split.Test.Length,
                $"{((double)leaking / split.Test.Length).ToString("P0", CultureInfo.InvariantCulture)} of the test nodes can be answered by remembering a double; use a set without duplicates");
        }
    }

    public static IEnumerable<Fact> Of(HeteroGraph graph)
    {
        yield return new("nodes", graph.Nodes);
        yield return new("edges", graph.Edges);
        yield return new("node types", graph.NodeSets.Count);
        yield return new("edge types", graph.EdgeSets.Count);
        foreach (var set in graph.NodeSets)
        {
            yield return new($"nodes of type {set.Name}", set.Count, N(set.Count) + (set.Features is { } f ? $", {f.Columns} features" : "")
                + (set.ClassNames.Count > 0 ? $", {set.ClassNames.Count} classes" : "") + (set.Targets is null ? "" : ", a target")
                + (set.Times is null ? "" : ", times"));
        }

        foreach (var set in graph.EdgeSets)
        {
            int[] degrees = [.. Enumerable.Range(0, set.Targets).Select(n => set.Neighbors(n).Length).Order()];
            yield return new($"edges of type {set.Type}", set.Count, $"{N(set.Count)}, into a {set.Type.Target} {Quantiles(degrees)}"
                + (set.Weights is null ? "" : ", weights") + (set.Times is null ? "" : ", times"));
        }
    }

    public static IEnumerable<Fact> Of(TemporalGraph graph)
    {
        yield return new("nodes", graph.Nodes);
        yield return new(graph.Directed ? "events, directed" : "events", graph.Events);
        if (graph.Features is { } features) yield return new("features", features.Columns);
        if (graph.EventFeatures is { Length: > 0 } own) yield return new("event features", own.Length / graph.Events);
        if (graph.Events == 0) yield break;
        yield return new("times", $"{Text(graph.Times[0])} … {Text(graph.Times[^1])}");
        yield return new("different times", graph.Times.Distinct().Count());
        var whole = graph.Between(..);
        yield return new("edges", whole.Edges);
        foreach (var fact in OfDegrees(Degrees(whole).Into, graph.Directed ? "in-degree" : "degree")) yield return fact;
        if (graph.ClassNames.Count > 0) yield return new("classes", graph.ClassNames.Count);
        var split = graph.Split();
        var before = new HashSet<(int, int)>();
        for (var i = 0; i < split.Test.Start.Value; i++) before.Add((graph.Sources[i], graph.Targets[i]));
        var repeated = Enumerable.Range(split.Test.Start.Value, graph.Events - split.Test.Start.Value).Count(i => before.Contains((graph.Sources[i], graph.Targets[i])));
        var last = Math.Max(1, graph.Events - split.Test.Start.Value);
        yield return new("repeated", (double)repeated / last, $"{((double)repeated / last).ToString("P0", CultureInfo.InvariantCulture)} of the last 15 % of events join a pair that was joined before");
    }

    public static IEnumerable<Fact> Of(Hypergraph graph)
    {
        yield return new("nodes", graph.Nodes);
        yield return new("hyperedges", graph.Hyperedges);
        yield return new("members", graph.Members.Length);
        if (graph.Features is { } features) yield return new("features", features.Columns);
        yield return new("size of a hyperedge", Quantiles([.. Enumerable.Range(0, graph.Hyperedges).Select(e => graph.MembersOf(e).Length).Order()]));
        foreach (var fact in OfDegrees([.. Enumerable.Range(0, graph.Nodes).Select(n => graph.EdgesOf(n).Length)], "degree")) yield return fact;
        yield return new("isolated nodes", Enumerable.Range(0, graph.Nodes).Count(n => graph.EdgesOf(n).IsEmpty));
        if (graph.ClassNames.Count > 0 && graph.Labels is { } labels)
        {
            yield return new("classes", graph.ClassNames.Count);
            yield return new("class balance", Facts.Balance(graph.ClassNames, Facts.Counts(labels, graph.ClassNames.Count)));
        }

        yield return new("splits", graph.Splits.Count);
    }

    /// <summary>Connected components, the direction of edges left aside.</summary>
    public static int Components(Graph graph)
    {
        int[] root = [.. Enumerable.Range(0, graph.Nodes)];
        int Find(int node)
        {
            while (root[node] != node) node = root[node] = root[root[node]];
            return node;
        }

        var components = graph.Nodes;
        for (var node = 0; node < graph.Nodes; node++)
        {
            foreach (var other in graph.Neighbors(node))
            {
                var (a, b) = (Find(node), Find(other));
                if (a == b) continue;
                root[Math.Max(a, b)] = Math.Min(a, b);
                components--;
            }
        }

        return components;
    }

    private static (int[] Into, int[] From) Degrees(Graph graph)
    {
        var into = new int[graph.Nodes];
        for (var node = 0; node < graph.Nodes; node++) into[node] = graph.Neighbors(node).Length;
        if (!graph.Directed) return (into, into);
        var from = new int[graph.Nodes];
        foreach (var source in graph.Columns) from[source]++;
        return (into, from);
    }

    private static IEnumerable<Fact> OfDegrees(int[] degrees, string name)
    {
        int[] sorted = [.. degrees.Order()];
        yield return new($"mean {name}", sorted.Length == 0 ? 0 : sorted.Average());
        yield return new($"{name} quantiles", Quantiles(sorted));
        yield return new($"{name}s", Histogram(sorted));
    }

    private static string Quantiles(int[] sorted)
    {
        int At(double q) => sorted.Length == 0 ? 0 : sorted[(int)(q * (sorted.Length - 1))];
        return $"0 {At(0)}, 25% {At(0.25)}, 50% {At(0.5)}, 75% {At(0.75)}, 100% {At(1)}";
    }

    /// <summary>Nodes of degree 0, 1, 2, 3 to 4, 5 to 8 and so on, as bars whose height is their share of the most frequent.</summary>
    internal static string Histogram(int[] degrees)
    {
        if (degrees.Length == 0) return "none";
        static int Bin(int degree) => degree <= 2 ? degree : 2 + (int)Math.Ceiling(Math.Log2(degree / 2.0));
        var counts = new int[Bin(degrees.Max()) + 1];
        foreach (var degree in degrees) counts[Bin(degree)]++;
        var most = counts.Max();
        return string.Join("  ", counts.Select((count, bin) => (Name: bin <= 2 ? $"{bin}" : $"{(1 << (bin - 2)) + 1}-{1 << (bin - 1)}", count))
            .Where(b => b.count > 0).Select(b => $"{b.Name} {"▁▂▃▄▅▆▇█"[(int)Math.Ceiling(8.0 * b.count / most) - 1]} {N(b.count)}"));
    }

    private static string Range(float[] values) => string.Create(CultureInfo.InvariantCulture, $"{values.Min():G6} … {values.Max():G6}");

    private static string N(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
