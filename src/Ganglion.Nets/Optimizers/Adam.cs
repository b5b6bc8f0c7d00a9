namespace Ganglion.Nets;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1): m = β₁m + (1-β₁)g; v = β₂v + (1-β₂)g²; p -= rate · (m/c₁) / (√(v/c₂) + ε) with
/// cᵢ = 1 - βᵢᵗ. Weight decay is added to the gradient; <see cref="AdamW"/> applies it to the weights.
/// </summary>
public record Adam : LeafOptimizer
{
    /// <summary>With the paper's other constants.</summary>
    public Adam(double learningRate = 1e-3) : base(learningRate) { }

    /// <summary>β₁, the memory of the mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the square.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether v is replaced by its largest value so far, which repairs the proof of convergence (Reddi et al. 2018, algorithm 2).</summary>
    public bool AmsGrad { get; init; }

    private protected virtual bool Decoupled => false;

    private protected sealed override string[] Slots => AmsGrad ? ["m", "v", "vmax"] : ["m", "v"];

    private protected sealed override void Apply(Tensor p, Tensor g, ReadOnlySpan<Tensor> slots, LeafStep step) =>
        Kernels.Current.AdamStep(p, g, slots[0], slots[1], AmsGrad ? slots[2] : null, step.Rate, Beta1, Beta2, Epsilon,
            Decoupled ? 0 : step.Decay, Decoupled ? step.Decay : 0, 1 - Math.Pow(Beta1, step.Count), 1 - Math.Pow(Beta2, step.Count));

    private protected sealed override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0 && !Decoupled) g += step.Decay * p;
        slots[0] = Beta1 * slots[0] + (1 - Beta1) * g;
        slots[1] = Beta2 * slots[1] + (1 - Beta2) * g.Square();
        if (AmsGrad) slots[2] = slots[2].Maximum(slots[1]);
        // The square root of 0 has no finite derivative; 1e-30 under it is far below ε².
        var root = (slots[^1] / (1 - Math.Pow(Beta2, step.Count)) + 1e-30).Sqrt();
        if (Decoupled) p *= 1 - step.Rate * step.Decay;
        return p - step.Rate / (1 - Math.Pow(Beta1, step.Count)) * slots[0] / (root + Epsilon);
    }
}

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): p = (1 - rate·decay)·p before the step.</summary>
public sealed record AdamW : Adam
{
    /// <summary>With PyTorch's weight decay of 0.01.</summary>
    public AdamW(double learningRate = 1e-3, double weightDecay = 0.01) : base(learningRate) => WeightDecay = weightDecay;

    private protected override bool Decoupled => true;
}
