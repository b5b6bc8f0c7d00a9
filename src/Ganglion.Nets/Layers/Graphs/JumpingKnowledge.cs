namespace Ganglion.Nets;

/// <summary>How the results of several layers become one.</summary>
public enum Jump
{
    /// <summary>Side by side.</summary>
    Concat,

    /// <summary>The largest of each feature.</summary>
    Max,

    /// <summary>A mean in shares that a recurrent network reads off the layers, node by node.</summary>
    Lstm,
}

/// <summary>
/// What a node was after each layer, put together (Xu et al. 2018, section 4.1): [x⁽¹⁾, …, x⁽ᴸ⁾], or max over l of x⁽ˡ⁾, or Σ αₗ·x⁽ˡ⁾ with
/// α = softmax over l of a·[forward h⁽ˡ⁾, backward h⁽ˡ⁾] of an LSTM that reads x⁽¹⁾ to x⁽ᴸ⁾. A node sees none but itself, so that matrix form and
/// node-wise form are one.
/// </summary>
/// <remarks>As PyG's <c>JumpingKnowledge</c>.</remarks>
/// <param name="Reader">The recurrent network, both ways, for <see cref="Jump.Lstm"/>; none otherwise.</param>
/// <param name="Attention">a, <c>[1, 2 · units]</c> and a bias; none otherwise.</param>
[Model]
public sealed partial record JumpingKnowledge(Lstm? Reader = null, Linear? Attention = null)
{
    /// <summary>How.</summary>
    public Jump Mode { get; init; } = Jump.Concat;

    /// <summary>For layers of one width.</summary>
    /// <param name="mode">How.</param>
    /// <param name="width">The width of each layer's result.</param>
    /// <param name="layers">How many.</param>
    /// <param name="rng">The key.</param>
    /// <param name="dtype">The element type.</param>
    public static JumpingKnowledge Create(Jump mode, int width, int layers, Rng rng, DType dtype = DType.F32)
    {
        if (mode != Jump.Lstm) return new() { Mode = mode };
        int units = Math.Max(1, layers * width / 2);
        return new(Lstm.Create(width, units, rng.Split("reader"), bidirectional: true, dtype: dtype),
            Linear.Create(2 * units, 1, rng.Split("attention"), dtype: dtype))
        { Mode = mode };
    }

    /// <param name="layers">The layers' results, each <c>[nodes, width]</c>; one or more.</param>
    /// <returns><c>[nodes, layers · width]</c> side by side, else <c>[nodes, width]</c>.</returns>
    public Tensor Forward(IReadOnlyList<Tensor> layers)
    {
        if (Mode == Jump.Concat) return Tensor.Concat([.. layers], 1);
        if (Mode == Jump.Max) return layers.Aggregate((a, b) => a.Maximum(b));
        var x = Tensor.Stack([.. layers], 1);
        return (x * Attention!.Forward(Reader!.Forward(x).Y).Softmax(1)).Sum(1);
    }
}
