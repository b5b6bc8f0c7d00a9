namespace Ganglion.Data;

/// <summary>
/// The mean clustering coefficient (Watts and Strogatz 1998): of the pairs of neighbours of a node, the share that are neighbours themselves; 0 for
/// nodes of fewer than two neighbours. Directions and self-loops are left aside.
/// </summary>
/// <param name="Mean">The mean over nodes.</param>
/// <param name="Nodes">How many nodes it was taken over: all, or a sample.</param>
public readonly record struct Clustering(double Mean, int Nodes)
{
    /// <summary>Looks at all nodes where that takes few steps, else at a sample.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="steps">Entries looked at, at most about.</param>
    public static Clustering Of(Graph graph, long steps = 100_000_000)
    {
        if (graph.Nodes == 0) return new(double.NaN, 0);
        graph = graph.ToUndirected();
        var cost = 0L;
        for (var node = 0; node < graph.Nodes; node++) cost += (long)graph.Neighbors(node).Length * graph.Neighbors(node).Length;
        int[] nodes = cost <= steps ? [.. Enumerable.Range(0, graph.Nodes)]
            : new Rng(0).Permutation(graph.Nodes)[..(int)Math.Clamp(graph.Nodes * ((double)steps / cost), 1, graph.Nodes)];
        var (sum, mark) = (0.0, new int[graph.Nodes]);
        foreach (var node in nodes)
        {
            var neighbors = graph.Neighbors(node);
            var (degree, joined) = (0, 0L);
            foreach (var other in neighbors)
            {
                if (other == node) continue;
                mark[other] = node + 1;
                degree++;
            }

            if (degree < 2) continue;
            foreach (var other in neighbors)
            {
                if (other == node) continue;
                foreach (var third in graph.Neighbors(other))
                    if (third != other && mark[third] == node + 1) joined++;
            }

            sum += (double)joined / ((long)degree * (degree - 1));
        }

        return new(sum / nodes.Length, nodes.Length);
    }
}
