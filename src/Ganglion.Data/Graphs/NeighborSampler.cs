namespace Ganglion.Data;

/// <summary>
/// Mini-batches on graphs: for some nodes, a bounded number of their in-edges, of the edges into those, and so on, one hop a layer
/// (Hamilton, Ying and Leskovec 2017, algorithm 2). What a batch costs is bounded by its size and the fan-out alone, however large the graph is.
/// </summary>
public sealed class NeighborSampler
{
    private readonly Csr _graph;
    private readonly int[] _fanOut;

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
        var (ids, place) = (new List<int>(nodes.Length * 4), new Dictionary<int, int>(nodes.Length * 4));
        foreach (var node in nodes)
        {
            if ((uint)node >= (uint)_graph.Rows)
                throw new ArgumentException($"Node {node} does not exist; the graph has {_graph.Rows}.", nameof(nodes));
            if (!place.TryAdd(node, ids.Count)) throw new ArgumentException($"Node {node} occurs twice in the batch.", nameof(nodes));
            ids.Add(node);
        }

        var blocks = new Csr[_fanOut.Length];
        var drawn = new List<int>();
        for (var hop = 0; hop < _fanOut.Length; hop++)
        {
            var (targets, draw, key) = (ids.Count, 0L, rng.Split(hop));
            var (pointers, columns) = (new int[targets + 1], new List<int>());
            for (var t = 0; t < targets; t++)
            {
                var row = _graph.Row(ids[t]);
                drawn.Clear();
                if (_fanOut[hop] < 0 || row.Length <= _fanOut[hop]) drawn.AddRange(row);
                else Draw(row, _fanOut[hop], key, ref draw, drawn);
                foreach (var source in drawn)
                {
                    if (!place.TryGetValue(source, out var at))
                    {
                        place.Add(source, at = ids.Count);
                        ids.Add(source);
                    }

                    columns.Add(at);
                }

                pointers[t + 1] = columns.Count;
            }

            // Blocks come in the order of layers: what is farthest from the batch is computed first.
            blocks[^(hop + 1)] = new(targets, ids.Count, pointers, [.. columns]);
        }

        return new([.. ids], blocks);
    }

    // Floyd's way to draw some of many without repetition: as many random numbers as are drawn.
    private static void Draw(ReadOnlySpan<int> row, int count, Rng key, ref long draw, List<int> drawn)
    {
        for (var limit = row.Length - count; limit < row.Length; limit++)
        {
            var candidate = row[(int)(key.Uniform(draw++) * (limit + 1))];
            drawn.Add(drawn.Contains(candidate) ? row[limit] : candidate);
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
    /// <summary>The number of edges in all blocks: what aggregation costs.</summary>
    public int Edges => Blocks.Sum(b => b.Nonzeros);
}
