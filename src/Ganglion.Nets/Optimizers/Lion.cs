namespace Ganglion.Nets;

/// <summary>
/// Lion (Chen et al. 2023, algorithm 2): p -= rate · (sign(β₁m + (1-β₁)g) + decay · p); m = β₂m + (1-β₂)g. Half of Adam's state; the rate
/// wants to be three to ten times lower than Adam's.
/// </summary>
public sealed record Lion : LeafOptimizer
{
    /// <summary>With the paper's other constants.</summary>
    public Lion(double learningRate = 1e-4) : base(learningRate) { }

    /// <summary>β₁, how much of the memory there is in a step.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory.</summary>
    public double Beta2 { get; init; } = 0.99;

    private protected override string[] Slots => ["m"];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        var direction = Mix(Beta1, slots[0], g).Sign();
        slots[0] = Mix(Beta2, slots[0], g);
        return (1 - step.Rate * step.Decay) * p - step.Rate * direction;
    }
}
