namespace Ganglion.Nets;

/// <summary>Transformer layers one after another, and a last normalisation if there is one.</summary>
/// <param name="Layers">From input to output.</param>
/// <param name="Norm">After the last layer: with norms first, it is the only one that the output passes.</param>
[Model]
public sealed partial record TransformerEncoder(TransformerEncoderLayer[] Layers, LayerNorm? Norm = null)
{
    /// <summary>Layers of one form; with <paramref name="normFirst"/> a last normalisation follows them.</summary>
    public static TransformerEncoder Create(int layers, int width, int heads, int hidden, Rng rng, double dropout = 0.1,
        Activation? activation = null, bool normFirst = false, DType dtype = DType.F32) => new(
        [.. Enumerable.Range(0, layers).Select(i => TransformerEncoderLayer.Create(width, heads, hidden, rng.Split(i), dropout, activation,
            normFirst, dtype))],
        normFirst ? LayerNorm.Create(width, dtype) : null);

    /// <inheritdoc cref="TransformerEncoderLayer.Forward"/>
    public Tensor Forward(Tensor x, bool causal = false, IntTensor? lengths = null, Tensor? mask = null, Rng? rng = null)
    {
        x = x.Mark("layers.0");
        for (int i = 0; i < Layers.Length; i++) x = Layers[i].Forward(x, causal, lengths, mask, rng?.Split(i)).Mark($"layers.{i + 1}");
        return Norm?.Forward(x) ?? x;
    }
}
