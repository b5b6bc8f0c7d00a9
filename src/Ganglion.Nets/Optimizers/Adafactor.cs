namespace Ganglion.Nets;

/// <summary>
/// Adafactor (Shazeer and Stern 2018, algorithms 4 and 5): of a matrix's squared gradients only the means of rows and columns are remembered,
/// V = R·C / mean(R), n + m numbers in place of n·m; there is no momentum, updates are clipped at a root mean square of d, the memory
/// grows as 1 - t^(-0.8), and steps are scaled by the parameter's own root mean square. Each part can be turned off.
/// </summary>
public sealed record Adafactor : LeafOptimizer
{
    /// <summary>With the paper's constants.</summary>
    /// <param name="learningRate">ρ, the relative step: at most this, and 1/√t later.</param>
    public Adafactor(double learningRate = 1e-2) : base(learningRate) { }

    /// <summary>Whether leaves of two or more axes are factored, as <c>[first axis, all others]</c>.</summary>
    public bool Factored { get; init; } = true;

    /// <summary>d, the largest root mean square of an update; infinite for none.</summary>
    public double ClipThreshold { get; init; } = 1;

    /// <summary>A constant memory of the square, corrected for its start as β₂(1-β₂ᵗ⁻¹)/(1-β₂ᵗ) (section 7.1); null for
    /// 1 - t^(-<see cref="DecayPower"/>).</summary>
    public double? Beta2 { get; init; }

    /// <summary>How fast the memory grows.</summary>
    public double DecayPower { get; init; } = 0.8;

    /// <summary>Whether the rate falls as 1/√t once that is below <see cref="LeafOptimizer.LearningRate"/>.</summary>
    public bool RelativeStep { get; init; } = true;

    /// <summary>Whether steps are multiplied by max(ε₂, RMS(p)).</summary>
    public bool ScaleByParameter { get; init; } = true;

    /// <summary>β₁, the memory of the update; 0 keeps none and needs no storage.</summary>
    public double Beta1 { get; init; }

    /// <summary>ε₁, added to the squared gradient.</summary>
    public double Epsilon1 { get; init; } = 1e-30;

    /// <summary>ε₂, the least scale of a parameter.</summary>
    public double Epsilon2 { get; init; } = 1e-3;

    // A vector's squares are kept whole in "row"; its "column" is empty.
    private protected override string[] Slots => [.. Factored ? (string[])["row", "column"] : ["v"], .. Beta1 > 0 ? (string[])["m"] : []];

    private bool Splits(Tensor leaf) => Factored && leaf.Rank >= 2 && leaf.Length > 0;

    private protected override Tensor Start(int slot, Tensor leaf) => Tensor.Zeros((Factored, slot) switch
    {
        (true, 0) when Splits(leaf) => [leaf.Size(0)],
        (true, 1) => [Splits(leaf) ? leaf.Length / leaf.Size(0) : 0],
        _ => leaf.Shape,
    }, leaf.DType);

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        double beta2 = Beta2 is { } b ? b * (1 - Math.Pow(b, step.Count - 1)) / (1 - Math.Pow(b, step.Count)) : 1 - Math.Pow(step.Count, -DecayPower);
        var square = g.Square() + Epsilon1;
        Tensor update;
        if (Splits(p))
        {
            square = square.Reshape(p.Size(0), p.Length / p.Size(0));
            slots[0] = Mix(beta2, slots[0], square.Mean(1));
            slots[1] = Mix(beta2, slots[1], square.Mean(0));
            // 1/√V as a product of two roots: the matrix V is never made.
            var (row, column) = ((slots[0] / slots[0].Mean()).Rsqrt().Unsqueeze(1), slots[1].Rsqrt());
            update = (g.Reshape(square.Shape) * row * column).Reshape(g.Shape);
        }
        else update = g * (slots[0] = Mix(beta2, slots[0], square)).Rsqrt();
        if (double.IsFinite(ClipThreshold)) update /= (Rms(update) / ClipThreshold).Maximum(Tensor.Scalar(1, p.DType));
        if (Beta1 > 0) update = slots[^1] = Mix(Beta1, slots[^1], update);
        double rate = RelativeStep ? step.Rate * Math.Min(1, 1 / (LearningRate * Math.Sqrt(step.Count))) : step.Rate;
        update *= rate;
        if (ScaleByParameter) update *= Rms(p).Maximum(Tensor.Scalar(Epsilon2, p.DType));
        return (1 - rate * step.Decay) * p - update;
    }
}
