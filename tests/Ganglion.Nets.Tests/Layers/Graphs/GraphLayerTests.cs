namespace Ganglion.Nets.Tests;

public sealed class GraphLayerTests
{
    private static readonly Rng Key = new(41);
    private const DType F64 = DType.F64;
    private const int Nodes = 7;

    // A path, two chords, a node that nothing reaches (6), and an edge in one direction only (6 to 2).
    private static Csr Graph(int[]? rename = null)
    {
        int[] a = [0, 1, 2, 3, 4, 0, 1], b = [1, 2, 3, 4, 5, 3, 5];
        int[] sources = [.. a, .. b, 6], destinations = [.. b, .. a, 2];
        if (rename is not null) (sources, destinations) = (Array.ConvertAll(sources, i => rename[i]), Array.ConvertAll(destinations, i => rename[i]));
        return Csr.FromEdges(Nodes, Nodes, sources, destinations);
    }

    private static Tensor X() => Checks.Random(51, Nodes, 3);

    private static Tensor SparseLike() => X() * Checks.Random(52, Nodes, 3).Greater(0);

    public static TheoryData<string> Names => [.. Layers().Keys];

    private static Dictionary<string, Func<Csr, Features, Tensor>> Layers() => new()
    {
        ["gcn, narrowing"] = (a, x) => GcnConv.Create(3, 2, Key, dtype: F64).Forward(a.GcnNormalized(F64), x),
        ["gcn, widening"] = (a, x) => GcnConv.Create(3, 5, Key, dtype: F64).Forward(a.GcnNormalized(F64), x),
        ["sgc"] = (a, x) => SgConv.Create(3, 2, Key, 3, dtype: F64).Forward(a.GcnNormalized(F64), x),
        ["sage, mean"] = (a, x) => SageConv.Create(3, 4, Key, dtype: F64).Forward(a, x),
        ["sage, sum"] = (a, x) => SageConv.Create(3, 2, Key, Aggregation.Sum, dtype: F64).Forward(a, x),
        ["sage, max"] = (a, x) => SageConv.Create(3, 2, Key, Aggregation.Max, dtype: F64).Forward(a, x),
        ["sage, max after a projection"] = (a, x) => SageConv.Create(3, 2, Key, Aggregation.Max, project: 4, dtype: F64).Forward(a, x),
        ["gat"] = (a, x) => GatConv.Create(3, 2, Key, heads: 4, dtype: F64).Forward(a.AddSelfLoops(1, F64), x),
        ["gat, heads averaged"] = (a, x) => GatConv.Create(3, 2, Key, heads: 3, concat: false, dtype: F64).Forward(a, x),
        ["gin"] = (a, x) => GinConv.Create(3, 4, 2, Key, dtype: F64).Forward(a, x.ToDense()),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Renaming_the_nodes_renames_the_result_and_nothing_else(string name)
    {
        int[] to = Key.Permutation(Nodes), from = new int[Nodes];
        for (int i = 0; i < Nodes; i++) from[to[i]] = i;
        var layer = Layers()[name];
        Checks.Close(layer(Graph(), X()).GatherRows(from), layer(Graph(to), X().GatherRows(from)), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sparse_features_give_what_dense_ones_give(string name)
    {
        var layer = Layers()[name];
        Checks.Close(layer(Graph(), SparseLike()), layer(Graph(), Csr.FromDense(SparseLike())), 1e-12);
    }

    [Theory]
    [InlineData(Aggregation.Sum)]
    [InlineData(Aggregation.Mean)]
    [InlineData(Aggregation.Max)]
    public void Targets_apart_from_sources_give_their_rows_of_the_whole(Aggregation aggregation)
    {
        var layer = SageConv.Create(3, 2, Key, aggregation, dtype: F64);
        int[] some = [5, 1];
        Checks.Close(layer.Forward(Graph(), X()).GatherRows(some), layer.Forward(Graph().SelectRows(some), X(), X().GatherRows(some)), 1e-12);
    }

    [Fact]
    public void Graph_attention_agrees_with_its_formula_on_dense_matrices()
    {
        var layer = GatConv.Create(3, 2, Key, heads: 2, dtype: F64) with { Bias = Checks.Random(53, 4) };
        var graph = Graph().AddSelfLoops(1, F64);
        var absent = graph.ToDense(F64).Equal(0) * -1e9;
        var heads = new Tensor[2];
        for (int k = 0; k < 2; k++)
        {
            var h = X().MatMul(layer.Weight.Slice(1, 2 * k, 2));
            Tensor to = h.MatMul(layer.Target.Slice(0, k, 1).Transpose()), from = h.MatMul(layer.Source.Slice(0, k, 1).Transpose());
            heads[k] = ((to + from.Transpose()).LeakyRelu(0.2) + absent).Softmax().MatMul(h);
        }
        Checks.Close(Tensor.Concat(heads, 1) + layer.Bias!, layer.Forward(graph, X()), 1e-9);
    }

    [Fact]
    public void Layers_agree_with_their_formulas_on_dense_matrices()
    {
        var a = Graph().ToDense(F64);
        var x = X();
        var looped = a + Tensor.Eye(Nodes, F64);
        var d = looped.Sum(1).Rsqrt();
        var normal = d.Unsqueeze(1) * looped * d;

        var gcn = GcnConv.Create(3, 2, Key, dtype: F64) with { Bias = Checks.Random(60, 2) };
        Checks.Close(normal.MatMul(x).MatMul(gcn.Weight) + gcn.Bias!, gcn.Forward(Graph().GcnNormalized(F64), x));

        var sgc = SgConv.Create(3, 2, Key, hops: 2, dtype: F64);
        Checks.Close(normal.MatMul(normal.MatMul(x)).MatMul(sgc.Weight) + sgc.Bias!, sgc.Forward(Graph().GcnNormalized(F64), x));
        Checks.Close(normal.MatMul(normal.MatMul(x)), SgConv.Propagate(Graph().GcnNormalized(F64), x, 2));

        var sage = SageConv.Create(3, 2, Key, dtype: F64);
        var degree = a.Sum(1, keepDims: true);
        var mean = a.MatMul(x) / (degree + degree.Equal(0));
        Checks.Close(mean.MatMul(sage.Neighbor) + x.MatMul(sage.Self) + sage.Bias!, sage.Forward(Graph(), x));

        double[] adjacency = a.ToDoubles(), features = x.ToDoubles(), best = new double[Nodes * 3];
        for (int i = 0; i < Nodes; i++)
            for (int f = 0; f < 3; f++)
                best[i * 3 + f] = Enumerable.Range(0, Nodes).Where(j => adjacency[i * Nodes + j] != 0)
                    .Select(j => features[j * 3 + f]).DefaultIfEmpty(0).Max();
        var max = sage with { Aggregation = Aggregation.Max };
        Checks.Close(Tensor.From(best, Nodes, 3).MatMul(sage.Neighbor) + x.MatMul(sage.Self) + sage.Bias!, max.Forward(Graph(), x));

        var gin = GinConv.Create(3, 4, 2, Key, learnEpsilon: true, dtype: F64) with { Epsilon = Tensor.Scalar(0.3, F64) };
        Checks.Close(gin.Mlp.Forward(x * 1.3 + a.MatMul(x)), gin.Forward(Graph(), x));
    }

    [Fact]
    public void Gradients_reach_every_leaf()
    {
        var x = Csr.FromDense(SparseLike());
        Checks.Gradients(GcnConv.Create(3, 2, Key, dtype: F64), m => m.Forward(Graph().GcnNormalized(F64), x).Square().Sum());
        Checks.Gradients(SgConv.Create(3, 2, Key, dtype: F64), m => m.Forward(Graph().GcnNormalized(F64), x).Square().Sum());
        foreach (var aggregation in Enum.GetValues<Aggregation>())
            Checks.Gradients(SageConv.Create(3, 2, Key, aggregation, dtype: F64), m => m.Forward(Graph(), x).Square().Sum());
        Checks.Gradients(SageConv.Create(3, 2, Key, Aggregation.Max, project: 5, dtype: F64), m => m.Forward(Graph(), x).Square().Sum());
        Checks.Gradients(SageConv.Create(3, 2, Key, reader: 4, dtype: F64), m => m.Forward(Graph(), x, new Rng(5)).Square().Sum());
        Checks.Gradients(GinConv.Create(3, 8, 2, Key, learnEpsilon: true, dtype: F64), m => m.Forward(Graph(), X()).Square().Sum());
        var gin = GinConv.Create(3, 4, 2, Key, batchNorm: true, dtype: F64);
        var (_, next) = gin.Forward(Graph(), X(), gin.Mlp.InitialState(), train: true);
        Assert.NotEqual([0.0, 0, 0, 0], next.Norms[0].Mean.ToDoubles());
    }

    [Theory]
    [InlineData(Aggregation.Sum)]
    [InlineData(Aggregation.Mean)]
    [InlineData(Aggregation.Max)]
    public void A_block_gives_its_targets_what_the_whole_graph_gives_them(Aggregation aggregation)
    {
        var sage = SageConv.Create(3, 2, Key, aggregation, dtype: F64);
        var block = Graph().SelectRows((int[])[0, 1, 2]);
        Checks.Close(sage.Forward(Graph(), X()).Slice(0, 0, 3), sage.Forward(block, X()));
        Checks.Close(sage.Forward(Graph(), SparseLike()).Slice(0, 0, 3), sage.Forward(block, Csr.FromDense(SparseLike())));
    }

    [Fact]
    public void A_reader_meets_the_neighbours_of_each_node_one_after_another()
    {
        var (cell, x, read) = (LstmCell.Create(3, 4, Key, F64), X(), LstmCell.Create(3, 4, Key, F64).Read(Graph(), X()));
        for (int node = 0; node < Nodes; node++)
        {
            Tensor h = Tensor.Zeros([1, 4], F64), c = h;
            foreach (int neighbor in Graph().Row(node)) (h, c) = cell.Forward(x.Slice(0, neighbor, 1), h, c);
            Checks.Close(h, read.Slice(0, node, 1), 1e-12);
        }
        Checks.Close(read.Slice(0, 0, 3), cell.Read(Graph().SelectRows((int[])[0, 1, 2]), x));
        Assert.NotEqual(read.ToDoubles(), cell.Read(Graph(), x, new Rng(8)).ToDoubles());
    }

    [Fact]
    public void A_cell_steps_as_its_formula_says()
    {
        static double S(double v) => 1 / (1 + Math.Exp(-v));
        var one = new LstmCell(new(Tensor.From([0.5, -0.3, 0.8, 0.2], 4, 1), Tensor.From([0.1, 0.2, 0.3, 0.4])),
            new(Tensor.From([0.7, 0.1, -0.4, 0.6], 4, 1), Tensor.From([0.0, 0.0, 0.0, 0.0])));
        var (h, c) = one.Forward(Tensor.From([2.0], 1, 1), Tensor.From([-1.0], 1, 1), Tensor.From([0.5], 1, 1));
        double i = S(1.0 + 0.1 - 0.7), f = S(-0.6 + 0.2 - 0.1), g = Math.Tanh(1.6 + 0.3 + 0.4), o = S(0.4 + 0.4 - 0.6);
        Assert.Equal(f * 0.5 + i * g, c.Item(), 12);
        Assert.Equal(o * Math.Tanh(f * 0.5 + i * g), h.Item(), 12);
    }

    [Fact]
    public void Smoothing_some_rows_gives_those_rows_of_the_whole_in_either_order()
    {
        var a = Csr.FromEdges(Nodes, Nodes, (int[])[0, 1, 2, 6], (int[])[1, 2, 3, 2]).RowNormalized(F64);     // not symmetric
        foreach (var x in (Features[])[X(), Csr.FromDense(SparseLike())])
            foreach (int[] rows in (int[][])[[2], [5, 3, 2, 2, 1, 0, 4, 6, 1, 3, 5]])
                Checks.Close(SgConv.Propagate(a, x.ToDense(), 2).GatherRows(rows), SgConv.Propagate(a, x, 2, rows));
    }

    [Fact]
    public void Features_behave_alike_dense_and_sparse()
    {
        Features dense = SparseLike(), sparse = Csr.FromDense(SparseLike());
        Assert.Equal((Nodes, 3), (sparse.Rows, sparse.Columns));
        Assert.Equal((Nodes, 3), (dense.Rows, dense.Columns));
        var linear = Linear.Create(3, 2, Key, dtype: F64);
        Checks.Close(dense.Linear(linear.Weight, linear.Bias), sparse.Linear(linear.Weight, linear.Bias));
        Checks.Close(dense.SelectRows((int[])[3, 0]).ToDense(), sparse.SelectRows((int[])[3, 0]).ToDense());
        foreach (var x in (Tensor[])[SparseLike(), SparseLike().Abs()])
        {
            var (normal, sums) = (((Features)x).RowNormalized().ToDense(), x.Abs().Sum(1, keepDims: true));
            Checks.Close(x, normal * sums);
            Checks.Close(normal, ((Features)Csr.FromDense(x)).RowNormalized().ToDense());
        }
        Assert.Equal(DType.F32, sparse.To(DType.F32).ToDense().DType);
    }

    [Fact]
    public void Dropout_of_sparse_features_scales_what_is_left()
    {
        Features x = Csr.FromDense(Tensor.Ones([60, 50], F64));
        double[] y = x.Dropout(0.5, Key).ToDense().ToDoubles();
        Assert.All(y, v => Assert.True(v is 0 or 2));
        Assert.InRange(y.Count(v => v == 0), 1380, 1620);
        Assert.Same(x.Sparse, x.Dropout(0.5, null).Sparse);
    }

    [Fact]
    public void Models_have_the_expected_paths()
    {
        Assert.Equal(["Weight", "Bias"], Checks.Paths(GcnConv.Create(3, 2, Key)));
        Assert.Equal(["Neighbor", "Self", "Bias"], Checks.Paths(SageConv.Create(3, 2, Key)));
        Assert.Equal(["Mlp.Layers.0.Weight", "Mlp.Layers.0.Bias", "Mlp.Layers.1.Weight", "Mlp.Layers.1.Bias", "Epsilon"],
            Checks.Paths(GinConv.Create(3, 4, 2, Key, learnEpsilon: true)));
    }
}
