namespace Ganglion.Nets;

/// <summary>
/// Adadelta (Zeiler 2012, algorithm 1): v = ρv + (1-ρ)g²; Δ = √(d + ε) / √(v + ε) · g; d = ρd + (1-ρ)Δ²; p -= rate · Δ. Steps have the
/// parameters' unit, so that a rate of 1 will do. Weight decay is added to the gradient.
/// </summary>
public sealed record Adadelta : LeafOptimizer
{
    /// <summary>With PyTorch's other constants.</summary>
    public Adadelta(double learningRate = 1) : base(learningRate) { }

    /// <summary>ρ, the memory of both squares.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>ε, from which the first steps come.</summary>
    public double Epsilon { get; init; } = 1e-6;

    private protected override string[] Slots => ["v", "d"];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        slots[0] = Mix(Rho, slots[0], g.Square());
        var move = ((slots[1] + Epsilon) / (slots[0] + Epsilon)).Sqrt() * g;
        slots[1] = Mix(Rho, slots[1], move.Square());
        return p - step.Rate * move;
    }
}
