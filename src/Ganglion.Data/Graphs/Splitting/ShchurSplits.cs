namespace Ganglion.Data;

/// <summary>
/// Divisions of graphs that come without one, by the protocol of Shchur et al. 2018 (arXiv:1811.05868): 20 nodes of each class to learn from, 30 of
/// each class to choose by, all others to be judged on. The authors draw a hundred; here there are five, always the same.
/// </summary>
internal static class ShchurSplits
{
    /// <summary>A loader whose graphs have the divisions.</summary>
    public static Func<DataFolder, DataOptions, Graph> Drawn(Func<DataFolder, DataOptions, Graph> load) => (folder, options) =>
    {
        var graph = load(folder, options);
        return graph with { Splits = [.. Enumerable.Range(0, 5).Select(i => Draw(graph.Labels, new Rng(2018).Split(i)))] };
    };

    // Fifty of a class are drawn first, then divided.
    private static NodeSplit Draw(int[] labels, Rng rng)
    {
        var outer = NodeSplits.PerClass(labels, 50, 0, null, rng.Split("fifty"));
        var drawn = new int[labels.Length];
        Array.Fill(drawn, -1);
        foreach (var node in outer.Train) drawn[node] = labels[node];
        var inner = NodeSplits.PerClass(drawn, 20, 0, null, rng.Split("twenty"));
        return new(inner.Train, inner.Test, outer.Test);
    }
}
