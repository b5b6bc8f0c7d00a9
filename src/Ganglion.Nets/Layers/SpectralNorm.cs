namespace Ganglion.Nets;

/// <summary>What the power iterations of spectral normalisation have found so far: the singular vectors of the largest value. Not trained.</summary>
/// <param name="Left"><c>[outputs]</c>.</param>
/// <param name="Right"><c>[inputs]</c>: the number of elements of an output's weight.</param>
[Model]
public sealed partial record SpectralNormState(Tensor Left, Tensor Right);

/// <summary>
/// A weight divided by its largest singular value, which power iterations follow while it changes (Miyato et al. 2018, algorithm 1):
/// <c>var (w, next) = norm.Weight(state, train: true)</c>.
/// </summary>
/// <param name="Raw"><c>[outputs, …]</c>.</param>
[Model]
public sealed partial record SpectralNorm(Tensor Raw)
{
    private const double Epsilon = 1e-12;

    /// <summary>Power iterations a step.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>Random directions, brought near the largest by a few iterations.</summary>
    public SpectralNormState InitialState(Rng rng)
    {
        var rows = Raw.Detach().Flatten(1);
        Tensor Direction(string name, int axis) => Unit(rng.Split(name).Normal([rows.Shape[axis]], dtype: rows.DType));
        return Iterated(rows, new(Direction("left", 0), Direction("right", 1)), 15);
    }

    /// <summary>The weight, and what the next step should know.</summary>
    /// <param name="state">From <see cref="InitialState"/> or from the step before.</param>
    /// <param name="train">Whether the iterations go on.</param>
    /// <returns>Raw's shape, and the next state: the same one if not training.</returns>
    public (Tensor Weight, SpectralNormState Next) Weight(SpectralNormState state, bool train)
    {
        var rows = Raw.Flatten(1);
        if (train) state = Iterated(rows.Detach(), state, Iterations);
        var largest = (state.Left.Detach() * rows.MatMul(state.Right.Detach().Unsqueeze(1)).Squeeze(1)).Sum();
        return (Raw / largest, state);
    }

    private static SpectralNormState Iterated(Tensor rows, SpectralNormState state, int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            var right = Unit(state.Left.Unsqueeze(0).MatMul(rows).Squeeze(0));
            state = new(Unit(rows.MatMul(right.Unsqueeze(1)).Squeeze(1)), right);
        }
        return state;
    }

    private static Tensor Unit(Tensor v) => v / v.Norm().Clamp(low: Epsilon);
}
