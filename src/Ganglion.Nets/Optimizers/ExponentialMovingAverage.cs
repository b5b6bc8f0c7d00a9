namespace Ganglion.Nets;

/// <summary>
/// An average of a model over its training, a += (1 - decay)·(model - a), which often generalises better than the model (Polyak and
/// Juditsky 1992). With warm-up, the decay at step t is at most (1 + t) / (10 + t), so that the first weights are soon forgotten.
/// </summary>
/// <param name="Decay">How much of the average is kept at each step, 0 to 1.</param>
/// <param name="Warmup">Whether the decay starts low.</param>
public sealed record ExponentialMovingAverage(double Decay = 0.999, bool Warmup = false)
{
    /// <summary>The average after one more step.</summary>
    /// <param name="average">So far; the model itself before the first step.</param>
    /// <param name="model">Now.</param>
    /// <param name="step">The number of steps the average has seen; only the warm-up reads it.</param>
    public T Update<T>(T average, T model, long step = 0) where T : IModel<T> =>
        Memory.Scope(() => average.Zip(model, (a, m) => a + (m - a) * Weight(step)));

    /// <summary>The same, with the same bits, in the memory of <paramref name="average"/>,
    /// which must be a <see cref="ModelCopying.Copy"/> of its own.</summary>
    /// <inheritdoc cref="Update" path="/param"/>
    public T UpdateInPlace<T>(T average, T model, long step = 0) where T : IModel<T>
    {
        Memory.Scope(() => average.Zip(model, (a, m) =>
        {
            Kernels.Current.Copy(a + (m - a) * Weight(step), a);
            return a;
        }));
        return average;
    }

    private double Weight(long step) => 1 - (Warmup ? Math.Min(Decay, (1.0 + step) / (10 + step)) : Decay);
}
