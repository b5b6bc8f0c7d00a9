namespace Ganglion.Nets.Tests;

// Pooling, norms, readouts and encodings: nodes 0 to 5 are one graph, node 6 another.
public sealed partial class PygTests
{
    private static readonly int[] s_pointers = [0, 6, 7];

    private static void Kept(string name, PooledGraph pooled)
    {
        var expected = s_pyg.GetProperty(name);
        int[] Ids(string what) => [.. expected.GetProperty(what).EnumerateArray().Select(v => v.GetInt32())];
        int[] kept = Ids("kept"), batch = Ids("batch");
        Assert.Equal(kept, pooled.Kept!.Span.ToArray());
        Assert.Equal([0, batch.Count(g => g == 0), batch.Length], pooled.Pointers.Span.ToArray());
        var edges = expected.GetProperty("edges").EnumerateArray().Select(e => (e[0].GetInt32(), e[1].GetInt32())).Order();
        Assert.Equal(edges, Enumerable.Range(0, pooled.Graph.Nonzeros).Select(e => (pooled.Graph.RowIds[e], pooled.Graph.ColumnIds[e])));
    }

    [Fact]
    public void Top_k_pooling() => Same("topk", TopKPooling.Create(3, s_key, 0.6, F64), m =>
    {
        var pooled = m.Forward(Graph(false), X, s_pointers);
        Kept("TopKPooling", pooled);
        return [pooled.X, pooled.Scores!.GatherRows(pooled.Kept!)];
    });

    [Fact]
    public void Self_attention_pooling() => Same("sag", SagPooling.Create(3, s_key, 0.5, F64), m =>
    {
        var pooled = m.Forward(Graph(), X, s_pointers);
        Kept("SAGPooling", pooled);
        return [pooled.X, pooled.Scores!.GatherRows(pooled.Kept!)];
    });

    [Fact]
    public void Normalisation_by_graph() => Same("graph_norm", GraphNorm.Create(3, F64), m => m.Forward(X, s_pointers));

    [Fact]
    public void Pair_normalisation() => Same("pair_norm", new Embedding(X), m => new PairNorm().Forward(m.Weight, s_pointers));

    [Fact]
    public void Pair_normalisation_of_each_node() => Same("pair_norm_individually", new Embedding(X), m => new PairNorm(2, true).Forward(m.Weight));

    [Fact]
    public void Normalisation_by_size() => Same("graph_size_norm", new Embedding(X), m => new GraphSizeNorm().Forward(m.Weight, s_pointers));

    [Fact]
    public void Softmax_readout() => Same("softmax", new Embedding(X), m => m.Weight.Aggregate(s_pointers, Aggregation.Softmax));

    [Fact]
    public void Attentional_readout() => Same("attentional", AttentionalPooling.Create(3, s_key, dtype: F64), m => m.Forward(X, s_pointers));

    [Fact]
    public void Jumping_knowledge_read_by_an_lstm() =>
        Same("jump", JumpingKnowledge.Create(Jump.Lstm, 3, 2, s_key, F64), m => m.Forward([X, Sine([7, 3], 102)]));

    [Fact]
    public void Differentiable_pooling() => Same("diff_pool", new Embedding(Tensor.Zeros([6, 4], F64)), m =>
    {
        var graph = Csr.FromDense(Graph(false).ToDense(F64).Slice(0, 0, 6).Slice(1, 0, 6));
        var (pooled, link, entropy) = Coarsening.DiffPool(graph.WithValues(null), X.Slice(0, 0, 6), m.Weight, (int[])[0, 6]);
        return [pooled.X, pooled.Graph.Values!, link, entropy];
    });

    [Fact]
    public void Encodings_agree_with_numpy()
    {
        double[] Numbers(string what) => [.. s_pyg.GetProperty("encodings").GetProperty(what).EnumerateArray().Select(v => v.GetDouble())];
        var six = Csr.FromDense(Graph(false).ToDense(F64).Slice(0, 0, 6).Slice(1, 0, 6)).WithValues(null);
        Tensor expected = Tensor.From(Numbers("laplacian"), 6, 4), ours = new LaplacianEncoding(4).Compute(six, F64);
        var signs = (expected * ours).Sum(0).Sign();                // numpy's have the sign of the solver
        Checks.Close(expected * signs, ours, 1e-9);
        Checks.Close(Numbers("walks"), new RandomWalkEncoding(5).Compute(Graph().WithValues(Weights), F64).ToDoubles(), 1e-12);
    }
}
