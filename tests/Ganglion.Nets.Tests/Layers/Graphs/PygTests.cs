using System.Text.Json;

namespace Ganglion.Nets.Tests;

/// <summary>Against values and gradients that PyG gave; <c>pyg_layers.py</c> wrote them.</summary>
public sealed partial class PygTests
{
    private const DType F64 = DType.F64;

    private static readonly JsonElement s_pyg = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Layers", "Graphs", "pyg_layers.json"))).RootElement;

    private static readonly Rng s_key = new(1);

    // A path and two chords, both ways, and a node (6) that the directed graph hears at node 2.
    private static Csr Graph(bool directed = true)
    {
        int[] a = [0, 1, 2, 3, 4, 0, 1], b = [1, 2, 3, 4, 5, 3, 5];
        return directed ? Csr.FromEdges(7, 7, (int[])[.. a, .. b, 6], (int[])[.. b, .. a, 2])
            : Csr.FromEdges(7, 7, (int[])[.. a, .. b], (int[])[.. b, .. a]);
    }

    private static Tensor Sine(ReadOnlySpan<int> shape, int k) =>
        ((Tensor.Range(Shapes.Count(shape), F64) * 0.7 + k).Sin() * 0.4).Reshape(shape);

    private static Tensor X => Sine([7, 3], 100);

    private static Tensor Weights => Tensor.Range(15, F64).Cos() * 0.5 + 1;

    private static Tensor EdgeFeatures => Sine([15, 2], 101);

    private static Tensor Cost(Tensor y) => (y.Reshape(-1) * (Tensor.Range(y.Length, F64).Cos() * 0.5 + 1)).Sum();

    private static void Same<T>(string name, T model, Func<T, Tensor> run) where T : IModel<T> => Same(name, model, m => [run(m)]);

    private static void Same<T>(string name, T model, Func<T, Tensor[]> run, double tolerance = 1e-11) where T : IModel<T>
    {
        int k = 0;
        model = model.Map(t => Sine(t.Shape, k++));
        static double[] Numbers(JsonElement e) =>
            e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().Select(v => v.GetDouble())] : [e.GetDouble()];
        double[][] Expected(string what) => [.. s_pyg.GetProperty(name).GetProperty(what).EnumerateArray().Select(Numbers)];
        double[][] values = Expected("values"), gradients = Expected("gradients");
        var outputs = run(model);
        Assert.Equal(values.Length, outputs.Length);
        for (int i = 0; i < values.Length; i++) Checks.Close(values[i], outputs[i].ToDoubles(), tolerance);
        var leaves = Diff.Grad(model, m => run(m).Select(Cost).Aggregate((a, b) => a + b)).Leaves();
        Assert.Equal(gradients.Length, leaves.Count);
        for (int i = 0; i < gradients.Length; i++) Checks.Close(gradients[i], leaves[i].Tensor.ToDoubles(), 10 * tolerance);
    }

    [Fact]
    public void Graph_convolution_of_weighted_edges() =>
        Same("gcn", GcnConv.Create(3, 4, s_key, dtype: F64), m => m.Forward(Graph().WithValues(Weights).GcnNormalized(F64), X));

    [Fact]
    public void Simplified_convolution() => Same("sg", SgConv.Create(3, 4, s_key, dtype: F64), m => m.Forward(Graph().GcnNormalized(F64), X));

    [Theory, InlineData(Aggregation.Mean), InlineData(Aggregation.Max), InlineData(Aggregation.Min)]
    public void Graph_sage(Aggregation how) =>
        Same($"sage_{how.ToString().ToLowerInvariant()}", SageConv.Create(3, 4, s_key, how, dtype: F64), m => m.Forward(Graph(), X));

    [Fact]
    public void Graph_attention() => Same("gat", GatConv.Create(3, 2, s_key, heads: 3, dtype: F64), m => m.Forward(Graph().AddSelfLoops(1, F64), X));

    [Fact]
    public void Dynamic_attention_with_edge_features() =>
        Same("gatv2", GatV2Conv.Create(3, 2, s_key, heads: 3, edges: 2, dtype: F64), m => m.Forward(Graph(), X, EdgeFeatures));

    [Fact]
    public void Dynamic_attention_with_shared_weights_and_heads_averaged() =>
        Same("gatv2_shared", GatV2Conv.Create(3, 2, s_key, heads: 3, concat: false, shareWeights: true, dtype: F64),
            m => m.Forward(Graph().AddSelfLoops(1, F64), X));

    [Fact]
    public void Graph_isomorphism() => Same("gin", GinConv.Create(3, 5, 4, s_key, learnEpsilon: true, dtype: F64), m => m.Forward(Graph(), X));

    [Fact]
    public void Graph_isomorphism_with_edge_features() =>
        Same("gine", GineConv.Create(3, 5, 4, s_key, edges: 2, learnEpsilon: true, dtype: F64), m => m.Forward(Graph(), X, EdgeFeatures));

    [Theory]
    [InlineData("cheb", 4, 2, 2.0), InlineData("cheb_widening", 3, 5, 2.0), InlineData("cheb_one", 1, 2, 2.0), InlineData("cheb_bound", 3, 2, 1.7)]
    public void Chebyshev_filters(string name, int terms, int outputs, double bound) =>
        Same(name, ChebConv.Create(3, outputs, terms, s_key, dtype: F64) with { LargestEigenvalue = bound },
            m => m.Forward(Graph(false).SymmetricNormalized(F64), X));

    [Fact]
    public void Transformer_with_edge_features_and_a_gate() =>
        Same("transformer", TransformerConv.Create(3, 3, s_key, heads: 2, edges: 2, gate: true, dtype: F64),
            m => m.Forward(Graph(), X, EdgeFeatures));

    [Fact]
    public void Transformer_with_heads_averaged() =>
        Same("transformer_mean", TransformerConv.Create(3, 3, s_key, heads: 2, concat: false, dtype: F64), m => m.Forward(Graph(), X));

    [Fact]
    public void Personalised_pagerank_of_weighted_edges() =>
        Same("appnp", new Embedding(X), m => new AppnpConv(5, 0.2).Forward(Graph().WithValues(Weights).GcnNormalized(F64), m.Weight));
}
