namespace Ganglion.Data;

/// <summary>Divisions of nodes, or of anything else that is numbered from 0 and has a class, -1 = none. What has no class is in no part.</summary>
public static class NodeSplits
{
    /// <summary>A random division in which every class has its share of each part, rounded.</summary>
    /// <param name="labels">The class of each node.</param>
    /// <param name="validation">The share to choose by.</param>
    /// <param name="test">The share to be judged on.</param>
    /// <param name="rng">What the division depends on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is negative, or they leave nothing to learn from.</exception>
    public static NodeSplit Stratified(ReadOnlySpan<int> labels, double validation, double test, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(validation, test));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validation + test, 1);
        var (first, second, third) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var (label, members) in ByClass(labels))
        {
            var order = rng.Split(label).Permutation(members.Length);
            var (tested, chosen) = ((int)Math.Round(test * members.Length), (int)Math.Round(validation * members.Length));
            for (var i = 0; i < order.Length; i++)
                (i < tested ? third : i < tested + chosen ? second : first).Add(members[order[i]]);
        }

        return Sorted(first, second, third);
    }

    /// <summary>
    /// The same number of nodes of every class to learn from, then numbers of the others to choose by and to be judged on, whatever their class
    /// (Yang, Cohen and Salakhutdinov 2016: 20 a class, 500, 1000).
    /// </summary>
    /// <param name="labels">The class of each node.</param>
    /// <param name="perClass">Nodes of a class to learn from.</param>
    /// <param name="validation">Nodes to choose by.</param>
    /// <param name="test">Nodes to be judged on; null = all that are left.</param>
    /// <param name="rng">What the division depends on.</param>
    /// <exception cref="ArgumentException">A class, or the whole, has too few nodes.</exception>
    public static NodeSplit PerClass(ReadOnlySpan<int> labels, int perClass, int validation, int? test, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perClass);
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(validation, test ?? 0));
        var (train, rest) = (new List<int>(), new List<int>());
        foreach (var (label, members) in ByClass(labels))
        {
            if (members.Length <= perClass)
                throw new ArgumentException($"Class {label} has {members.Length} nodes; {perClass} of each class to learn from need more than {perClass}.");
            var order = rng.Split(label).Permutation(members.Length);
            for (var i = 0; i < order.Length; i++) (i < perClass ? train : rest).Add(members[order[i]]);
        }

        rest.Sort();
        if (rest.Count < validation + Math.Max(1, test ?? 1))
            throw new ArgumentException($"{rest.Count} labelled nodes are left beside those to learn from; {validation} to choose by and {test ?? 1} to be judged on were asked for.");
        var places = rng.Split("rest").Permutation(rest.Count);
        return Sorted(train, [.. places.Take(validation).Select(p => rest[p])], [.. places.Skip(validation).Take(test ?? int.MaxValue).Select(p => rest[p])]);
    }

    /// <summary>k parts of nearly one size, each with nearly its share of every class: the test parts of a cross-validation.</summary>
    /// <param name="labels">The class of each item.</param>
    /// <param name="folds">How many parts.</param>
    /// <param name="rng">What the division depends on.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two parts.</exception>
    public static int[][] Folds(ReadOnlySpan<int> labels, int folds, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var parts = new List<int>[folds];
        for (var f = 0; f < folds; f++) parts[f] = [];
        var next = 0;                                               // dealt on from class to class, so that the sizes differ by one at most
        foreach (var (label, members) in ByClass(labels))
            foreach (var place in rng.Split(label).Permutation(members.Length)) parts[next++ % folds].Add(members[place]);
        return [.. parts.Select(p => p.Order().ToArray())];
    }

    /// <summary>What happened before one time to learn from, before another to choose by, the rest to be judged on.</summary>
    /// <param name="times">When each node came to be; those of no time (NaN) are in no part.</param>
    /// <param name="validation">The first time to choose by.</param>
    /// <param name="test">The first time to be judged on.</param>
    /// <exception cref="ArgumentException">The times are in the wrong order.</exception>
    public static NodeSplit ByTime(ReadOnlySpan<double> times, double validation, double test)
    {
        if (!(validation <= test)) throw new ArgumentException($"Validation from {validation} on and test from {test} on: the test comes last.");
        var (first, second, third) = (new List<int>(), new List<int>(), new List<int>());
        for (var i = 0; i < times.Length; i++)
            if (!double.IsNaN(times[i])) (times[i] < validation ? first : times[i] < test ? second : third).Add(i);
        return Sorted(first, second, third);
    }

    private static SortedDictionary<int, int[]> ByClass(ReadOnlySpan<int> labels)
    {
        var groups = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0) continue;
            if (!groups.TryGetValue(labels[i], out var group)) groups[labels[i]] = group = [];
            group.Add(i);
        }

        return new(groups.ToDictionary(g => g.Key, g => g.Value.ToArray()));
    }

    private static NodeSplit Sorted(List<int> train, List<int> validation, List<int> test) => new([.. train.Order()], [.. validation.Order()], [.. test.Order()]);
}

/// <summary>A division in which the test nodes, with their features and links, are absent while learning.</summary>
/// <param name="Seen">The graph of all nodes but those of the test.</param>
/// <param name="Nodes">The number in the whole graph of each node of <paramref name="Seen"/>.</param>
/// <param name="Train">Nodes of <paramref name="Seen"/> to learn from.</param>
/// <param name="Validation">Nodes of <paramref name="Seen"/> to choose by.</param>
/// <param name="Whole">The graph in which the test is made.</param>
/// <param name="Test">Nodes of <paramref name="Whole"/> to be judged on.</param>
public sealed record InductiveSplit(Graph Seen, int[] Nodes, int[] Train, int[] Validation, Graph Whole, int[] Test)
{
    /// <summary>Takes the test nodes of a division out of the graph.</summary>
    public static InductiveSplit From(Graph graph, NodeSplit split)
    {
        var place = new int[graph.Nodes];
        foreach (var node in split.Test) place[node] = -1;
        int[] seen = [.. Enumerable.Range(0, graph.Nodes).Where(n => place[n] == 0)];
        for (var i = 0; i < seen.Length; i++) place[seen[i]] = i;
        return new(graph.Subgraph(seen), seen, Array.ConvertAll(split.Train, n => place[n]), Array.ConvertAll(split.Validation, n => place[n]), graph, split.Test);
    }
}
