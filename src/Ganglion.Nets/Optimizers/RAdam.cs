namespace Ganglion.Nets;

/// <summary>
/// Rectified Adam (Liu et al. 2020, algorithm 2): while the variance of the adaptive rate has no bound the step is plain momentum, then it
/// is scaled by r = √((ρₜ-4)(ρₜ-2)ρ / ((ρ-4)(ρ-2)ρₜ)), which stands in for a warm-up. Weight decay is added to the gradient.
/// </summary>
public sealed record RAdam : LeafOptimizer
{
    /// <summary>With PyTorch's other constants.</summary>
    public RAdam(double learningRate = 1e-3) : base(learningRate) { }

    /// <summary>β₁, the memory of the mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the square.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    private protected override string[] Slots => ["m", "v"];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        slots[0] = Mix(Beta1, slots[0], g);
        slots[1] = Mix(Beta2, slots[1], g.Square());
        double power = Math.Pow(Beta2, step.Count), end = 2 / (1 - Beta2) - 1, length = end - 2 * step.Count * power / (1 - power);
        double rate = step.Rate / (1 - Math.Pow(Beta1, step.Count));
        if (length <= 5) return p - rate * slots[0];
        double rectifier = Math.Sqrt((length - 4) * (length - 2) * end / ((end - 4) * (end - 2) * length));
        return p - rate * rectifier * Math.Sqrt(1 - power) * slots[0] / (Root(slots[1]) + Epsilon);
    }
}
