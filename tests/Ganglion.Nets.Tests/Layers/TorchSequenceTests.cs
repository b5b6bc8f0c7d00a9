using System.Text.Json;

namespace Ganglion.Nets.Tests;

/// <summary>Against values and gradients that PyTorch gave; <c>torch_sequences.py</c> wrote them.</summary>
public sealed class TorchSequenceTests
{
    private static readonly JsonElement s_torch = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Layers", "torch_sequences.json"))).RootElement;

    private static readonly int[] s_lengths = [5, 3, 7];

    private static Tensor Sine(ReadOnlySpan<int> shape, int k) =>
        ((Tensor.Range(Shapes.Count(shape), DType.F64) * 0.7 + k).Sin() * 0.4).Reshape(shape);

    private static Tensor Cost(Tensor y) => (y.Reshape(-1) * (Tensor.Range(y.Length, DType.F64).Cos() * 0.5 + 1)).Sum();

    private static void Same<T>(string name, T model, Func<T, Tensor[]> run) where T : IModel<T>
    {
        int k = 0;
        model = model.Map(t => Sine(t.Shape, k++));
        double[][] Expected(string what) => [.. s_torch.GetProperty(name).GetProperty(what).EnumerateArray().Select(Numbers)];
        static double[] Numbers(JsonElement e) =>
            e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().Select(v => v.GetDouble())] : [e.GetDouble()];
        double[][] values = Expected("values"), gradients = Expected("gradients");
        var outputs = run(model);
        Assert.Equal(values.Length, outputs.Length);
        for (int i = 0; i < values.Length; i++) Checks.Close(values[i], outputs[i].ToDoubles(), 1e-12);
        var leaves = Diff.Grad(model, m => run(m).Select(Cost).Aggregate((a, b) => a + b)).Leaves();
        Assert.Equal(gradients.Length, leaves.Count);
        for (int i = 0; i < gradients.Length; i++) Checks.Close(gradients[i], leaves[i].Tensor.ToDoubles(), 1e-11);
    }

    private static Tensor X => Sine([3, 7, 6], 100);

    [Fact]
    public void An_lstm_of_two_layers_both_ways_over_sequences_of_unequal_length() =>
        Same("lstm", Lstm.Create(6, 2, new(1), 2, bidirectional: true, dtype: DType.F64), m =>
        {
            var (y, h, c) = m.Forward(X, lengths: s_lengths);
            return [y, h, c];
        });

    [Fact]
    public void A_gru_alike() => Same("gru", Gru.Create(6, 2, new(1), 2, bidirectional: true, dtype: DType.F64), m =>
    {
        var (y, h) = m.Forward(X, lengths: s_lengths);
        return [y, h];
    });

    [Theory, InlineData("pre"), InlineData("post")]
    public void A_causal_transformer_with_padding(string norms) =>
        Same(norms, TransformerEncoder.Create(2, 6, 2, 5, new(1), 0, Activation.Gelu, norms == "pre", DType.F64), m =>
            [m.Forward(X, causal: true, lengths: s_lengths)]);

    [Fact]
    public void Connectionist_temporal_classification() => Same("ctc", new Embedding(Tensor.Zeros([3, 7, 4], DType.F64)), m =>
        [Loss.Ctc(m.Weight.LogSoftmax(), IntTensor.From([1, 1, 2, 3, 2, 0, 2, 3, 3], 3, 3), (int[])[5, 4, 7], (int[])[3, 2, 3])]);
}
