namespace Ganglion.Nets;

/// <summary>
/// AdamW with positive-negative momentum (Xie et al. 2021, algorithm 2), and the parts that Ranger21 (Wright and Demeure 2021, algorithm 2) puts
/// in its core: m = β₁²mₜ₋₂ + (1-β₁²)g; p -= rate/c₁ · ((1+β₀)m - β₀mₜ₋₁)/√((1+β₀)²+β₀²) / (√(v̂/c₂) + ε), where v̂ is the largest v so far.
/// The noise of one memory is taken from the other's, so that more of it is left: flatter minima are found.
/// </summary>
public sealed record AdaPnm : LeafOptimizer
{
    /// <summary>With the papers' other constants.</summary>
    public AdaPnm(double learningRate = 1e-3) : base(learningRate) { }

    /// <summary>β₀, how much of the older memory is taken away; null for one memory and Adam's momentum.</summary>
    public double? Beta0 { get; init; } = 1;

    /// <summary>β₁, the memory of the mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the square.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether v is replaced by its largest value so far.</summary>
    public bool AmsGrad { get; init; } = true;

    /// <summary>Whether weight decay is divided by the root of the mean of v/c₂ over all weights (Xie et al. 2020, stable weight decay), so that
    /// it keeps its proportion to the steps. The divisor is a constant to derivatives through the step.</summary>
    public bool StableDecay { get; init; }

    /// <summary>The strength that draws the norm of each unit towards 1: p -= rate · 2 · strength · (1 - 1/‖p‖) · p; vectors are left.</summary>
    public double NormLossStrength { get; init; }

    /// <summary>The sharpness b of softplus in the denominator, log(1 + exp(b·x))/b, which lifts what is near zero; 0 for none (Tong et al.
    /// 2022).</summary>
    public double Softplus { get; init; }

    private protected override string[] Slots =>
        [.. Beta0 is null ? (string[])["m"] : ["m", "older"], .. (string[])["v"], .. AmsGrad ? (string[])["vmax"] : []];

    private int Square => Beta0 is null ? 1 : 2;

    private double Correction2(long count) => 1 - Math.Pow(Beta2, count);

    // Over all leaves, mean(v) = β₂·mean(v before) + (1-β₂)·mean(g²).
    private protected override double Survey(IReadOnlyList<(string Path, Tensor Tensor)> gradients, OptimizerState state)
    {
        if (!StableDecay) return 1;
        double sum = Memory.Block(() => gradients.Select((g, i) =>
            Beta2 * state.Slots[Square][i].Sum().Item() + (1 - Beta2) * g.Tensor.Detach().Square().Sum().Item()).Sum());
        return Math.Max(1e-12, Math.Sqrt(sum / Math.Max(1, gradients.Sum(g => (long)g.Tensor.Length)) / Correction2(state.Step + 1)));
    }

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        Tensor momentum;
        if (Beta0 is { } beta0)
        {
            var newest = Mix(Beta1 * Beta1, slots[1], g);
            momentum = ((1 + beta0) * newest - beta0 * slots[0]) / Math.Sqrt((1 + beta0) * (1 + beta0) + beta0 * beta0);
            (slots[0], slots[1]) = (newest, slots[0]);
        }
        else momentum = slots[0] = Mix(Beta1, slots[0], g);
        var v = slots[Square] = Mix(Beta2, slots[Square], g.Square());
        if (AmsGrad) v = slots[^1] = slots[^1].Maximum(v);
        var root = Root(v / Correction2(step.Count)) + Epsilon;
        if (Softplus > 0) root = (root * Softplus).Softplus() / Softplus;
        if (step.Decay != 0) p *= 1 - step.Rate * step.Decay / step.Survey;
        if (NormLossStrength > 0 && p.Rank > 1 && p.Length > 0) p *= 1 - UnitNormPull.Pull(p) * (2 * step.Rate * NormLossStrength);
        return p - step.Rate / (1 - Math.Pow(Beta1, step.Count)) * momentum / root;
    }
}
