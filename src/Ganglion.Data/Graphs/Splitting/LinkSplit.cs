namespace Ganglion.Data;

/// <summary>Links to tell apart: pairs that are joined, and as many or more that are not.</summary>
/// <param name="Sources">Where each link comes from.</param>
/// <param name="Targets">Where it points to.</param>
/// <param name="NegativeSources">Where each pair that is no link would come from.</param>
/// <param name="NegativeTargets">Where it would point to.</param>
public sealed record LinkPart(int[] Sources, int[] Targets, int[] NegativeSources, int[] NegativeTargets)
{
    /// <summary>Number of links.</summary>
    public int Count => Sources.Length;

    /// <summary>Links first, then the negatives, with 1 and 0 as their labels.</summary>
    public (int[] Sources, int[] Targets, float[] Labels) Pairs() =>
        ([.. Sources, .. NegativeSources], [.. Targets, .. NegativeTargets], [.. Sources.Select(_ => 1f), .. NegativeSources.Select(_ => 0f)]);
}

/// <summary>
/// Links to predict, held out of the graph that messages run on. No part's links are in another, in either direction; a held-out link is in
/// <see cref="Graph"/> in neither direction; a negative is a link of no part, joins two different nodes, and is drawn once. Of undirected links the
/// source is the smaller end. Self-loops stay in the graph and are never asked about.
/// </summary>
/// <param name="Graph">What messages run on, in training, validation and test alike.</param>
/// <param name="Train">Links to learn from. They are links of <paramref name="Graph"/> too, unless a disjoint share was asked for.</param>
/// <param name="Validation">Links to choose by.</param>
/// <param name="Test">Links to be judged on.</param>
/// <param name="Whole">The graph with all its links: what a filtered ranking must know.</param>
public sealed record LinkSplit(Graph Graph, LinkPart Train, LinkPart Validation, LinkPart Test, Graph Whole)
{
    /// <summary>Holds out links at random. A link and its opposite go together.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rng">What the division depends on.</param>
    /// <param name="validation">The share to choose by.</param>
    /// <param name="test">The share to be judged on.</param>
    /// <param name="disjoint">The share of the training links that are asked about and, for that, taken out of the graph; 0 asks about all and takes out none.</param>
    /// <param name="negatives">Negatives for each link of validation and test; those to learn from are as many as links.</param>
    /// <exception cref="ArgumentException">The shares do not fit, or the graph has too few pairs that are not joined.</exception>
    public static LinkSplit Random(Graph graph, Rng rng, double validation = 0.05, double test = 0.1, double disjoint = 0, int negatives = 1)
    {
        if (validation < 0 || test < 0 || validation + test >= 1 || disjoint is < 0 or >= 1 || negatives < 0)
            throw new ArgumentException($"Shares of {validation}, {test} and {disjoint} with {negatives} negatives: shares are at least 0 and leave some links to learn from.");
        var pairs = Pairs(graph);
        var order = rng.Split("links").Permutation(pairs.Length);
        var (tested, chosen) = ((int)Math.Round(test * pairs.Length), (int)Math.Round(validation * pairs.Length));
        var asked = tested + chosen + (disjoint > 0 ? (int)Math.Round(disjoint * (pairs.Length - tested - chosen)) : pairs.Length - tested - chosen);
        var kept = new bool[graph.Columns.Length];
        Array.Fill(kept, true);
        var parts = new[] { new List<int>(), new List<int>(), new List<int>() };                      // entries of train, validation, test
        for (var i = 0; i < asked; i++)
        {
            var (first, second) = pairs[order[i]];
            var part = i < tested ? 2 : i < tested + chosen ? 1 : 0;
            parts[part].Add(first);
            if (second >= 0 && graph.Directed) parts[part].Add(second);
            if (part == 0 && disjoint == 0) continue;
            kept[first] = false;
            if (second >= 0) kept[second] = false;
        }

        var targets = TargetOfEntries(graph);
        var (train, middle, last) = (Links(parts[0]), Links(parts[1]), Links(parts[2]));
        return Make(graph.WithEntries(kept), train, middle, last, graph, negatives, rng.Split("negatives"));

        (int[] Sources, int[] Targets) Links(List<int> entries)
        {
            entries.Sort();
            return ([.. entries.Select(k => graph.Columns[k])], [.. entries.Select(k => targets[k])]);
        }
    }

    /// <summary>
    /// Holds out the latest links: messages run on the events of the training part, and the later parts ask about pairs that were not joined in any
    /// part before.
    /// </summary>
    /// <param name="graph">The events.</param>
    /// <param name="split">Which are to be learnt from, chosen by and judged on.</param>
    /// <param name="rng">What the negatives depend on.</param>
    /// <param name="negatives">Negatives for each link of validation and test.</param>
    /// <exception cref="ArgumentException">The graph has too few pairs that are not joined.</exception>
    public static LinkSplit ByTime(TemporalGraph graph, TemporalSplit split, Rng rng, int negatives = 1)
    {
        var known = new HashSet<long>();
        var (train, validation, test) = (New(split.Train), New(split.Validation), New(split.Test));
        return Make(graph.Between(split.Train), train, validation, test, graph.Between(..), negatives, rng.Split("negatives"));

        (int[] Sources, int[] Targets) New(Range events)
        {
            var (start, count) = events.GetOffsetAndLength(graph.Events);
            var (sources, targets) = (new List<int>(), new List<int>());
            for (var i = start; i < start + count; i++)
            {
                var (s, t) = (graph.Sources[i], graph.Targets[i]);
                if (!graph.Directed && s > t) (s, t) = (t, s);
                // A link that answers an earlier one is given away by it: not asked about, as in the random division.
                if (s == t || !known.Add(Key(Math.Min(s, t), Math.Max(s, t)))) continue;
                sources.Add(s);
                targets.Add(t);
            }

            return ([.. sources], [.. targets]);
        }
    }

