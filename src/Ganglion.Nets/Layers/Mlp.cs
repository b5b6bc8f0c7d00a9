namespace Ganglion.Nets;

/// <summary>The running moments of a perceptron's normalisations, one for each hidden layer.</summary>
/// <param name="Norms">In the order of the layers.</param>
[Model]
public sealed partial record MlpState(BatchNormState[] Norms);

/// <summary>
/// Linear layers with, after each but the last, batch normalisation (if there are norms), an activation and dropout.
/// </summary>
/// <param name="Layers">From input to output.</param>
/// <param name="Norms">One for each hidden layer, or none.</param>
[Model]
public sealed partial record Mlp(Linear[] Layers, BatchNorm[]? Norms = null)
{
    /// <summary>After each hidden layer.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The dropout rate after each activation.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Layers between the given sizes, each begun as <see cref="Linear.Create"/> does.</summary>
    /// <param name="sizes">Inputs, hidden sizes, outputs: two numbers or more.</param>
    /// <param name="rng">The key.</param>
    /// <param name="activation">ReLU if none is given.</param>
    /// <param name="dropout">The dropout rate after each activation.</param>
    /// <param name="batchNorm">Whether hidden layers are normalised.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="ArgumentException">Fewer than two sizes.</exception>
    public static Mlp Create(IReadOnlyList<int> sizes, Rng rng, Activation? activation = null, double dropout = 0, bool batchNorm = false,
        DType dtype = DType.F32)
    {
        if (sizes.Count < 2)
            throw new ArgumentException($"Mlp: at least the numbers of inputs and outputs were expected, "
                + $"got [{string.Join(", ", sizes)}].", nameof(sizes));
        return new(
            [.. Enumerable.Range(0, sizes.Count - 1).Select(i => Linear.Create(sizes[i], sizes[i + 1], rng.Split(i), dtype: dtype))],
            batchNorm ? [.. sizes.Skip(1).SkipLast(1).Select(n => BatchNorm.Create(n, dtype))] : null)
        {
            Activation = activation ?? Activation.Relu,
            DropoutRate = dropout,
        };
    }

    /// <summary>The running moments before the first step; empty without norms.</summary>
    public MlpState InitialState() => new([.. (Norms ?? []).Select(n => n.InitialState())]);

    /// <summary>Without normalisation.</summary>
    /// <param name="x"><c>[…, inputs]</c>.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[…, outputs]</c>.</returns>
    /// <exception cref="InvalidOperationException">The layers are normalised, so a state is needed.</exception>
    public Tensor Forward(Tensor x, Rng? rng = null) => Norms is null ? Run(x, null, false, rng, null)
        : throw new InvalidOperationException("This Mlp has batch normalisation; call Forward(x, state, train, rng) and keep the state it returns.");

    /// <summary>With normalisation.</summary>
    /// <param name="x"><c>[batch, inputs]</c>.</param>
    /// <param name="state">From <see cref="InitialState"/> or from the step before.</param>
    /// <param name="train">Whether the batch's own moments count.</param>
    /// <param name="rng">The key of this step's dropout; none in evaluation.</param>
    /// <returns><c>[batch, outputs]</c>, and the next state.</returns>
    public (Tensor Y, MlpState Next) Forward(Tensor x, MlpState state, bool train, Rng? rng = null)
    {
        var next = new BatchNormState[state.Norms.Length];
        return (Run(x, state, train, rng, next), new(next));
    }

    private Tensor Run(Tensor x, MlpState? state, bool train, Rng? rng, BatchNormState[]? next)
    {
        for (int i = 0; i < Layers.Length; i++)
        {
            x = Layers[i].Forward(x);
            if (i == Layers.Length - 1) break;
            if (Norms is not null) (x, next![i]) = Norms[i].Forward(x, state!.Norms[i], train);
            x = Activation.Forward(x);
            if (rng is { } key && DropoutRate > 0) x = x.Dropout(DropoutRate, key.Split(i));
        }
        return x;
    }
}
