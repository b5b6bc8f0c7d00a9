namespace Ganglion.Nets;

/// <summary>
/// Fisher Adam (Hwang 2024, algorithm 1): f, the memory of g², is the diagonal of the empirical Fisher information; the natural gradient g/(fᵖ + ε)
/// is clipped at a root mean square of c before it enters the momentum, and weight decay is natural as well: w/(fᵖ + ε), clipped
/// likewise. ε is at most <see cref="Epsilon2"/> of the gradient's root mean square. It wants a loss that is a log-probability.
/// </summary>
public sealed record FAdam : LeafOptimizer
{
    /// <summary>With the paper's other constants.</summary>
    public FAdam(double learningRate = 1e-3, double weightDecay = 1e-3) : base(learningRate) => WeightDecay = weightDecay;

    /// <summary>β₁, the memory of the natural gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the Fisher information; corrected to β₂(1-β₂ᵗ⁻¹)/(1-β₂ᵗ), so that it needs no start (equation 26).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>p, the power of the information: ½ for Adam's root.</summary>
    public double Power { get; init; } = 0.5;

    /// <summary>c, the largest root mean square of the natural gradient.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>ε, the largest.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>ε₂: ε as a share of the gradient's root mean square.</summary>
    public double Epsilon2 { get; init; } = 1e-2;

    private protected override string[] Slots => ["m", "f"];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        double beta2 = Beta2 * (1 - Math.Pow(Beta2, step.Count - 1)) / (1 - Math.Pow(Beta2, step.Count));
        slots[1] = Mix(beta2, slots[1], g.Square());
        var epsilon = (Rms(g) * Epsilon2).Minimum(Tensor.Scalar(Epsilon, p.DType));
        var root = (Power == 0.5 ? Root(slots[1]) : (slots[1] + 1e-30).Pow(Power)) + epsilon;
        slots[0] = Mix(Beta1, slots[0], Clipped(g / root));
        var move = step.Decay == 0 ? slots[0] : slots[0] + step.Decay * Clipped(p / root);
        return p - step.Rate * move;
    }

    private Tensor Clipped(Tensor x) => x / (Rms(x) / Clip).Maximum(Tensor.Scalar(1, x.DType));
}
