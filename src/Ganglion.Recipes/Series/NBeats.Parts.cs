using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class NBeats
{
    /// <summary>What a block's outputs are combinations of.</summary>
    public enum Basis
    {
        /// <summary>Anything, learned.</summary>
        Learned,

        /// <summary>Powers of time (equation 2).</summary>
        Trend,

        /// <summary>Sines and cosines of one longest period and its parts (equation 3).</summary>
        Season,
    }

    /// <summary>Hidden layers, then coefficients of what the window shows and of what follows from it.</summary>
    [Model]
    public sealed partial record Block(Mlp Body, Linear Back, Linear Ahead)
    {
        /// <summary>What the coefficients stand for.</summary>
        public Basis Basis { get; init; }

        /// <summary>Steps in the longest period of a season.</summary>
        public int Period { get; init; }

        /// <summary>How often the block is applied, each time to what it left.</summary>
        public int Repeats { get; init; } = 1;

        public static Block Create(Basis basis, int lookback, int horizon, int repeats, Options o, Rng rng)
        {
            int period = o.Period > 0 ? o.Period : horizon, terms = basis switch { Basis.Trend => o.Degree + 1, Basis.Season => period / 2 * 2 + 1, _ => 0 };
            var body = Mlp.Create([lookback, .. Enumerable.Repeat(o.Width, o.Layers)], rng.Split("body"));
            return new(body, Linear.Create(o.Width, terms > 0 ? terms : lookback, rng.Split("back"), bias: terms == 0),
                Linear.Create(o.Width, terms > 0 ? terms : horizon, rng.Split("ahead"), bias: terms == 0))
            { Basis = basis, Period = period, Repeats = repeats };
        }

        /// <param name="x"><c>[windows, lookback]</c>.</param>
        /// <param name="horizon">Steps to forecast.</param>
        public (Tensor Back, Tensor Ahead) Forward(Tensor x, int horizon)
        {
            var hidden = Body.Forward(x).Relu();
            Tensor back = Back.Forward(hidden), ahead = Ahead.Forward(hidden);
            if (Basis == Basis.Learned) return (back, ahead);
            int lookback = x.Size(1), terms = Ahead.Outputs;
            Tensor past = Vectors(terms, -lookback, lookback).To(x.DType), next = Vectors(terms, 0, horizon).To(x.DType);
            return (back.MatMul(past), ahead.MatMul(next));
        }

        // [terms, steps] from a first step on. A season's time is counted in periods, a trend's in lengths of its own, so that powers stay small.
        private Tensor Vectors(int terms, int first, int steps)
        {
            var values = new double[terms * steps];
            for (int t = 0; t < steps; t++)
            {
                double time = (first + t) / (double)(Basis == Basis.Trend ? steps : Period);
                for (int k = 0; k < terms; k++)
                {
                    double angle = 2 * Math.PI * ((k + 1) / 2) * time;
                    values[k * steps + t] = Basis == Basis.Trend ? Math.Pow(time, k) : k % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle);
                }
            }
            return Tensor.From(values, terms, steps);
        }
    }

    // Series of a known rise and a known season: the same seed without noise and rise is the season alone.
    private void PlantedParts(Experiment e)
    {
        const int season = 12, horizon = 24;
        int count = e.By(4, 40, 200), length = e.By(120, 240, 240);
        Series One(int s, double noise, bool trend) =>
            SyntheticSeries.TrendAndSeason(length, season, trend ? Rise(s) : 0, noise: noise, horizon: horizon, seed: (ulong)(e.Seed + s + 1)).Items[0];
        double Rise(int s) => 0.2 * (s + 0.5) / count - 0.1;
        Series[] series = [.. Enumerable.Range(0, count).Select(s => One(s, 0.3, true))];
        var task = Forecasting.From(new SeriesSet(series, season, horizon), "rises and seasons", new());
        var o = e.By(Smoke, new() { Width = 64, Steps = 1_000, BatchSize = 128, Lookbacks = [3] }, new()) with { Form = FormKind.Interpretable, Period = season };
        var net = Fit(task, o, new Run(e.Seed, e.Budget, e.Cancel));

        var input = task.ValidationInput;
        var windows = Windows.Of(input, o.Lookbacks[0] * horizon, DType.F32);
        var parts = net.Members[0].Forward(windows.Past, horizon);
        float[] trends = (parts[0] * windows.Scale).ToArray(), seasons = (parts[1] * windows.Scale).ToArray();
        float[] rises = new float[count], planted = new float[count];
        var agreement = new double[count];
        for (int s = 0; s < count; s++)
        {
            (rises[s], planted[s]) = ((trends[(s + 1) * horizon - 1] - trends[s * horizon]) / (horizon - 1), (float)Rise(s));
            var pure = One(s, 0, false);
            float[] truth = [.. pure.Values.Concat(pure.Test!).Skip(task.TrainEnd[s]).Take(horizon).Select(v => (float)v)];
            agreement[s] = Metrics.Pearson(seasons.AsSpan(s * horizon, horizon), truth);
        }
        e.AtLeast("correlation of planted and found rise", Metrics.Pearson(rises, planted), 0.95);
        e.AtLeast("correlation of planted and found season, mean over series", agreement.Average(), 0.95);
        var fitted = e.Fit(Id, task, 1, "form=interpretable period=12 width=64 steps=1000 batch-size=128 lookbacks=3");
        e.Better("above seasonal naive", fitted, e.Fit("seasonal-naive", task, 1));
    }
}
