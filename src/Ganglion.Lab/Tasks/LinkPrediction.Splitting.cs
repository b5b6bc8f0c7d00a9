using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class LinkPrediction
{
    /// <summary>
    /// The task of a graph: <see cref="TaskOptions.TestShare"/> and <see cref="TaskOptions.ValidationShare"/> of its links are hidden, and as many
    /// pairs that are not linked in any part are drawn for each of both.
    /// </summary>
    /// <exception cref="DataException">Too few links, or so many that pairs without one cannot be found.</exception>
    public static LinkPrediction From(Graph graph, string name, TaskOptions options, string hash = "")
    {
        var rng = new Rng((ulong)options.Seed).Split("links");
        if (graph.Edges < 10 || options.TestShare + options.ValidationShare >= 1)
            throw new DataException($"'{name}' with {graph.Edges} links, of which {options.TestShare + options.ValidationShare:0%} are to be hidden",
                "enough links to hide some and learn from the others", "Give a larger graph, or smaller shares for validation and test.");
        try
        {
            return From(LinkSplit.Random(graph, rng, options.ValidationShare, options.TestShare), name, options, hash);
        }
        catch (ArgumentException none)
        {
            throw new DataException($"'{name}', in which nearly every pair of nodes is linked", "as many pairs without a link as links that are hidden",
                "Links cannot be predicted in a complete graph; give a sparser one, or hide fewer links.", inner: none);
        }
    }

    /// <summary>The task of links that were held out before.</summary>
    /// <param name="split">Its negatives for training are left aside: they are drawn anew each step.</param>
    /// <param name="name">The data set's name.</param>
    /// <param name="options">Its metric.</param>
    /// <param name="hash">The hash of the data.</param>
    /// <exception cref="DataException">A part has no link, or no pair without one.</exception>
    public static LinkPrediction From(LinkSplit split, string name, TaskOptions options, string hash = "")
    {
        var parts = new Parts(Flat(split.Train.Sources, split.Train.Targets), Flat(split.Validation.Sources, split.Validation.Targets),
            Flat(split.Validation.NegativeSources, split.Validation.NegativeTargets), Flat(split.Test.Sources, split.Test.Targets),
            Flat(split.Test.NegativeSources, split.Test.NegativeTargets));
        if (parts is { Train: [] } or { Validation: [] } or { ValidationOthers: [] } or { Test: [] } or { TestOthers: [] })
            throw new DataException($"'{name}' with {split.Train.Count} / {split.Validation.Count} / {split.Test.Count} links to train / validate / test",
                "links in each part, and pairs that are none", "Hide a larger share, or give a larger graph.");
        var task = new LinkPrediction(NodeClassification.InputOf(split.Graph), split.Graph.Directed, parts) { Name = name, DataHash = hash };
        if (options.Metric is { } metric) task.RankBy(metric);
        return task;
    }

    /// <summary>Flat pairs, from and to.</summary>
    private sealed record Parts(int[] Train, int[] Validation, int[] ValidationOthers, int[] Test, int[] TestOthers);

    private static int[] Flat(int[] sources, int[] targets) => [.. sources.Zip(targets, (s, t) => (int[])[s, t]).SelectMany(p => p)];
}
