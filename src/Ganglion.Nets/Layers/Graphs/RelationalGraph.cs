namespace Ganglion.Nets;

/// <summary>
/// A graph whose edges have types, laid out for <see cref="RgcnConv"/>. What a node hears through one relation is averaged once, a row for
/// each pair of a relation and a destination that has such an edge, the pairs of a relation one after another; so neither a matrix of edges
/// by features nor an empty pair ever exists.
/// </summary>
public sealed class RelationalGraph
{
    private RelationalGraph(Csr mean, IntTensor pointers, Csr sum, int[] destinations) =>
        (Mean, Pointers, Sum, Destinations) = (mean, pointers, sum, destinations);

    /// <summary>The mean over the sources of each pair, <c>[pairs, nodes]</c>: row p has 1 / c at each of its c sources.</summary>
    public Csr Mean { get; }

    /// <summary>The pairs of relation r are rows Pointers[r] to Pointers[r + 1] - 1, <c>[relations + 1]</c>.</summary>
    public IntTensor Pointers { get; }

    /// <summary>The sum of the pairs of each destination, <c>[nodes, pairs]</c>.</summary>
    public Csr Sum { get; }

    /// <summary>The destination of each pair, <c>[pairs]</c>.</summary>
    public IntTensor Destinations { get; }

    /// <summary>The number of nodes.</summary>
    public int Nodes => Mean.Columns;

    /// <summary>The number of relations.</summary>
    public int Relations => Pointers.Length - 1;

    /// <summary>The number of edges.</summary>
    public int Edges => Mean.Nonzeros;

    /// <summary>From edges in any order; one that occurs twice counts twice in its mean.</summary>
    /// <param name="nodes">The number of nodes.</param>
    /// <param name="relations">The number of relations.</param>
    /// <param name="sources">The source of each edge.</param>
    /// <param name="destinations">The destination of each edge.</param>
    /// <param name="types">The relation of each edge.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A node or relation does not exist.</exception>
    public static RelationalGraph From(int nodes, int relations, IntTensor sources, IntTensor destinations, IntTensor types)
    {
        if (sources.Length != destinations.Length || types.Length != sources.Length)
            throw new ArgumentException($"RelationalGraph: {sources.Length} sources, {destinations.Length} destinations and {types.Length} types were "
                + "given; each edge has one of each.");
        Check(sources, nodes, "source");
        Check(destinations, nodes, "destination");
        Check(types, relations, "relation");
        int[] order = Sorted(Sorted(Sorted([.. Enumerable.Range(0, sources.Length)], sources.Span, nodes), destinations.Span, nodes), types.Span, relations);
        var (s, d, t) = (new int[order.Length], new int[order.Length], new int[order.Length]);
        for (int i = 0; i < order.Length; i++) (s[i], d[i], t[i]) = (sources[order[i]], destinations[order[i]], types[order[i]]);
        return FromSorted(nodes, relations, s, d, t);
    }

    /// <summary>The graph without some of its edges, each left out with probability <paramref name="rate"/>; means are of those that stay.</summary>
    /// <param name="rate">From 0 to below 1.</param>
    /// <param name="rng">The key of this step.</param>
    public RelationalGraph DropEdges(double rate, Rng rng)
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "DropEdges: the rate must be from 0 to below 1.");
        float[] chance = rng.Uniform([Edges]).ToArray();
        var (s, d, t) = (new List<int>(Edges), new List<int>(Edges), new List<int>(Edges));
        for (int r = 0; r < Relations; r++)
            for (int p = Pointers[r]; p < Pointers[r + 1]; p++)
                for (int e = Mean.RowPointers[p]; e < Mean.RowPointers[p + 1]; e++)
                {
                    if (chance[e] < rate) continue;
                    s.Add(Mean.ColumnIds[e]);
                    d.Add(Destinations[p]);
                    t.Add(r);
                }
        return FromSorted(Nodes, Relations, [.. s], [.. d], [.. t]);
    }

    // Edges by relation, then destination.
    private static RelationalGraph FromSorted(int nodes, int relations, int[] sources, int[] destinations, int[] types)
    {
        var pointers = new int[relations + 1];
        List<int> rows = [], heads = [];
        for (int e = 0; e < sources.Length; e++)
        {
            if (e == 0 || types[e] != types[e - 1] || destinations[e] != destinations[e - 1])
            {
                rows.Add(e);
                heads.Add(destinations[e]);
                pointers[types[e] + 1]++;
            }
        }
        for (int r = 0; r < relations; r++) pointers[r + 1] += pointers[r];
        rows.Add(sources.Length);
        var shares = new float[sources.Length];
        for (int p = 0; p < heads.Count; p++) shares.AsSpan(rows[p]..rows[p + 1]).Fill(1f / (rows[p + 1] - rows[p]));
        int[] pairs = [.. Enumerable.Range(0, heads.Count)], ends = [.. heads];
        return new(new Csr(heads.Count, nodes, rows.ToArray(), sources, Tensor.From(shares, shares.Length)), pointers,
            Csr.FromEdges(nodes, heads.Count, pairs, ends), ends);
    }

    private static void Check(IntTensor ids, int count, string what)
    {
        foreach (int id in ids.Span)
            if ((uint)id >= (uint)count) throw new ArgumentOutOfRangeException(nameof(ids), $"RelationalGraph: {what} {id} is outside 0 to {count - 1}.");
    }

    // A stable counting sort of positions by key.
    private static int[] Sorted(int[] positions, ReadOnlySpan<int> keys, int limit)
    {
        var next = new int[limit + 1];
        foreach (int p in positions) next[keys[p] + 1]++;
        for (int k = 0; k < limit; k++) next[k + 1] += next[k];
        var result = new int[positions.Length];
        foreach (int p in positions) result[next[keys[p]]++] = p;
        return result;
    }
}
