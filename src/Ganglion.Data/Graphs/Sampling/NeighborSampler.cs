namespace Ganglion.Data;

/// <summary>
/// Mini-batches on graphs: for some nodes, a bounded number of their in-edges, of the edges into those, and so on, one hop a layer
/// (Hamilton, Ying and Leskovec 2017, algorithm 2). What a batch costs is bounded by its size and the fan-out alone, however large the graph is.
/// </summary>
public sealed class NeighborSampler
{
    private readonly Csr _graph;
    private readonly int[] _fanOut;
    private readonly System.Collections.Concurrent.ConcurrentBag<int[]> _places = [];

    /// <summary>A sampler of one graph; it may be asked from several threads.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination; its values play no part.</param>
    /// <param name="fanOut">In-edges of a node at most, by hop, that of the batch's own nodes first; -1 takes all.</param>
    /// <exception cref="ArgumentException">The graph is not square, or a fan-out is neither positive nor -1.</exception>
    public NeighborSampler(Csr graph, IReadOnlyList<int> fanOut)
    {
        if (graph.Rows != graph.Columns)
            throw new ArgumentException($"A square matrix was expected, one row and one column a node; got {graph}.", nameof(graph));
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
        var place = _places.TryTake(out var free) ? free : new int[_graph.Rows];
        var ids = new int[Math.Max(16, nodes.Length * 4)];
        var known = 0;
        foreach (var node in nodes)
        {
            if ((uint)node >= (uint)_graph.Rows)
                throw new ArgumentException($"Node {node} does not exist; the graph has {_graph.Rows}.", nameof(nodes));
            if (Place(node) < known) throw new ArgumentException($"Node {node} occurs twice in the batch.", nameof(nodes));
            Put(node);
        }

        var blocks = new Csr[_fanOut.Length];
        var drawn = new int[Math.Max(0, _fanOut.Max())];
        for (var hop = 0; hop < _fanOut.Length; hop++)
        {
            var (targets, fan) = (known, _fanOut[hop] < 0 ? int.MaxValue : _fanOut[hop]);
            var pointers = new int[targets + 1];
            var draws = 0;
            for (var t = 0; t < targets; t++)
            {
                var degree = _graph.Row(ids[t]).Length;
                if (degree > fan) draws += fan;
                pointers[t + 1] = pointers[t] + Math.Min(degree, fan);
            }

            var columns = new int[pointers[targets]];
            var random = draws == 0 ? [] : rng.Split(hop).Uniform([draws], dtype: DType.F64).ToDoubles();
            draws = 0;
            for (var t = 0; t < targets; t++)
            {
                var row = _graph.Row(ids[t]);
                var chosen = row;
                if (row.Length > fan)
                {
                    Draw(row, random.AsSpan(draws, fan), drawn);
                    chosen = drawn.AsSpan(0, fan);
                    draws += fan;
                }

                for (var i = 0; i < chosen.Length; i++)
                {
                    var at = Place(chosen[i]);
                    columns[pointers[t] + i] = at < known ? at : Put(chosen[i]);
                }
            }

            // Blocks come in the order of layers: what is farthest from the batch is computed first.
            blocks[^(hop + 1)] = new(targets, known, pointers, columns);
        }

        _places.Add(place);
        return new(ids[..known], blocks);

        // Where a node stands, or something beyond the known ones: what stands in the table counts only if the list agrees, so nobody clears it.
        int Place(int node) => (uint)place[node] < (uint)known && ids[place[node]] == node ? place[node] : int.MaxValue;

        int Put(int node)
        {
            if (known == ids.Length) Array.Resize(ref ids, 2 * known);
            ids[known] = node;
            return place[node] = known++;
        }
    }

    // Floyd's way to draw some of many without repetition: as many random numbers as are drawn.
    private static void Draw(ReadOnlySpan<int> row, ReadOnlySpan<double> random, Span<int> drawn)
    {
        for (var i = 0; i < random.Length; i++)
        {
            var limit = row.Length - random.Length + i;
            var candidate = row[(int)(random[i] * (limit + 1))];
            drawn[i] = drawn[..i].Contains(candidate) ? row[limit] : candidate;
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
    public Csr FirstBlock(int nodes) => new(Blocks[0].Rows, nodes, Blocks[0].RowPointers.Span, Array.ConvertAll(Blocks[0].ColumnIds.Span.ToArray(), c => Nodes[c]));

    /// <summary>The number of edges in all blocks: what aggregation costs.</summary>
    public int Edges => Blocks.Sum(b => b.Nonzeros);
}
