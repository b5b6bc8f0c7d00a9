namespace Ganglion.Nets;

/// <summary>
/// Momentum for gradients that come late (Kosson et al. 2021, "Pipelined backpropagation at scale", section 3.2): what a gradient would have moved
/// during its delay D is made up for at once. g += decay·p; v = μv + g; p -= rate·(a·v + b·g) with a = μᴰ and b = (1 - μᴰ)/(1 - μ). Without delay
/// it is <see cref="Sgd"/>.
/// </summary>
public sealed record SpikeCompensatedSgd : LeafOptimizer
{
    /// <summary>With the delay of each leaf in updates, by path.</summary>
    public SpikeCompensatedSgd(double learningRate, double momentum, Func<string, int> delay) : base(learningRate) =>
        (Momentum, Delay) = (momentum, delay);

    /// <summary>μ, below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>D: how many updates a leaf's gradient comes late, by path.</summary>
    public Func<string, int> Delay { get; init; }

    private protected override string[] Slots => ["v"];

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        double a = Math.Pow(Momentum, Delay(step.Path));
        var v = slots[0] = Momentum * slots[0] + g;
        return a == 1 ? p - step.Rate * v : p - (step.Rate * a * v + step.Rate * (1 - a) / (1 - Momentum) * g);
    }
}
