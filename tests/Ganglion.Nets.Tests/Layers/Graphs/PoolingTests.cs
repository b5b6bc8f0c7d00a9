namespace Ganglion.Nets.Tests;

public sealed class PoolingTests
{
    private const DType F64 = DType.F64;
    private static readonly Rng s_key = new(17);

    // A square with a diagonal and a tail, of tagged nodes.
    private static readonly int[] s_a = [0, 1, 2, 3, 0, 3], s_b = [1, 2, 3, 0, 2, 4];

    /// <summary>The same graph twice, the second time with its nodes renamed, and a node alone.</summary>
    private static (Csr Graph, Tensor X, IntTensor Pointers) Twins()
    {
        int[] to = [3, 0, 4, 2, 1];
        int[] Second(int[] ends) => Array.ConvertAll(ends, i => 5 + to[i]);
        int[] sources = [.. s_a, .. s_b, .. Second(s_a), .. Second(s_b)], targets = [.. s_b, .. s_a, .. Second(s_b), .. Second(s_a)];
        Tensor x = Checks.Random(1, 5, 3);
        var from = new int[5];
        for (int i = 0; i < 5; i++) from[to[i]] = i;
        return (Csr.FromEdges(11, 11, sources, targets), Tensor.Concat([x, x.GatherRows(from), Checks.Random(2, 1, 3)]), (int[])[0, 5, 10, 11]);
    }

    public static TheoryData<string> Readouts => [.. Maps.Keys];

    private static Dictionary<string, Func<Csr, Tensor, IntTensor, Tensor>> Maps { get; } = new()
    {
        ["sum"] = (_, x, p) => x.Aggregate(p, Aggregation.Sum),
        ["mean"] = (_, x, p) => x.Aggregate(p, Aggregation.Mean),
        ["max"] = (_, x, p) => x.Aggregate(p, Aggregation.Max),
        ["min"] = (_, x, p) => x.Aggregate(p, Aggregation.Min),
        ["std"] = (_, x, p) => x.Aggregate(p, Aggregation.Std),
        ["softmax"] = (_, x, p) => x.Aggregate(p, Aggregation.Softmax),
        ["attentional"] = (_, x, p) => AttentionalPooling.Create(3, s_key, 4, 2, F64).Forward(x, p),
        ["top k"] = (a, x, p) => After(TopKPooling.Create(3, s_key, 0.6, F64).Forward(a, x, p)),
        ["self-attention"] = (a, x, p) => After(SagPooling.Create(3, s_key, 0.6, F64).Forward(a, x, p)),
        ["shared out"] = (a, x, p) => After(Coarsening.DiffPool(a, x, SageConv.Create(3, 3, s_key, dtype: F64).Forward(a, x), p).Pooled),
        ["virtual node"] = (_, x, p) =>
        {
            var node = VirtualNode.Create(3, s_key, F64);
            var v = node.Hear(x, node.Initial(p.Length - 1), p);
            return VirtualNode.Tell(x, v, p).Square().SegmentSum(p);
        },
        ["graph norm"] = (_, x, p) => (GraphNorm.Create(3, F64) with { MeanScale = Tensor.From([0.5, 1, 2]) }).Forward(x, p).Pow(3).SegmentSum(p),
        ["pair norm"] = (_, x, p) => new PairNorm().Forward(x, p).Pow(3).SegmentSum(p),
        ["walks"] = (a, _, p) => new RandomWalkEncoding(6).Compute(a, p, F64).SegmentSum(p),
        ["laplacian"] = (a, _, p) => new LaplacianEncoding(1).Compute(a, p, F64).Abs().SegmentSum(p),
    };

    private static Tensor After(PooledGraph g) => GinConv.Create(3, 4, 2, s_key, dtype: F64).Forward(g.Graph, g.X).SegmentSum(g.Pointers);

