namespace Ganglion.Data;

/// <summary>
/// Nodes divided into parts of like size with few edges between them, by many levels (Karypis and Kumar 1998): nodes are matched along their
/// heaviest edges and merged until few are left, those are divided by growing regions, and the division is carried back level by level while nodes
/// on the border move to the part that they have most edges to.
/// </summary>
public sealed class GraphPartition
{
    private const int Passes = 8;
    private const double Slack = 1.05;

    private GraphPartition(int[] partOf, int parts)
    {
        (PartOf, Nodes) = (partOf, new int[parts][]);
        var counts = new int[parts];
        foreach (var part in partOf) counts[part]++;
        for (var part = 0; part < parts; part++) Nodes[part] = new int[counts[part]];
        for (var node = partOf.Length - 1; node >= 0; node--) Nodes[partOf[node]][--counts[partOf[node]]] = node;
    }

    /// <summary>The part of each node: <c>[nodes]</c>.</summary>
    public int[] PartOf { get; }

    /// <summary>The nodes of each part, in order.</summary>
    public int[][] Nodes { get; }

    /// <summary>The share of a graph's edges that join two parts.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>.</param>
    public double Cut(Csr graph)
    {
        var between = 0L;
        for (var row = 0; row < graph.Rows; row++)
            foreach (var column in graph.Row(row)) if (PartOf[row] != PartOf[column]) between++;
        return graph.Nonzeros == 0 ? 0 : (double)between / graph.Nonzeros;
    }

    /// <summary>Divides a graph; the same key divides it the same.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>; an edge counts for both its ends, whatever its direction, and its value plays no part.</param>
    /// <param name="parts">How many parts. None holds more than 1.05 times its share, rounded up, but for what single nodes of a coarse level weigh.</param>
    /// <param name="rng">The key.</param>
    /// <exception cref="ArgumentException">The graph is not square, or there are more parts than nodes.</exception>
    public static GraphPartition Of(Csr graph, int parts, Rng rng)
    {
        if (graph.Rows != graph.Columns)
            throw new ArgumentException($"A square matrix was expected, one row and one column a node; got {graph}.", nameof(graph));
        if (parts < 1 || parts > graph.Rows)
            throw new ArgumentException($"{parts} parts of {graph.Rows} nodes: there must be at least one part, and one node for each.", nameof(parts));
        var levels = new List<(CoarseGraph Graph, int[] Merged)>();
        var at = CoarseGraph.Of(graph);
        while (at.Nodes > Math.Max(20 * parts, 60))
        {
            var merged = at.Match(rng.Split(levels.Count), at.TotalWeight / (4 * parts) + 1, out var count);
            if (count > 0.95 * at.Nodes) break;
            levels.Add((at, merged));
            at = at.Merge(merged, count);
        }

        var division = at.Grow(parts, rng.Split("grow"));
        at.Refine(division, parts, Passes, Slack);
        for (var level = levels.Count - 1; level >= 0; level--)
        {
            var (finer, merged) = levels[level];
            division = Array.ConvertAll(merged, node => division[node]);
            finer.Refine(division, parts, Passes, Slack);
        }

        return new(division, parts);
    }
}
