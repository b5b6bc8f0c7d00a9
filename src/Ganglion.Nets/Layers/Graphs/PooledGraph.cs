namespace Ganglion.Nets;

/// <summary>What pooling leaves of a batch of graphs: a smaller batch.</summary>
/// <param name="Graph"><c>[nodes, nodes]</c>, block-diagonal, row = destination.</param>
/// <param name="X">Node features <c>[nodes, features]</c>.</param>
/// <param name="Pointers">The nodes of graph g are Pointers[g] to Pointers[g + 1] - 1.</param>
public sealed record PooledGraph(Csr Graph, Tensor X, IntTensor Pointers)
{
    /// <summary>Where nodes were chosen: which ones, by their numbers before, in the order of X.</summary>
    public IntTensor? Kept { get; init; }

    /// <summary>Where nodes were chosen: the entries of the graph before that are left, in the order of the new ones; edge features go by
    /// it.</summary>
    public IntTensor? Edges { get; init; }

    /// <summary>Where nodes were chosen: the score of each node before, <c>[nodes]</c>.</summary>
    public Tensor? Scores { get; init; }

    /// <summary>The nodes of each graph with the highest scores, ⌈ratio · nodes⌉ of them, the highest first, and the edges among them.</summary>
    internal static PooledGraph Best(Csr graph, Tensor x, Tensor scores, IntTensor pointers, double ratio, double multiplier)
    {
        if (!(ratio is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "Pooling keeps a share of nodes above 0 and at most 1.");
        double[] by = scores.Detach().ToDoubles();
        int graphs = pointers.Length - 1;
        var (kept, starts) = (new List<int>(), new int[graphs + 1]);
        for (int g = 0; g < graphs; g++)
        {
            int first = pointers[g], n = pointers[g + 1] - first;
            kept.AddRange(Enumerable.Range(first, n).OrderByDescending(i => by[i]).Take((int)Math.Ceiling(ratio * n)));
            starts[g + 1] = kept.Count;
        }
        IntTensor nodes = kept.ToArray();
        var (inside, edges) = Induced(graph, nodes);
        var left = x.GatherRows(nodes) * scores.GatherRows(nodes).Unsqueeze(1);
        return new(inside, multiplier == 1 ? left : left * multiplier, starts) { Kept = nodes, Edges = edges, Scores = scores };
    }

    // The rows and columns of some nodes, in their order, with the entries they come from.
    private static (Csr Graph, IntTensor Entries) Induced(Csr graph, IntTensor nodes)
    {
        var place = new int[graph.Columns];
        Array.Fill(place, -1);
        for (int i = 0; i < nodes.Length; i++) place[nodes[i]] = i;
        var (entries, pointers) = (new List<int>(), new int[nodes.Length + 1]);
        var columns = graph.ColumnIds;
        var byPlace = Comparer<int>.Create((a, b) => (place[columns[a]], a).CompareTo((place[columns[b]], b)));
        for (int i = 0; i < nodes.Length; i++)
        {
            for (int e = graph.RowPointers[nodes[i]]; e < graph.RowPointers[nodes[i] + 1]; e++) if (place[columns[e]] >= 0) entries.Add(e);
            entries.Sort(pointers[i], entries.Count - pointers[i], byPlace);
            pointers[i + 1] = entries.Count;
        }
        int[] left = [.. entries];
        return (new(nodes.Length, nodes.Length, pointers, Array.ConvertAll(left, e => place[columns[e]]), graph.Values?.Take(left)), left);
    }
}
