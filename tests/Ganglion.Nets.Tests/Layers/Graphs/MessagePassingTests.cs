namespace Ganglion.Nets.Tests;

/// <summary>The neighbours' features as they are, or times the weights of the edges; written down or not.</summary>
[Model]
internal sealed partial record Heard(bool Written = false) : MessagePassing
{
    protected override Messages Message(Edges edges, Tensor x) => Written ? edges.Copy(x).ToTensor() : edges.Copy(x);
}

/// <summary>Edge convolution (Wang et al. 2019, equation 8): max over neighbours of mlp([xᵢ, xⱼ - xᵢ, eⱼᵢ]).</summary>
[Model]
internal sealed partial record EdgeConv(Mlp Mlp) : MessagePassing
{
    public static EdgeConv Create(int inputs, int outputs, int edges, Rng rng) =>
        new(Mlp.Create([2 * inputs + edges, 8, outputs], rng, dtype: DType.F64)) { Aggregation = Aggregation.Max };

    protected override Messages Message(Edges edges, Tensor x)
    {
        var target = edges.Target(x);
        return Mlp.Forward(Tensor.Concat([target, edges.Source(x) - target, edges.Features], 1));
    }

    protected override Tensor Update(Tensor heard, Tensor x) => Tensor.Concat([heard, x], 1);
}

public sealed class MessagePassingTests
{
    private const DType F64 = DType.F64;
    private static readonly Rng s_key = new(7);

    // Node 3 hears nobody, node 4 everybody, node 0 itself.
    private static Csr Graph(Tensor? weights = null) => new(5, 5, [0, 2, 5, 6, 6, 11], [0, 1, 0, 2, 4, 1, 0, 1, 2, 3, 4], weights);

    private static Tensor X => Checks.Random(1, 5, 3);

    private static Tensor Weights => Checks.Random(2, 11);

    public static TheoryData<Aggregation, bool> Forms => new(
        from how in Enum.GetValues<Aggregation>() from weighted in (bool[])[false, true] select (how, weighted));

    [Theory]
    [MemberData(nameof(Forms))]
    public void Written_fused_and_dense_messages_agree_with_their_gradients(Aggregation how, bool weighted)
    {
        Tensor[] at = weighted ? [X, Weights] : [X];
        Tensor Form(Tensor[] v, bool written) => new Heard(written) { Aggregation = how }.Forward(Graph(v.Length > 1 ? v[1] : null), v[0]);
        Tensor Loss(Tensor y) => (y.Square() * Checks.Random(3, 5, 3)).Sum();
        Tensor fused = Form(at, false);
        Checks.Close(Form(at, true), fused, 1e-12);
        Checks.Close(Dense(how, weighted), fused, 1e-12);
        Tensor[] a = Diff.Grad(v => Loss(Form(v, true)), at), b = Diff.Grad(v => Loss(Form(v, false)), at);
        for (int i = 0; i < a.Length; i++) Checks.Close(a[i], b[i], 1e-11);
        Tensor numeric = Tensor.From([.. Enumerable.Range(0, 15).Select(i =>
        {
            Tensor Moved(double h) =>
                Loss(Form([X + Tensor.From([.. Enumerable.Range(0, 15).Select(j => i == j ? h : 0)], 5, 3), .. at.Skip(1)], false));
            return (Moved(1e-6).Item() - Moved(-1e-6).Item()) / 2e-6;
        })], 5, 3);
        Checks.Close(numeric, b[0], 1e-6);
    }

    // Node by node and feature by feature, in plain loops.
    private static Tensor Dense(Aggregation how, bool weighted)
    {
        double[] x = X.ToDoubles(), w = Weights.ToDoubles(), y = new double[15];
        var graph = Graph();
        for (int i = 0; i < 5; i++)
            for (int f = 0; f < 3; f++)
            {
                double[] m = [.. Enumerable.Range(graph.RowPointers[i], graph.Row(i).Length)
                    .Select(e => x[graph.ColumnIds[e] * 3 + f] * (weighted ? w[e] : 1))];
                double mean = m.DefaultIfEmpty(0).Average();
                y[i * 3 + f] = how switch
                {
                    Aggregation.Sum => m.Sum(),
                    Aggregation.Mean => mean,
                    Aggregation.Max => m.DefaultIfEmpty(0).Max(),
                    Aggregation.Min => m.DefaultIfEmpty(0).Min(),
                    Aggregation.Std => Math.Sqrt(m.Select(v => (v - mean) * (v - mean)).DefaultIfEmpty(0).Average()),
                    _ => m.Length == 0 ? 0 : m.Sum(v => v * Math.Exp(v)) / m.Sum(Math.Exp),
                };
            }
        return Tensor.From(y, 5, 3);
    }

