namespace Ganglion.Nets;

/// <summary>
/// Sharpness-aware minimisation (Foret et al. 2021, algorithm 1): the gradient is taken where a step of length ρ uphill leads, so that minima
/// are found whose neighbourhood is low as well. Two gradients a step. Loss and auxiliaries are those of the model itself.
/// </summary>
/// <param name="Radius">ρ.</param>
/// <param name="Adaptive">Whether the length is measured relative to the weights (Kwon et al. 2021, ASAM, equation 8): ε = ρ·w²g / ‖wg‖.</param>
public sealed record Sam(double Radius = 0.05, bool Adaptive = false) : Learner
{
    /// <summary>What finds both gradients.</summary>
    public Learner Inner { get; init; } = new Backprop();

    /// <inheritdoc/>
    public override LearnerState Init(IModel model) => Inner.Init(model);

    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state)
    {
        var (loss, gradient, aux, next) = Inner.Learn(model, objective, state);
        var slope = Adaptive ? gradient.Zip(model, (g, w) => g * w.Abs()) : gradient;
        var squares = slope.Leaves().Select(l => l.Tensor.Square().Sum()).ToList();
        if (squares.Count == 0) return (loss, gradient, aux, next);
        var scale = (squares.Aggregate((a, b) => a + b).Sqrt() + 1e-12).Reciprocal() * Radius;
        var uphill = Adaptive ? slope.Zip(model, (s, w) => s * w.Abs()) : slope;
        (_, gradient, _, next) = Inner.Learn(model.Zip(uphill, (w, u) => w + u * scale), objective, next);
        return (loss, gradient, aux, next);
    }
}