    /// <summary>Fresh negatives to learn from: pairs of different nodes that are a link in no part and a negative of neither validation nor test.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">What they depend on.</param>
    /// <exception cref="ArgumentException">There are not that many.</exception>
    public (int[] Sources, int[] Targets) Negatives(int count, Rng rng)
    {
        var taken = new HashSet<long>();
        foreach (var part in (LinkPart[])[Validation, Test])
            for (var i = 0; i < part.NegativeSources.Length; i++) taken.Add(Key(part.NegativeSources[i], part.NegativeTargets[i]));
        return Draw(Whole, count, taken, rng);
    }

    private static LinkSplit Make(Graph messages, (int[] Sources, int[] Targets) train, (int[] Sources, int[] Targets) validation,
        (int[] Sources, int[] Targets) test, Graph whole, int negatives, Rng rng)
    {
        var taken = new HashSet<long>();
        var last = Part(test, negatives, "test");
        var middle = Part(validation, negatives, "validation");
        return new(messages, Part(train, Math.Min(1, negatives), "train"), middle, last, whole);

        LinkPart Part((int[] Sources, int[] Targets) links, int each, string name)
        {
            var (sources, targets) = Draw(whole, links.Sources.Length * each, taken, rng.Split(name));
            return new(links.Sources, links.Targets, sources, targets);
        }
    }

    // Adds what it draws to what is taken.
    private static (int[] Sources, int[] Targets) Draw(Graph graph, int count, HashSet<long> taken, Rng rng)
    {
        var all = (long)graph.Nodes * (graph.Nodes - 1) / (graph.Directed ? 1 : 2);
        var free = all - Joined(graph) - taken.Count;
        if (free < count)
            throw new ArgumentException($"{count} negatives were asked for, and {Math.Max(0, free)} pairs of nodes are free; ask for fewer, or hold out fewer links.");
        var (sources, targets) = (new int[count], new int[count]);
        if (free < 2L * count)
        {
            // Nearly all of them: write them down and take some.
            var rest = new List<(int, int)>();
            for (var s = 0; s < graph.Nodes; s++)
                for (var t = graph.Directed ? 0 : s + 1; t < graph.Nodes; t++)
                    if (s != t && !graph.HasEdge(s, t) && !taken.Contains(Key(s, t))) rest.Add((s, t));
            var order = rng.Permutation(rest.Count);
            for (var i = 0; i < count; i++)
            {
                (sources[i], targets[i]) = rest[order[i]];
                taken.Add(Key(sources[i], targets[i]));
            }

            return (sources, targets);
        }

        var (found, round) = (0, 0);
        while (found < count)
        {
            var ends = rng.Split(round++).Integers(Math.Max(64, 2 * 2 * (count - found)), graph.Nodes);
            for (var i = 0; i + 1 < ends.Length && found < count; i += 2)
            {
                var (s, t) = (ends[i], ends[i + 1]);
                if (!graph.Directed && s > t) (s, t) = (t, s);
                if (s == t || graph.HasEdge(s, t) || !taken.Add(Key(s, t))) continue;
                (sources[found], targets[found++]) = (s, t);
            }
        }

        return (sources, targets);
    }

    // Each joined pair once, without self-loops: the entry of the larger end and, where it is there, that of the smaller.
    private static (int First, int Second)[] Pairs(Graph graph)
    {
        var pairs = new List<(int, int)>();
        for (var target = 0; target < graph.Nodes; target++)
        {
            for (var k = graph.RowPointers[target]; k < graph.RowPointers[target + 1]; k++)
            {
                var source = graph.Columns[k];
                if (source == target) continue;
                if (source > target && (!graph.Directed || graph.HasEdge(target, source))) continue;      // comes with its opposite
                var opposite = graph.Neighbors(source).BinarySearch(target);
                pairs.Add((k, opposite < 0 ? -1 : graph.RowPointers[source] + opposite));
            }
        }

        return [.. pairs];
    }

    private static long Joined(Graph graph)
    {
        var loops = 0;
        for (var node = 0; node < graph.Nodes; node++)
            if (graph.HasEdge(node, node)) loops++;
        return graph.Edges - loops;
    }

    private static int[] TargetOfEntries(Graph graph)
    {
        var targets = new int[graph.Columns.Length];
        for (var node = 0; node < graph.Nodes; node++) Array.Fill(targets, node, graph.RowPointers[node], graph.RowPointers[node + 1] - graph.RowPointers[node]);
        return targets;
    }

    private static long Key(int source, int target) => ((long)source << 32) | (uint)target;
}
