namespace Ganglion.Nets;

/// <summary>
/// Attention with several heads (Vaswani et al. 2017, section 3.2.2): queries, keys and values are linear maps, each head attends in its own
/// share of the width, and a last map mixes the heads. Parameters are laid out as in PyTorch's <c>nn.MultiheadAttention</c>.
/// </summary>
/// <param name="Input"><c>[3 · width, width]</c>: the maps to queries, keys and values, one below the other.</param>
/// <param name="Output"><c>[width, width]</c>.</param>
[Model]
public sealed partial record MultiheadAttention(Linear Input, Linear Output)
{
    /// <summary>The number of heads; the width is a multiple of it.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>The rate at which attention weights are dropped.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Glorot's uniform weights for the inputs, biases of zero, as PyTorch.</summary>
    /// <exception cref="ArgumentException">The width is no multiple of the number of heads.</exception>
    public static MultiheadAttention Create(int width, int heads, Rng rng, double dropout = 0, DType dtype = DType.F32) =>
        heads < 1 || width % heads != 0
            ? throw new ArgumentException($"MultiheadAttention: a width of {width} does not fall into {heads} heads; take a multiple.", nameof(heads))
            : new(new(Init.XavierUniform([3 * width, width], rng.Split("input"), dtype: dtype), Tensor.Zeros([3 * width], dtype)),
                new(Init.FanIn([width, width], width, rng.Split("output"), dtype), Tensor.Zeros([width], dtype)))
            { Heads = heads, DropoutRate = dropout };

    /// <summary>The width.</summary>
    public int Width => Output.Inputs;

    /// <summary>Attention of a sequence to itself.</summary>
    /// <param name="x"><c>[batch, time, width]</c>.</param>
    /// <param name="causal">Whether a position sees only itself and those before.</param>
    /// <param name="lengths"><c>[batch]</c>, the number of positions before the padding.</param>
    /// <param name="mask">Added to the scores, broadcast to <c>[batch, heads, time, time]</c>; -∞ hides.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    /// <returns><c>[batch, time, width]</c>.</returns>
    public Tensor Forward(Tensor x, bool causal = false, IntTensor? lengths = null, Tensor? mask = null, Rng? rng = null) =>
        Output.Forward(Input.Forward(x).SelfAttention(Heads, mask, causal, lengths, dropout: DropoutRate, rng: rng));

    /// <summary>Attention to another sequence.</summary>
    /// <param name="x"><c>[batch, time, width]</c>, what asks.</param>
    /// <param name="memory"><c>[batch, keys, width]</c>, what is asked.</param>
    /// <param name="lengths"><c>[batch]</c>, the number of keys before the padding.</param>
    /// <param name="mask">Added to the scores, broadcast to <c>[batch, heads, time, keys]</c>; -∞ hides.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    /// <returns><c>[batch, time, width]</c>.</returns>
    public Tensor Cross(Tensor x, Tensor memory, IntTensor? lengths = null, Tensor? mask = null, Rng? rng = null)
    {
        int width = Width;
        var query = x.Linear(Input.Weight.Slice(0, 0, width), Input.Bias?.Slice(0, 0, width));
        Tensor[] parts = memory.Linear(Input.Weight.Slice(0, width, 2 * width), Input.Bias?.Slice(0, width, 2 * width)).Split(2);
        return Output.Forward(Joined(Headed(query).Attention(Headed(parts[0]), Headed(parts[1]), mask, lengths: lengths, dropout: DropoutRate,
            rng: rng)));
    }

    /// <summary>Causal attention of what follows to itself and to all before it: decoding, one step or a few at a time.</summary>
    /// <param name="x"><c>[batch, time, width]</c>: what follows.</param>
    /// <param name="before">Keys and values of what was read; none at the start.</param>
    /// <returns><c>[batch, time, width]</c>, and all keys and values.</returns>
    public (Tensor Y, KeyValues Kept) Continue(Tensor x, KeyValues? before)
    {
        Tensor[] parts = Input.Forward(x).Split(3);
        Tensor key = Headed(parts[1]), value = Headed(parts[2]);
        KeyValues kept = before is null ? new(key, value) : new(Tensor.Concat([before.Keys, key], 2), Tensor.Concat([before.Values, value], 2));
        return (Output.Forward(Joined(Headed(parts[0]).Attention(kept.Keys, kept.Values, causal: true))), kept);
    }

    // [batch, time, width] to [batch, heads, time, dim] and back.
    private Tensor Headed(Tensor x) => x.Reshape(x.Size(0), x.Size(1), Heads, x.Size(2) / Heads).Transpose(1, 2);

    private static Tensor Joined(Tensor y) => y.Transpose(1, 2).Flatten(2);
}

/// <summary>What attention has read: for each head, the keys and values.</summary>
/// <param name="Keys"><c>[batch, heads, time, dim]</c>.</param>
/// <param name="Values">The same shape.</param>
[Model]
public sealed partial record KeyValues(Tensor Keys, Tensor Values)
{
    /// <summary>How many positions.</summary>
    public int Length => Keys.Size(2);
}
