namespace Ganglion.Data;

/// <summary>How a subgraph is drawn.</summary>
public enum SubgraphKind
{
    /// <summary>Nodes by themselves, each draw with a probability ∝ the squared norm of the node's column.</summary>
    Nodes,

    /// <summary>Edges, each draw with a probability ∝ 1/degree of one end + 1/degree of the other; their ends are the nodes.</summary>
    Edges,

    /// <summary>Random walks from roots drawn evenly; what they visit are the nodes.</summary>
    Walks,
}

/// <summary>
/// Subgraphs with their bias taken out (GraphSAINT, Zeng et al. 2020, algorithm 1 and section 3.2). Nodes are drawn, all edges among them taken, and
/// an entry P[v, u] divided by the share α of v's subgraphs that hold the edge; a node's loss is divided by its own share. Both are counted on
/// subgraphs drawn beforehand. Given that v is in the subgraph, the expectation of its row's product is that with P.
/// </summary>
public sealed class SubgraphSampler
{
    private readonly Csr _graph;
    private readonly int[] _pointers, _columns;
    private readonly int[] _destinations;
    private readonly double[]? _values;
    private readonly AliasTable? _table;
    private readonly RandomWalks? _walks;
    private readonly SubgraphKind _kind;
    private readonly int _size, _steps, _estimates;
    private readonly int[] _nodeCounts, _edgeCounts;

    /// <summary>A sampler of one graph, with its counts.</summary>
    /// <param name="graph">P, <c>[nodes, nodes]</c>, row = destination, such as <c>adjacency.RowNormalized()</c>.</param>
    /// <param name="kind">How nodes are drawn.</param>
    /// <param name="size">Draws of nodes, of edges, or of roots.</param>
    /// <param name="rng">The key of the subgraphs that are counted.</param>
    /// <param name="steps">Steps of a walk.</param>
    /// <param name="estimates">How many subgraphs are counted. An edge that none of them held counts as held by one.</param>
    /// <exception cref="ArgumentException">The graph is not square or has no edges.</exception>
    public SubgraphSampler(Csr graph, SubgraphKind kind, int size, Rng rng, int steps = 2, int estimates = 200)
    {
        if (graph.Rows != graph.Columns || graph.Nonzeros == 0)
            throw new ArgumentException($"A square matrix with edges was expected, one row and one column a node; got {graph}.", nameof(graph));
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(estimates, 1);
        (_graph, _kind, _size, _steps, _estimates) = (graph, kind, size, steps, estimates);
        (_pointers, _columns, _destinations) = (graph.RowPointers.Span.ToArray(), graph.ColumnIds.Span.ToArray(), graph.RowIds.Span.ToArray());
        _values = graph.Values?.Detach().ToDoubles();
        (_table, _walks) = kind switch
        {
            SubgraphKind.Nodes => (new AliasTable([0, graph.Columns], ColumnNorms()), null),
            SubgraphKind.Edges => (new AliasTable([0, _columns.Length], InverseDegrees()), null),
            _ => ((AliasTable?)null, new RandomWalks(graph.WithValues(null))),
        };
        (_nodeCounts, _edgeCounts) = (new int[graph.Rows], new int[_columns.Length]);
        var nodes = new NodeNumbering(graph.Rows);
        for (var i = 0; i < estimates; i++)
        {
            Draw(nodes, rng.Split(i));
            foreach (var node in nodes.Nodes) _nodeCounts[node]++;
            foreach (var e in SampledSubgraph.Among(nodes, _pointers, _columns).Edges) _edgeCounts[e]++;
        }
    }

    /// <summary>Draws a subgraph; the same key draws the same.</summary>
    /// <returns>With values: multiply with them, do not normalise them again.</returns>
    public SampledSubgraph Sample(Rng rng)
    {
        var nodes = new NodeNumbering(_graph.Rows);
        Draw(nodes, rng);
        var (pointers, columns, edges) = SampledSubgraph.Among(nodes, _pointers, _columns);
        float[] values = Array.ConvertAll(edges, e =>
            (float)((_values?[e] ?? 1) * Math.Max(1, _nodeCounts[_destinations[e]]) / Math.Max(1, Math.Min(_edgeCounts[e], _nodeCounts[_destinations[e]]))));
        int[] ids = nodes.Nodes.ToArray();
        return new(ids, new(ids.Length, ids.Length, pointers, columns, Tensor.From(values)))
        {
            NodeWeights = Tensor.From(Array.ConvertAll(ids, n => (float)((double)_estimates / Math.Max(1, _nodeCounts[n]) / _graph.Rows))),
        };
    }

    private void Draw(NodeNumbering nodes, Rng rng)
    {
        nodes.Clear();
        if (_walks is { } walks)
        {
            foreach (var node in walks.Sample(rng.Integers(_size, _graph.Rows), _steps, rng.Split("walks"))) nodes.Of(node);
            return;
        }

        for (var draw = 0L; draw < _size; draw++)
        {
            var drawn = _table!.Draw(0, rng.Uniform(2 * draw), rng.Uniform((2 * draw) + 1));
            if (_kind == SubgraphKind.Nodes)
            {
                nodes.Of(drawn);
                continue;
            }

            nodes.Of(_destinations[drawn]);
            nodes.Of(_columns[drawn]);
        }
    }

    private double[] ColumnNorms()
    {
        var norms = new double[_graph.Columns];
        for (var e = 0; e < _columns.Length; e++) norms[_columns[e]] += _values is { } v ? v[e] * v[e] : 1;
        return norms;
    }

    private double[] InverseDegrees() =>
        [.. Enumerable.Range(0, _columns.Length).Select(e => Inverse(_destinations[e]) + Inverse(_columns[e]))];

    private double Inverse(int node) => 1.0 / Math.Max(1, _pointers[node + 1] - _pointers[node]);
}
