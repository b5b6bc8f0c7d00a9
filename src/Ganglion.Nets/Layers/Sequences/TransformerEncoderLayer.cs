namespace Ganglion.Nets;

/// <summary>
/// Self-attention, then two linear maps, each with dropout, a way around and a layer normalisation: before each part (Xiong et al. 2020) or
/// after it (Vaswani et al. 2017, section 3.1). With <c>causal</c> it is the block of a decoder-only network.
/// </summary>
/// <param name="Attention">Of the sequence to itself.</param>
/// <param name="Expand">From the width to the hidden width.</param>
/// <param name="Contract">And back.</param>
/// <param name="Norm1">Of the attention.</param>
/// <param name="Norm2">Of the linear maps.</param>
[Model]
public sealed partial record TransformerEncoderLayer(MultiheadAttention Attention, Linear Expand, Linear Contract, LayerNorm Norm1, LayerNorm Norm2)
{
    /// <summary>Between the linear maps.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The dropout rate after attention, after the activation and after the second map.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Whether norms come before their parts, so that the way around is clear from end to end.</summary>
    public bool NormFirst { get; init; }

    /// <summary>Every part begun as its own <c>Create</c> does. The same dropout rate applies to attention weights.</summary>
    public static TransformerEncoderLayer Create(int width, int heads, int hidden, Rng rng, double dropout = 0.1, Activation? activation = null,
        bool normFirst = false, DType dtype = DType.F32) => new(
        MultiheadAttention.Create(width, heads, rng.Split("attention"), dropout, dtype), Linear.Create(width, hidden, rng.Split("expand"),
            dtype: dtype),
        Linear.Create(hidden, width, rng.Split("contract"), dtype: dtype), LayerNorm.Create(width, dtype), LayerNorm.Create(width, dtype))
        {
            Activation = activation ?? Activation.Relu,
            DropoutRate = dropout,
            NormFirst = normFirst,
        };

    /// <param name="x"><c>[batch, time, width]</c>.</param>
    /// <param name="causal">Whether a position sees only itself and those before.</param>
    /// <param name="lengths"><c>[batch]</c>, the number of positions before the padding.</param>
    /// <param name="mask">Added to the scores, broadcast to <c>[batch, heads, time, time]</c>; -∞ hides.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Tensor x, bool causal = false, IntTensor? lengths = null, Tensor? mask = null, Rng? rng = null)
    {
        Tensor Attend(Tensor t) => Drop(Attention.Forward(t, causal, lengths, mask, rng?.Split("weights")), rng?.Split("attention"));
        Tensor Map(Tensor t) => Drop(Contract.Forward(Drop(Activation.Forward(Expand.Forward(t)), rng?.Split("hidden"))), rng?.Split("output"));
        if (NormFirst)
        {
            x += Attend(Norm1.Forward(x));
            return x + Map(Norm2.Forward(x));
        }
        x = Norm1.Forward(x + Attend(x));
        return Norm2.Forward(x + Map(x));
    }

    /// <summary>Reads on, causally and without dropout: the same values as <see cref="Forward"/> on the whole sequence.</summary>
    /// <param name="x"><c>[batch, time, width]</c>: what follows.</param>
    /// <param name="before">Keys and values of what was read; none at the start.</param>
    /// <returns>The same shape, and all keys and values.</returns>
    public (Tensor Y, KeyValues Kept) Continue(Tensor x, KeyValues? before)
    {
        Tensor Map(Tensor t) => Contract.Forward(Activation.Forward(Expand.Forward(t)));
        var (attended, kept) = Attention.Continue(NormFirst ? Norm1.Forward(x) : x, before);
        x += attended;
        if (NormFirst) return (x + Map(Norm2.Forward(x)), kept);
        x = Norm1.Forward(x);
        return (Norm2.Forward(x + Map(x)), kept);
    }

    private Tensor Drop(Tensor x, Rng? rng) => rng is { } key && DropoutRate > 0 ? x.Dropout(DropoutRate, key) : x;
}
