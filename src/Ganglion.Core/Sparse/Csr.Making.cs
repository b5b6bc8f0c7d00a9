namespace Ganglion;

public sealed partial class Csr
{
    /// <summary>The matrix of a graph's edges: row = destination, column = source, columns in order within a row.</summary>
    /// <param name="rows">The number of destinations.</param>
    /// <param name="columns">The number of sources.</param>
    /// <param name="sources">The source of each edge.</param>
    /// <param name="destinations">The destination of each edge.</param>
    /// <param name="values">The weight of each edge <c>[edges]</c>, or null.</param>
    /// <param name="merge">Whether edges that occur twice become one; weights then add up, and without weights the edge simply counts once.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An end of an edge does not exist.</exception>
    public static Csr FromEdges(int rows, int columns, IntTensor sources, IntTensor destinations, Tensor? values = null, bool merge = true)
    {
        if (sources.Length != destinations.Length || (values is not null && values.Length != sources.Length))
            throw new ArgumentException(
                $"FromEdges: {sources.Length} sources, {destinations.Length} destinations{(values is null ? "" : $" and {values.Length} values")} "
                + "were given; each edge has one of each.");
        sources.CheckRange(columns, "FromEdges, sources");
        destinations.CheckRange(rows, "FromEdges, destinations");
        int[] order = Sorted(Sorted([.. Enumerable.Range(0, sources.Length)], sources.Values, columns), destinations.Values, rows);
        var pointers = new int[rows + 1];
        var ids = new List<int>(order.Length);
        var place = new int[order.Length];                      // of each edge, in the matrix
        int previous = -1;
        foreach (int e in order)
        {
            bool again = merge && previous >= 0 && destinations[previous] == destinations[e] && sources[previous] == sources[e];
            if (!again) { ids.Add(sources[e]); pointers[destinations[e] + 1]++; }
            place[e] = ids.Count - 1;
            previous = e;
        }
        for (int r = 0; r < rows; r++) pointers[r + 1] += pointers[r];
        return new(new Pattern(rows, columns, pointers, [.. ids]), values?.Reshape(order.Length).ScatterAddRows(place, ids.Count));
    }

    /// <summary>The entries of a dense matrix <c>[rows, columns]</c> that are not zero, with their values.</summary>
    /// <exception cref="ArgumentException">x is no matrix.</exception>
    public static Csr FromDense(Tensor x)
    {
        if (x.Rank != 2) throw new ArgumentException($"FromDense: a matrix is needed; got shape {Shapes.Text(x.Shape)}.", nameof(x));
        int rows = x.Shape[0], columns = x.Shape[1];
        double[] dense = x.Detach().ToDoubles();
        var pointers = new int[rows + 1];
        var places = new List<int>();
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++) if (dense[r * columns + c] != 0) places.Add(r * columns + c);
            pointers[r + 1] = places.Count;
        }
        return new(new Pattern(rows, columns, pointers, [.. places.Select(p => p % columns)]), x.Take(places.ToArray()));
    }

    // A stable counting sort of positions by key.
    private static int[] Sorted(int[] positions, int[] keys, int limit)
    {
        var next = new int[limit + 1];
        foreach (int p in positions) next[keys[p] + 1]++;
        for (int k = 0; k < limit; k++) next[k + 1] += next[k];
        var result = new int[positions.Length];
        foreach (int p in positions) result[next[keys[p]]++] = p;
        return result;
    }
}
