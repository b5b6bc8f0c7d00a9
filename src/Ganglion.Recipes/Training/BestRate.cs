namespace Ganglion.Recipes;

/// <summary>Optimisers compared each at its best learning rate.</summary>
internal static class BestRate
{
    /// <summary>Fits with every rate and seed, and gives the runs of the rate whose mean measure is lowest.</summary>
    public static (double Rate, TRun[] Runs) Of<TRun>(double[] rates, int seeds, Func<double, int, TRun> fit, Func<TRun, double> measure) =>
        rates.Select(rate => (rate, runs: Enumerable.Range(0, seeds).Select(seed => fit(rate, seed)).ToArray()))
            .MinBy(r => r.runs.Average(measure));
}
