namespace Ganglion.Data;

/// <summary>
/// Random walks on a graph, of first order (DeepWalk, Perozzi et al. 2014) or biased by the step before (node2vec, Grover and Leskovec 2016,
/// section 3.2). From v, reached from t, the step to x has the weight of its edge times 1/p if x is t, 1 if t has an edge to x, and 1/q otherwise.
/// Biased steps are drawn by rejection from the unbiased ones, the way back apart, so nothing is stored for pairs of edges.
/// </summary>
public sealed class RandomWalks
{
    private readonly int[] _pointers;
    private readonly int[] _columns;
    private readonly double[]? _weights;
    private readonly double[]? _sums;
    private readonly AliasTable? _table;
    private readonly double _back, _far;
    private readonly bool _biased;

    /// <summary>Walks on one graph; they may be drawn from several threads.</summary>
    /// <param name="graph">
    /// <c>[nodes, nodes]</c>; a step goes from a row to one of its columns, with the values as weights if there are any. On a directed graph,
    /// whose rows are destinations, pass the transpose to walk along the edges.
    /// </param>
    /// <param name="p">Return parameter: large keeps a walk from going straight back.</param>
    /// <param name="q">In-out parameter: small drives a walk outwards, large keeps it near its last node.</param>
    /// <exception cref="ArgumentException">The graph is not square, or a weight is negative or not a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p or q is not above 0.</exception>
    public RandomWalks(Csr graph, double p = 1, double q = 1)
    {
        if (graph.Rows != graph.Columns)
            throw new ArgumentException($"A square matrix was expected, one row and one column a node; got {graph}.", nameof(graph));
        if (!(p > 0 && double.IsFinite(p))) throw new ArgumentOutOfRangeException(nameof(p), p, "RandomWalks: p must be above 0.");
        if (!(q > 0 && double.IsFinite(q))) throw new ArgumentOutOfRangeException(nameof(q), q, "RandomWalks: q must be above 0.");
        (_pointers, _columns, _back, _far, _biased) = (graph.RowPointers.Span.ToArray(), graph.ColumnIds.Span.ToArray(), 1 / p, 1 / q, p != 1 || q != 1);
        _weights = graph.Values?.Detach().ToDoubles();
        if (_weights is { } given && Array.FindIndex(given, w => !(w >= 0 && double.IsFinite(w))) is >= 0 and var bad)
            throw new ArgumentException($"RandomWalks: the weight of entry {bad} is {given[bad]}; weights are 0 or more, and finite.", nameof(graph));

        // Neighbours are looked up by halving, so rows ascend.
        for (var row = 0; row < graph.Rows; row++)
        {
            var (from, count) = (_pointers[row], _pointers[row + 1] - _pointers[row]);
            if (_weights is null) Array.Sort(_columns, from, count);
            else Array.Sort(_columns, _weights, from, count);
        }

        if (_weights is null) return;
        _table = new(_pointers, _weights);
        _sums = [.. Enumerable.Range(0, graph.Rows).Select(row => _weights.AsSpan(_pointers[row]..(_pointers[row + 1])).ToArray().Sum())];
    }

    /// <summary>Draws one walk from each start; the same key draws the same, on any number of threads.</summary>
    /// <param name="starts">Nodes, which may repeat: each place has its own walk.</param>
    /// <param name="length">Steps of a walk.</param>
    /// <param name="rng">The key.</param>
    /// <returns><c>[starts, length + 1]</c>, the start first. A walk that can go nowhere stays where it is.</returns>
    /// <exception cref="ArgumentException">A start does not exist.</exception>
    public int[,] Sample(ReadOnlySpan<int> starts, int length, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var walks = new int[starts.Length, length + 1];
        for (var i = 0; i < starts.Length; i++)
        {
            if ((uint)starts[i] >= (uint)(_pointers.Length - 1))
                throw new ArgumentException($"Node {starts[i]} does not exist; the graph has {_pointers.Length - 1}.", nameof(starts));
            walks[i, 0] = starts[i];
        }

        Parallel.For(0, starts.Length, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, i => Walk(walks, i, rng.Split(i)));
        return walks;
    }

    private void Walk(int[,] walks, int walk, Rng rng)
    {
        var (before, at, drawn) = (-1, walks[walk, 0], 0L);
        for (var step = 1; step < walks.GetLength(1); step++)
        {
            if (_pointers[at] == _pointers[at + 1] || _sums?[at] == 0)
            {
                walks[walk, step] = at;
                continue;
            }

            (before, at) = (at, _columns[_biased && before >= 0 ? Biased(before, at, rng, ref drawn) : Plain(at, rng, ref drawn)]);
            walks[walk, step] = at;
        }
    }

    private int Plain(int at, Rng rng, ref long drawn)
    {
        if (_table is { } table) return table.Draw(at, rng.Uniform(drawn++), rng.Uniform(drawn++));
        var (from, to) = (_pointers[at], _pointers[at + 1]);
        return from + (int)(rng.Uniform(drawn++) * (to - from));
    }

    // Under the envelope stand all edges at the bound of 1 and 1/q, and what the way back has above it; a small p thus costs no rejections.
    private int Biased(int before, int at, Rng rng, ref long drawn)
    {
        var bound = Math.Max(1, _far);
        var way = Entry(at, before);
        var extra = way < 0 ? 0 : Math.Max(0, _back - bound) * (_weights?[way] ?? 1);
        var all = bound * (_sums?[at] ?? _pointers[at + 1] - _pointers[at]);
        while (true)
        {
            if (extra > 0 && rng.Uniform(drawn++) * (all + extra) < extra) return way;
            var e = Plain(at, rng, ref drawn);
            var bias = e == way ? Math.Min(_back, bound) : Entry(before, _columns[e]) >= 0 ? 1 : _far;
            if (rng.Uniform(drawn++) * bound < bias) return e;
        }
    }

    private int Entry(int row, int column)
    {
        var place = Array.BinarySearch(_columns, _pointers[row], _pointers[row + 1] - _pointers[row], column);
        return place < 0 ? -1 : place;
    }
}
