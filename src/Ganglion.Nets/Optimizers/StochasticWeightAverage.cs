namespace Ganglion.Nets;

/// <summary>
/// The mean of the models along a late part of training, a += (model - a) / (n + 1), which lies in a flatter valley than its last (Izmailov et
/// al. 2018, algorithm 1). Running statistics are not averaged: pass some data through the average to make them anew.
/// </summary>
/// <param name="Start">Steps before the first model that counts.</param>
/// <param name="Every">Steps from one model that counts to the next.</param>
public sealed record StochasticWeightAverage(long Start = 0, int Every = 1)
{
    /// <summary>The average after one more step.</summary>
    /// <param name="average">So far; any model before the first that counts.</param>
    /// <param name="model">Now.</param>
    /// <param name="step">The number of the step, from 0.</param>
    public T Update<T>(T average, T model, long step) where T : IModel<T>
    {
        if (step < Start) return average;
        var (seen, rest) = Math.DivRem(step - Start, Every);
        return rest != 0 ? average : seen == 0 ? model.Copy() : Memory.Scope(() => average.Zip(model, (a, m) => a + (m - a) * (1.0 / (seen + 1))));
    }
}
