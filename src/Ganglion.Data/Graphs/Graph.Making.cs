namespace Ganglion.Data;

public sealed partial record Graph
{
    /// <summary>
    /// Makes a graph from its edges; self-loops stay when they are given. Repeated edges count once: their weights add up, the features of the first
    /// stay. Where both directions of an undirected edge are given, its weight is the mean of the two.
    /// </summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="sources">Source of each edge.</param>
    /// <param name="targets">Destination of each edge.</param>
    /// <param name="directed">False stores both directions.</param>
    /// <param name="weights">The weight of each edge; empty when all are one, repeated or not.</param>
    /// <param name="features">The features of each edge, row after row: <c>[edges, edge features]</c>; empty when there are none.</param>
    /// <exception cref="ArgumentException">An edge names a node that is not there, a weight is not finite, or the lengths differ.</exception>
    public static Graph FromEdges(int nodes, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, bool directed = false,
        ReadOnlySpan<float> weights = default, ReadOnlySpan<float> features = default)
    {
        Check(nodes, sources, targets, weights, features);
        var keys = new long[sources.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var (row, column) = directed || targets[i] > sources[i] ? (targets[i], sources[i]) : (sources[i], targets[i]);
            keys[i] = ((long)row << 32) | (uint)column;
        }

        int[]? order = weights.IsEmpty && features.IsEmpty ? null : [.. Enumerable.Range(0, keys.Length)];
        if (order is null) Array.Sort(keys); else Array.Sort(keys, order);
        var merged = weights.IsEmpty ? [] : new float[keys.Length];
        var (count, loops, pointers) = (0, 0, new int[nodes + 1]);
        for (int i = 0, next; i < keys.Length; i = next)
        {
            for (next = i + 1; next < keys.Length && keys[next] == keys[i];) next++;
            var (row, column) = ((int)(keys[i] >> 32), (int)keys[i]);
            pointers[row + 1]++;
            if (row == column) loops++;
            else if (!directed) pointers[column + 1]++;
            if (!weights.IsEmpty) merged[count] = Merged(order.AsSpan(i..next), row, targets, weights);
            if (order is not null) order[count] = Least(order.AsSpan(i..next));
            keys[count++] = keys[i];
        }

        for (var node = 0; node < nodes; node++) pointers[node + 1] += pointers[node];
        var (free, columns) = (pointers[..^1], new int[pointers[^1]]);
        var (entryWeights, width) = (weights.IsEmpty ? null : new float[columns.Length], sources.IsEmpty ? 0 : features.Length / sources.Length);
        var entryFeatures = features.IsEmpty ? null : new float[columns.Length * width];
        // By the larger end first: the smaller ends come in order to each row before the larger ones do.
        for (var e = 0; e < count; e++)
        {
            var (row, column) = ((int)(keys[e] >> 32), (int)keys[e]);
            for (var way = 0; way < (directed || row == column ? 1 : 2); way++, (row, column) = (column, row))
            {
                var k = free[row]++;
                columns[k] = column;
                if (entryWeights is not null) entryWeights[k] = merged[e];
                if (entryFeatures is not null) features.Slice(order![e] * width, width).CopyTo(entryFeatures.AsSpan(k * width));
            }
        }

        return new(nodes, directed, count, pointers, columns) { Weights = entryWeights, EdgeFeatures = entryFeatures };
    }

    /// <summary>The same graph as one of a single type of node and edge.</summary>
    /// <param name="nodeType">What its nodes are called.</param>
    /// <param name="relation">What its edges are called.</param>
    public HeteroGraph ToHetero(string nodeType = "node", string relation = "edge") => new(
        [new(nodeType, Nodes) { Features = Features, Labels = Labels, Targets = Targets, ClassNames = ClassNames, NodeNames = NodeNames, Splits = Splits }],
        [new(new(nodeType, relation, nodeType), Nodes, RowPointers, Columns) { Weights = Weights }]);

    private static void Check(int nodes, ReadOnlySpan<int> sources, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights, ReadOnlySpan<float> features)
    {
        if (sources.Length != targets.Length) throw new ArgumentException($"{sources.Length} sources and {targets.Length} targets do not fit.");
        if (!weights.IsEmpty && weights.Length != sources.Length) throw new ArgumentException($"{weights.Length} weights do not fit {sources.Length} edges.");
        if (!features.IsEmpty && (sources.IsEmpty || features.Length % sources.Length != 0))
            throw new ArgumentException($"{features.Length} edge features do not divide among {sources.Length} edges.");
        for (var i = 0; i < sources.Length; i++)
        {
            if ((uint)sources[i] >= (uint)nodes || (uint)targets[i] >= (uint)nodes)
                throw new ArgumentException($"Edge {i} joins {sources[i]} and {targets[i]}; nodes run from 0 to {nodes - 1}.");
            if (!weights.IsEmpty && !float.IsFinite(weights[i])) throw new ArgumentException($"Edge {i} has the weight {weights[i]}; a finite number was expected.");
        }
    }

    private static float Merged(ReadOnlySpan<int> group, int row, ReadOnlySpan<int> targets, ReadOnlySpan<float> weights)
    {
        var (into, back, ways) = (0.0, 0.0, 0);
        foreach (var i in group)
        {
            if (targets[i] == row) (into, ways) = (into + weights[i], ways | 1);
            else (back, ways) = (back + weights[i], ways | 2);
        }

        return (float)(ways == 3 ? (into + back) / 2 : into + back);
    }

    private static int Least(ReadOnlySpan<int> group)
    {
        var least = group[0];
        foreach (var i in group) least = Math.Min(least, i);
        return least;
    }
}