    [Theory]
    [MemberData(nameof(Readouts))]
    public void Isomorphic_graphs_read_alike_and_others_do_not(string name)
    {
        var (graph, x, pointers) = Twins();
        var y = Maps[name](graph, x, pointers);
        Assert.Equal(3, y.Size(0));
        Checks.Close(y.Slice(0, 0, 1), y.Slice(0, 1, 1), 1e-9);
        Assert.NotEqual(y.Slice(0, 0, 1).ToDoubles(), y.Slice(0, 2, 1).ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Readouts))]
    public void A_graph_reads_alike_alone_and_in_a_batch(string name)
    {
        var (graph, x, pointers) = Twins();
        var alone = Csr.FromEdges(5, 5, (int[])[.. s_a, .. s_b], (int[])[.. s_b, .. s_a]);
        Checks.Close(Maps[name](graph, x, pointers).Slice(0, 0, 1), Maps[name](alone, x.Slice(0, 0, 5), (int[])[0, 5]), 1e-9);
    }

    [Fact]
    public void Gradients_reach_every_leaf()
    {
        var (graph, x, p) = Twins();
        Checks.Gradients(TopKPooling.Create(3, s_key, 0.6, F64), m => After(m.Forward(graph, x, p)).Square().Sum());
        Checks.Gradients(SagPooling.Create(3, s_key, 0.6, F64), m => After(m.Forward(graph, x, p)).Square().Sum());
        var attentional = AttentionalPooling.Create(3, s_key, 4, 2, F64);                       // whose last bias moves all scores, and no share
        Checks.Gradients(attentional.Value!, v => (attentional with { Value = v }).Forward(x, p).Square().Sum());
        Checks.Gradients(attentional.Gate.Layers[0], first =>
            (attentional with { Gate = attentional.Gate with { Layers = [first, attentional.Gate.Layers[1]] } }).Forward(x, p).Square().Sum());
        Checks.Gradients(VirtualNode.Create(3, s_key, F64), m => VirtualNode.Tell(x, m.Hear(x, m.Initial(3), p), p).Square().Sum());
        Checks.Gradients(GraphNorm.Create(3, F64), m => m.Forward(x.Slice(0, 0, 10), (int[])[0, 5, 10]).Pow(3).Sum());
        var jump = JumpingKnowledge.Create(Jump.Lstm, 3, 2, s_key, F64);
        Checks.Gradients(jump.Reader!, r => (jump with { Reader = r }).Forward([x, x.Square()]).Square().Sum());
        Checks.Gradients(SageConv.Create(3, 3, s_key, dtype: F64), m =>
        {
            var (pooled, link, entropy) = Coarsening.DiffPool(graph, x, m.Forward(graph, x), p);
            return GcnConv.Create(3, 2, s_key, dtype: F64).Forward(pooled.Graph.GcnNormalized(F64), pooled.X).Square().Sum() + link + entropy;
        });
        foreach (var how in Enum.GetValues<Aggregation>())
            Checks.Gradients(new Embedding(x), m => m.Weight.Aggregate(p, how).Pow(3).Sum());
        foreach (var norm in (PairNorm[])[new(), new(2, true)])
            Checks.Gradients(new Embedding(x.Slice(0, 0, 10)), m => norm.Forward(m.Weight, (int[])[0, 5, 10]).Pow(3).Sum());
    }

    [Fact]
    public void Edges_that_are_left_keep_their_weights_and_numbers()
    {
        var (graph, x, p) = Twins();
        var weighted = graph.WithValues(Checks.Random(3, graph.Nonzeros));
        var pooled = TopKPooling.Create(3, s_key, 0.8, F64).Forward(weighted, x, p);
        double[] dense = weighted.ToDense(F64).ToDoubles(), left = pooled.Graph.ToDense(F64).ToDoubles();
        int n = pooled.Kept!.Length;
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) Assert.Equal(dense[pooled.Kept[i] * 11 + pooled.Kept[j]], left[i * n + j]);
        Checks.Close(weighted.Values!.Take(pooled.Edges!), pooled.Graph.Values!);
        Assert.Throws<ArgumentOutOfRangeException>(() => TopKPooling.Create(3, s_key, 0, F64).Forward(graph, x, p));
    }

    [Fact]
    public void Pairs_are_neighbours_and_heavy_edges_come_first()
    {
        var (graph, _, _) = Twins();
        foreach (var rng in (Rng?[])[null, new(1), new(2)])
        {
            var clusters = Coarsening.Graclus(graph, rng);
            foreach (var pair in Enumerable.Range(0, 11).GroupBy(i => clusters[i]))
            {
                int[] members = [.. pair];
                Assert.InRange(members.Length, 1, 2);
                if (members.Length == 2) Assert.Contains(members[1], graph.Row(members[0]).ToArray());
            }
        }
        // A path of four whose middle edge is heavy: 1 takes 2 if it is asked first, and the ends stay alone.
        var path = Csr.FromEdges(4, 4, (int[])[0, 1, 1, 2, 2, 3], (int[])[1, 0, 2, 1, 3, 2], Tensor.From([1.0, 1, 50, 50, 1, 1]));
        Rng first = Enumerable.Range(0, 50).Select(i => new Rng((ulong)i)).First(r => r.Permutation(4)[0] == 1);
        Assert.Equal([0, 1, 1, 2], Coarsening.Graclus(path, first).Span.ToArray());
    }

    [Fact]
    public void A_coarser_graph_adds_up_what_falls_together()
    {
        var graph = Csr.FromEdges(5, 5, (int[])[0, 1, 0, 2, 1, 2, 2, 3, 4, 4], (int[])[1, 0, 2, 0, 2, 1, 3, 2, 4, 3], Checks.Random(5, 10));
        var (x, dense) = (Checks.Random(6, 5, 2), graph.ToDense(F64));
        int[] clusters = [0, 0, 1, 1, 2];
        var c = Tensor.From([1.0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1], 3, 5);
        var pooled = Coarsening.ClusterPool(graph, x, clusters, (int[])[0, 4, 5], Aggregation.Sum);
        Checks.Close(c.MatMul(x), pooled.X);
        Checks.Close(c.MatMul(dense).MatMul(c.Transpose()) * (1 - Tensor.Eye(3, F64)), pooled.Graph.ToDense(F64));
        Assert.Equal([0, 2, 3], pooled.Pointers.Span.ToArray());
        Assert.Null(Coarsening.ClusterPool(graph.WithValues(null), x, clusters, (int[])[0, 4, 5]).Graph.Values);
        Assert.Contains("node 2 of graph 0", Assert.Throws<ArgumentException>(() =>
            Coarsening.ClusterPool(graph, x, (int[])[0, 0, 2, 1, 3], (int[])[0, 4, 5])).Message);
        Assert.Throws<ArgumentException>(() => Coarsening.ClusterPool(graph, x, (int[])[0, 0, 1, 1, 1], (int[])[0, 4, 5]));
    }

    [Fact]
    public void Jumps_side_by_side_and_by_the_largest()
    {
        Tensor a = Checks.Random(7, 4, 2), b = Checks.Random(8, 4, 2);
        Checks.Close(Tensor.Concat([a, b], 1), new JumpingKnowledge().Forward([a, b]));
        Checks.Close(a.Maximum(b), JumpingKnowledge.Create(Jump.Max, 2, 2, s_key).Forward([a, b]));
    }
}
