namespace Ganglion;

/// <summary>Draws of ids and counts; nothing here is differentiated. For relaxations see <see cref="GumbelSoftmaxOp"/> and
/// <see cref="RelaxedBernoulliOp"/>.</summary>
public static class DiscreteDraws
{
    /// <summary>1 with the given probability, else 0, for each element.</summary>
    public static Tensor Bernoulli(this Rng rng, Tensor probability) =>
        probability.Detach().Greater(rng.Uniform(probability.Shape, dtype: probability.DType));

    /// <summary>Ids with the probabilities softmax(logits), by the inverse of their running sum.</summary>
    /// <param name="rng">The key.</param>
    /// <param name="logits"><c>[…, classes]</c>; -∞ for what must not be drawn.</param>
    /// <returns><c>[…]</c>.</returns>
    /// <exception cref="ArgumentException">There are no classes, or a row holds NaN, +∞ or nothing but -∞.</exception>
    public static IntTensor Categorical(this Rng rng, Tensor logits)
    {
        if (logits.Rank == 0 || logits.Shape[^1] == 0)
            throw new ArgumentException($"Categorical: logits [..., classes] are needed; got shape {Shapes.Text(logits.Shape)}.", nameof(logits));
        int n = logits.Shape[^1];
        double[] x = logits.Detach().ToDoubles(), sums = new double[n];
        var ids = new int[x.Length / n];
        for (int r = 0; r < ids.Length; r++)
        {
            var row = x.AsSpan(r * n, n);
            double top = double.NegativeInfinity, sum = 0;
            foreach (double v in row) top = v > top || double.IsNaN(v) ? v : top;
            if (!double.IsFinite(top)) throw new ArgumentException($"Categorical: row {r} of the logits has the largest element {top}.",
                nameof(logits));
            for (int i = 0; i < n; i++) sums[i] = sum += Math.Exp(row[i] - top);
            double u = rng.Open(r) * sum;
            int low = 0, high = n - 1;                          // the first running sum above u
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (sums[middle] > u) high = middle; else low = middle + 1;
            }
            ids[r] = low;
        }
        return IntTensor.Wrap(ids, [.. logits.Shape[..^1]]);
    }

    /// <summary>Counts of rare events with the given mean, for each element: by inversion below a mean of 30, above it by Hörmann's transformed
    /// rejection
    /// (PTRS, 1993).</summary>
    /// <exception cref="ArgumentException">A mean is negative or not finite.</exception>
    public static Tensor Poisson(this Rng rng, Tensor mean)
    {
        double[] x = mean.Detach().ToDoubles();
        for (int i = 0; i < x.Length; i++)
        {
            if (!(x[i] >= 0 && x[i] <= 1e15)) throw new ArgumentException($"Poisson: mean {i} is {x[i]}; it must be 0 or more, and finite.",
                nameof(mean));
            x[i] = x[i] < 30 ? Inverted(x[i], rng.Open(i)) : Transformed(x[i], rng.Split(i));
        }
        return Tensor.Wrap(x, [.. mean.Shape]).To(mean.DType);
    }

    private static double Inverted(double mean, double u)
    {
        double p = Math.Exp(-mean);
        int k = 0;
        for (; u > p && k < 1000; p *= mean / ++k) u -= p;
        return k;
    }

    private static double Transformed(double mean, Rng rng)
    {
        double b = 0.931 + 2.53 * Math.Sqrt(mean), a = -0.059 + 0.02483 * b, turn = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2);
        for (long trial = 0; ; trial++)
        {
            double u = rng.Open(2 * trial) - 0.5, v = rng.Open(2 * trial + 1), us = 0.5 - Math.Abs(u), k = Math.Floor((2 * a / us + b) * u + mean
                + 0.43);
            if (us >= 0.07 && v <= squeeze) return k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            if (Math.Log(v * turn / (a / (us * us) + b)) <= k * Math.Log(mean) - mean - SpecialFunctions.LogGamma(k + 1)) return k;
        }
    }
}
