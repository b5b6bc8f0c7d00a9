namespace Ganglion.Nets;

/// <summary>
/// Adam with Nesterov's momentum (Dozat 2016): μₜ = β₁(1 - ½ · 0.96^(tψ)); p -= rate · ((1-μₜ)/(1-Πμ) · g + μₜ₊₁/(1-Πμ·μₜ₊₁) · m) / (√(v/c₂) + ε),
/// as PyTorch's. Weight decay is added to the gradient.
/// </summary>
public sealed record NAdam : LeafOptimizer
{
    /// <summary>With PyTorch's other constants.</summary>
    public NAdam(double learningRate = 2e-3) : base(learningRate) { }

    /// <summary>β₁, the memory of the mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the square.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>ψ: how fast the momentum rises to β₁.</summary>
    public double MomentumDecay { get; init; } = 4e-3;

    private protected override string[] Slots => ["m", "v"];

    private double Momentum(long t) => Beta1 * (1 - 0.5 * Math.Pow(0.96, t * MomentumDecay));

    // Πμ up to t; where it is below the precision of 1 - Πμ, no more factors are needed.
    private protected override double Survey(IReadOnlyList<(string Path, Tensor Tensor)> gradients, OptimizerState state)
    {
        double product = 1;
        for (long t = 1; t <= state.Step + 1 && product > 1e-18; t++) product *= Momentum(t);
        return product;
    }

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        slots[0] = Mix(Beta1, slots[0], g);
        slots[1] = Mix(Beta2, slots[1], g.Square());
        double now = Momentum(step.Count), next = Momentum(step.Count + 1);
        var move = g * ((1 - now) / (1 - step.Survey)) + slots[0] * (next / (1 - step.Survey * next));
        return p - step.Rate * move / (Root(slots[1] / (1 - Math.Pow(Beta2, step.Count))) + Epsilon);
    }
}
