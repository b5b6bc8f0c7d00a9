namespace Ganglion.Nets;

/// <summary>
/// Improved variational online Newton (Shen et al. 2024, algorithm 1): the model is the mean of a normal distribution over weights of variance
/// 1/(λ(h + δ)). Gradients are taken at a draw from it, <see cref="Optimizer.GradientPoint"/>, and ĥ = g·(θ-m)/σ² tells the curvature:
/// h = β₂h + (1-β₂)ĥ + ½(1-β₂)²(h-ĥ)²/(h+δ); m -= rate · (ḡ + δm)/(h + δ). What it learns is a posterior: <see cref="Sample"/>.
/// </summary>
public sealed record Ivon : LeafOptimizer
{
    /// <summary>With the paper's other constants.</summary>
    /// <param name="learningRate">α; multiplied by h₀ + δ, so that the first steps are those of momentum at this rate.</param>
    /// <param name="samples">λ, the effective sample size: the number of training items.</param>
    /// <param name="rng">The key of the draws.</param>
    public Ivon(double learningRate, double samples, Rng rng) : base(learningRate) => (Samples, Rng, WeightDecay) = (samples, rng, 1e-4);

    /// <summary>λ.</summary>
    public double Samples { get; init; }

    /// <summary>The key of the draws: that of step t is <c>Rng.Split(t)</c>.</summary>
    public Rng Rng { get; init; }

    /// <summary>β₁, the memory of the gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂, the memory of the curvature; nearer to 1 the longer the training.</summary>
    public double Beta2 { get; init; } = 0.9995;

    /// <summary>h₀.</summary>
    public double InitialCurvature { get; init; } = 0.5;

    /// <summary>The largest step of an element before the rate, ξ; infinite for none.</summary>
    public double ClipRadius { get; init; } = double.PositiveInfinity;

    private protected override string[] Slots => ["g", "h"];

    private protected override Tensor Start(int slot, Tensor leaf) => Tensor.Full(leaf.Shape, slot == 0 ? 0 : InitialCurvature, leaf.DType);

    /// <summary>The draw at which the next step wants its gradient.</summary>
    /// <inheritdoc/>
    public override T GradientPoint<T>(T model, OptimizerState state) => Sample(model, state, Rng.Split(state.Step));

    /// <summary>A draw from the posterior, for predictions that are averaged over several.</summary>
    public T Sample<T>(T model, OptimizerState state, Rng rng) where T : IModel<T> =>
        Spread(model, state, (p, deviation, leaf) => p + deviation * Noise(rng, leaf, p));

    /// <summary>The variance of each weight under the posterior, 1/(λ(h + δ)).</summary>
    public T Variance<T>(T model, OptimizerState state) where T : IModel<T> => Spread(model, state, (_, deviation, _) => deviation.Square());

    private T Spread<T>(T model, OptimizerState state, Func<Tensor, Tensor, int, Tensor> make) where T : IModel<T> => Memory.Scope(() =>
    {
        int leaf = -1;
        return model.Map("", (path, p) => make(p, Deviation(state.Slots[1][++leaf], Decay(path)), leaf));
    });

    private double Decay(string path) => WeightDecayOf?.Invoke(path) ?? WeightDecay;

    private Tensor Deviation(Tensor h, double decay) => h.Affine(Samples, Samples * decay).Rsqrt();

    private static Tensor Noise(Rng rng, int leaf, Tensor like) => rng.Split(leaf).Normal(like.Shape, dtype: like.DType);

    private protected override Tensor Compose(Tensor p, Tensor g, Span<Tensor> slots, LeafStep step)
    {
        var (h, c) = (slots[1], slots[1] + step.Decay);
        // ĥ = g·(θ-m)/σ² with θ-m = σ·noise.
        var seen = g * Noise(Rng.Split(step.Count - 1), step.Leaf, p) * (c * Samples).Sqrt();
        slots[0] = Mix(Beta1, slots[0], g);
        slots[1] = Mix(Beta2, h, seen) + (h - seen).Square() / c * (0.5 * (1 - Beta2) * (1 - Beta2));
        var move = (slots[0] / (1 - Math.Pow(Beta1, step.Count)) + step.Decay * p) / (slots[1] + step.Decay);
        if (double.IsFinite(ClipRadius)) move = move.Clamp(-ClipRadius, ClipRadius);
        return p - step.Rate * (InitialCurvature + step.Decay) * move;
    }
}
