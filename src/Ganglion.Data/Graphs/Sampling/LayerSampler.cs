using System.Collections.Concurrent;

namespace Ganglion.Data;

/// <summary>
/// Layer-wise importance sampling: a bounded number of sources for a whole layer, not for each node, so that cost grows with the number of layers
/// and not with its power. Source j is drawn with the probability p ∝ Σᵢ P[i, j]², over the targets of the layer (LADIES, Zou et al. 2019,
/// algorithm 1) or over all nodes (FastGCN, Chen et al. 2018, eq. 10), and an entry that was drawn n times of s stands as n · P[i, j] / (s · p): the
/// expectation of a block's product is the product with P.
/// </summary>
public sealed class LayerSampler
{
    private readonly int[] _pointers;
    private readonly int[] _columns;
    private readonly double[]? _values;
    private readonly int[] _sizes;
    private readonly double[]? _everywhere;
    private readonly ConcurrentBag<(NodeNumbering Known, NodeNumbering Candidates)> _free = [];

    /// <summary>A sampler of one graph; it may be asked from several threads.</summary>
    /// <param name="graph">P, <c>[nodes, nodes]</c>, row = destination, such as <c>adjacency.RowNormalized()</c>.</param>
    /// <param name="sizes">Draws of sources, by hop, that of the batch's own nodes first. Where there are no more sources than that, all are taken.</param>
    /// <param name="conditional">Whether sources are drawn from those of the layer's targets (LADIES) or from all nodes (FastGCN).</param>
    /// <exception cref="ArgumentException">The graph is not square, or a size is not positive.</exception>
    public LayerSampler(Csr graph, IReadOnlyList<int> sizes, bool conditional = true)
    {
        if (graph.Rows != graph.Columns)
            throw new ArgumentException($"A square matrix was expected, one row and one column a node; got {graph}.", nameof(graph));
        if (sizes.Any(s => s < 1)) throw new ArgumentException($"Sizes are positive; got [{string.Join(", ", sizes)}].", nameof(sizes));
        (_pointers, _columns, _sizes) = (graph.RowPointers.Span.ToArray(), graph.ColumnIds.Span.ToArray(), [.. sizes]);
        _values = graph.Values?.Detach().ToDoubles();
        if (conditional) return;
        _everywhere = new double[graph.Columns];
        for (var e = 0; e < _columns.Length; e++) _everywhere[_columns[e]] += Square(e);
    }

    /// <summary>Draws the surroundings of some nodes; the same key draws the same.</summary>
    /// <param name="nodes">Distinct nodes.</param>
    /// <param name="rng">The key.</param>
    /// <returns>Blocks with values: multiply with them, do not normalise them again.</returns>
    /// <exception cref="ArgumentException">A node occurs twice, or does not exist.</exception>
    public SampledBlocks Sample(ReadOnlySpan<int> nodes, Rng rng)
    {
        var (known, candidates) = _free.TryTake(out var free) ? free : (new(_pointers.Length - 1), new(_pointers.Length - 1));
        known.Begin(nodes);
        var blocks = new Csr[_sizes.Length];
        for (var hop = 0; hop < _sizes.Length; hop++) blocks[^(hop + 1)] = Block(known, candidates, _sizes[hop], rng.Split(hop));
        var sampled = new SampledBlocks(known.Nodes.ToArray(), blocks);
        _free.Add((known, candidates));
        return sampled;
    }

    private Csr Block(NodeNumbering known, NodeNumbering candidates, int size, Rng rng)
    {
        var (targets, weights) = (known.Count, new List<double>());
        candidates.Clear();
        for (var t = 0; t < targets; t++)
        {
            for (var e = _pointers[known[t]]; e < _pointers[known[t] + 1]; e++)
            {
                var c = candidates.Of(_columns[e]);
                if (c == weights.Count) weights.Add(_everywhere?[_columns[e]] ?? 0);
                if (_everywhere is null) weights[c] += Square(e);
            }
        }

        var scale = Drawn(weights, size, rng);
        var (pointers, ids, values) = (new int[targets + 1], new List<int>(), new List<float>());
        for (var t = 0; t < targets; t++)
        {
            for (var e = _pointers[known[t]]; e < _pointers[known[t] + 1]; e++)
            {
                var factor = scale[candidates.Find(_columns[e])];
                if (factor == 0) continue;
                ids.Add(known.Of(_columns[e]));
                values.Add((float)(factor * (_values?[e] ?? 1)));
            }

            pointers[t + 1] = ids.Count;
        }

        return new(targets, known.Count, pointers, [.. ids], Tensor.From([.. values]));
    }

    // n / (s · p) for each candidate; 0 where it was not drawn. FastGCN also draws nodes that lead nowhere: they count as draws.
    private double[] Drawn(List<double> weights, int size, Rng rng)
    {
        var scale = new double[weights.Count];
        double total = _everywhere?.Sum() ?? weights.Sum(), sum = 0;
        if (weights.Count <= size || !(total > 0))
        {
            Array.Fill(scale, 1);
            return scale;
        }

        var sums = new double[weights.Count];
        for (var c = 0; c < sums.Length; c++) sums[c] = sum += weights[c];
        for (var draw = 0; draw < size; draw++)
        {
            var u = rng.Uniform(draw) * total;
            if (u >= sum) continue;
            var place = Array.BinarySearch(sums, u);
            var c = place >= 0 ? place + 1 : ~place;
            while (weights[c] == 0) c++;
            scale[c] += total / (size * weights[c]);
        }

        return scale;
    }

    private double Square(int entry) => _values is { } v ? v[entry] * v[entry] : 1;
}
