namespace Ganglion.Nets;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011): s += g²; p -= rate / (1 + (t - 1)·decay) · g / (√s + ε), with PyTorch's constants. Rare
/// features keep a high rate. Weight decay is added to the gradient.</summary>
public sealed record Adagrad : LeafOptimizer
{
    /// <summary>With PyTorch's other constants.</summary>
    public Adagrad(double learningRate = 1e-2) : base(learningRate) { }

    /// <summary>How fast the rate falls beside the sum.</summary>
    public double RateDecay { get; init; }

    /// <summary>s before the first step.</summary>
    public double InitialSum { get; init; }

    /// <summary>ε, which keeps the quotient finite.</summary>
    public double Epsilon { get; init; } = 1e-10;

    private protected override string[] Slots => ["s"];

    private protected override Tensor Start(int slot, Tensor leaf) => Tensor.Full(leaf.Shape, InitialSum, leaf.DType);

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        if (step.Decay != 0) g += step.Decay * p;
        slots[0] += g.Square();
        return p - step.Rate / (1 + (step.Count - 1) * RateDecay) * g / (Root(slots[0]) + Epsilon);
    }
}
