namespace Ganglion.Nets;

/// <summary>
/// RMSProp (Tieleman and Hinton 2012; centred: Graves 2013, equations 38 to 45): v = αv + (1-α)g²; p -= rate · g / (√v + ε). Weight decay is
/// added to the gradient.
/// </summary>
public sealed record RmsProp : LeafOptimizer
{
    /// <summary>With PyTorch's other constants.</summary>
    public RmsProp(double learningRate = 1e-2) : base(learningRate) { }

    /// <summary>α, the memory of the square.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How much of the last step is kept.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the square of the gradient's mean is taken from v, which leaves its variance.</summary>
    public bool Centered { get; init; }

    private protected override string[] Slots => [.. (string[])["v"], .. Centered ? (string[])["mean"] : [], .. Momentum > 0 ? (string[])["b"] : []];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        var v = slots[0] = Mix(Alpha, slots[0], g.Square());
        if (Centered)
        {
            slots[1] = Mix(Alpha, slots[1], g);
            v = (v - slots[1].Square()).Relu();
        }
        var move = g / (Root(v) + Epsilon);
        return p - step.Rate * (Momentum > 0 ? slots[^1] = Momentum * slots[^1] + move : move);
    }
}