    [Fact]
    public void Each_head_copies_with_its_own_weights()
    {
        Tensor x = Checks.Random(4, 5, 2, 3), weights = Checks.Random(5, 11, 2);
        foreach (var how in (Aggregation[])[Aggregation.Sum, Aggregation.Mean])
        {
            Tensor Fused(Tensor[] v) { var e = new Edges(Graph()); return e.Aggregate(e.Copy(v[0], v[1]), how); }
            Tensor Written(Tensor[] v) { var e = new Edges(Graph()); return e.Aggregate(e.Copy(v[0], v[1]).ToTensor(), how); }
            Checks.Close(Written([x, weights]), Fused([x, weights]), 1e-12);
            Tensor[] a = Diff.Grad(v => Written(v).Square().Sum(), [x, weights]), b = Diff.Grad(v => Fused(v).Square().Sum(), [x, weights]);
            for (int i = 0; i < 2; i++) Checks.Close(a[i], b[i], 1e-11);
        }
        var error = Assert.Throws<ArgumentException>(() => new Edges(Graph()).Copy(x, Checks.Random(5, 11, 3)));
        Assert.Contains("[11, heads]", error.Message);
    }

    [Fact]
    public void Weights_of_a_copy_take_the_place_of_the_graphs()
    {
        var edges = new Edges(Graph(Weights));
        Checks.Close(Graph(Weights * 3).MatMul(X), edges.Aggregate(edges.Copy(X, Weights * 3), Aggregation.Sum), 1e-12);
        Checks.Close(Graph().MatMul(X), edges.Aggregate(edges.Copy(X, Tensor.Ones([11], F64)), Aggregation.Sum), 1e-12);
    }

    [Fact]
    public void A_layer_of_thirty_lines_says_what_its_formula_says()
    {
        var layer = EdgeConv.Create(3, 2, 2, s_key);
        Tensor e = Checks.Random(6, 11, 2), y = layer.Forward(Graph(), X, e);
        for (int i = 0; i < 5; i++)
        {
            Tensor xi = X.Slice(0, i, 1), best = Tensor.Zeros([1, 2], F64);
            for (int k = Graph().RowPointers[i]; k < Graph().RowPointers[i + 1]; k++)
            {
                var m = layer.Mlp.Forward(Tensor.Concat([xi, X.Slice(0, Graph().ColumnIds[k], 1) - xi, e.Slice(0, k, 1)], 1));
                best = k == Graph().RowPointers[i] ? m : best.Maximum(m);
            }
            Checks.Close(Tensor.Concat([best, xi], 1), y.Slice(0, i, 1), 1e-12);
        }
        Checks.Gradients(layer, m => m.Forward(Graph(), X, e).Square().Sum());
        Checks.Close(y.Slice(0, 0, 2), layer.Forward(Graph().SelectRows((int[])[0, 1]), X, e.Slice(0, 0, 5)), 1e-12);
        Assert.Equal(["Mlp.Layers.0.Weight", "Mlp.Layers.0.Bias", "Mlp.Layers.1.Weight", "Mlp.Layers.1.Bias"], Checks.Paths(layer));
    }

    [Fact]
    public void Edge_features_that_are_missing_or_of_another_number_are_named()
    {
        var layer = EdgeConv.Create(3, 2, 2, s_key);
        Assert.Contains("give it a tensor of 11 rows", Assert.Throws<InvalidOperationException>(() => layer.Forward(Graph(), X)).Message);
        Assert.Contains("got [4, 2]", Assert.Throws<InvalidOperationException>(() => layer.Forward(Graph(), X, Checks.Random(6, 4, 2))).Message);
    }
}
