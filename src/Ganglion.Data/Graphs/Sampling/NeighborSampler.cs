using System.Collections.Concurrent;

namespace Ganglion.Data;

/// <summary>
/// Mini-batches on graphs: for some nodes, a bounded number of their in-edges, of the edges into those, and so on, one hop a layer
/// (Hamilton, Ying and Leskovec 2017, algorithm 2). What a batch costs is bounded by its size and the fan-out alone, however large the graph is.
/// </summary>
public sealed class NeighborSampler
{
    private readonly IAdjacency _graph;
    private readonly int[] _fanOut;
    private readonly ConcurrentBag<NodeNumbering> _free = [];

    /// <summary>A sampler of one graph; it may be asked from several threads.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination; its values play no part.</param>
    /// <param name="fanOut">In-edges of a node at most, by hop, that of the batch's own nodes first; -1 takes all.</param>
    /// <exception cref="ArgumentException">The graph is not square, or a fan-out is neither positive nor -1.</exception>
    public NeighborSampler(Csr graph, IReadOnlyList<int> fanOut)
        : this(graph.Rows == graph.Columns ? new CsrAdjacency(graph)
            : throw new ArgumentException($"A square matrix was expected, one row and one column a node; got {graph}.", nameof(graph)), fanOut)
    {
    }

    internal NeighborSampler(IAdjacency graph, IReadOnlyList<int> fanOut)
    {
        if (fanOut.Any(f => f is 0 or < -1))
            throw new ArgumentException($"Fan-outs are positive, or -1 for all in-edges; got [{string.Join(", ", fanOut)}].", nameof(fanOut));
        (_graph, _fanOut) = (graph, [.. fanOut]);
    }

    /// <summary>Draws the surroundings of some nodes; the same key draws the same.</summary>
    /// <param name="nodes">Distinct nodes.</param>
    /// <param name="rng">The key.</param>
    /// <exception cref="ArgumentException">A node occurs twice, or does not exist.</exception>
    public SampledBlocks Sample(ReadOnlySpan<int> nodes, Rng rng)
    {
        var numbers = _free.TryTake(out var free) ? free : new(_graph.Nodes);
        numbers.Begin(nodes);
        var blocks = new Csr[_fanOut.Length];
        for (var hop = 0; hop < _fanOut.Length; hop++)
        {
            var (targets, fan) = (numbers.Count, _fanOut[hop] < 0 ? int.MaxValue : _fanOut[hop]);
            var pointers = new int[targets + 1];
            var draws = 0;
            for (var t = 0; t < targets; t++)
            {
                var degree = _graph.InEdges(numbers[t]).Count;
                if (degree > fan) draws += fan;
                pointers[t + 1] = pointers[t] + Math.Min(degree, fan);
            }

            // Places come first, from the degrees alone; then their edges are read, wherever they lie, all at once.
            var edges = new long[pointers[targets]];
            var random = draws == 0 ? [] : rng.Split(hop).Uniform([draws], dtype: DType.F64).ToDoubles();
            draws = 0;
            for (var t = 0; t < targets; t++)
            {
                var (first, degree) = _graph.InEdges(numbers[t]);
                var chosen = edges.AsSpan(pointers[t]..pointers[t + 1]);
                if (degree > fan)
                {
                    Draw(first, degree, random.AsSpan(draws, fan), chosen);
                    draws += fan;
                }
                else
                {
                    for (var i = 0; i < degree; i++) chosen[i] = first + i;
                }
            }

            var columns = new int[edges.Length];
            _graph.Sources(edges, columns);
            for (var i = 0; i < columns.Length; i++) columns[i] = numbers.Of(columns[i]);

            // Blocks come in the order of layers: what is farthest from the batch is computed first.
            blocks[^(hop + 1)] = new(targets, numbers.Count, pointers, columns);
        }

        var sampled = new SampledBlocks(numbers.Nodes.ToArray(), blocks);
        _free.Add(numbers);
        return sampled;
    }

    // Floyd's way to draw some of many without repetition: as many random numbers as are drawn.
    private static void Draw(long first, int count, ReadOnlySpan<double> random, Span<long> drawn)
    {
        for (var i = 0; i < random.Length; i++)
        {
            var limit = count - random.Length + i;
            var candidate = first + (int)(random[i] * (limit + 1));
            drawn[i] = drawn[..i].Contains(candidate) ? first + limit : candidate;
        }
    }
}

/// <summary>The sampled surroundings of a batch, ready for layers.</summary>
/// <param name="Nodes">Whose features the first layer reads: the batch's own nodes first, then by distance.</param>
/// <param name="Blocks">
/// One bipartite graph a layer, <c>[targets, sources]</c>, in the order of layers. The targets are the first of the sources, and the
/// sources of the next block.
/// </param>
public sealed record SampledBlocks(int[] Nodes, Csr[] Blocks)
{
    /// <summary>The first block with the graph's own numbers as columns, <c>[targets, nodes]</c>: its layer then reads features where they lie.</summary>
    /// <param name="nodes">The number of nodes of the graph.</param>
    public Csr FirstBlock(int nodes) =>
        new(Blocks[0].Rows, nodes, Blocks[0].RowPointers.Span, Array.ConvertAll(Blocks[0].ColumnIds.Span.ToArray(), c => Nodes[c]), Blocks[0].Values);

    /// <summary>The number of edges in all blocks: what aggregation costs.</summary>
    public int Edges => Blocks.Sum(b => b.Nonzeros);
}
