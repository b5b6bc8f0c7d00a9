namespace Ganglion.Lab;

/// <summary>
/// A support vector machine for two classes on a kernel that was computed beforehand (Cortes and Vapnik 1995): sign(Σ cᵢ K(xᵢ, x) + b). The dual,
/// min ½ αᵀQα - Σα over 0 ≤ α ≤ C and yᵀα = 0, is solved two coordinates at a time, chosen by second-order information (Fan, Chen, Lin 2005,
/// "Working set selection using second order information", WSS 2), as LIBSVM does.
/// </summary>
/// <param name="Coefficients">cᵢ = αᵢ yᵢ, one a training item; zero for all but the support vectors.</param>
/// <param name="Intercept">b.</param>
/// <param name="Steps">How many pairs were optimised.</param>
public sealed record KernelSvm(IReadOnlyList<double> Coefficients, double Intercept, int Steps)
{
    /// <summary>Learns from a kernel matrix.</summary>
    /// <param name="kernel"><c>[n, n]</c>, row by row; symmetric and positive semi-definite.</param>
    /// <param name="positive">The class of each of the n items.</param>
    /// <param name="penalty">C, the price of an error; above zero.</param>
    /// <param name="tolerance">The violation of the optimality conditions at which to stop; LIBSVM's default.</param>
    /// <param name="maxSteps">Where to stop in any case.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, there is only one class, or the penalty is not above zero.</exception>
    public static KernelSvm Fit(ReadOnlySpan<double> kernel, ReadOnlySpan<bool> positive, double penalty = 1, double tolerance = 1e-3, int maxSteps = 1_000_000)
    {
        int n = positive.Length;
        if (kernel.Length != (long)n * n) throw new ArgumentException($"A kernel of {kernel.Length} values does not fit {n} items; give {n} × {n}.", nameof(kernel));
        if (!positive.Contains(true) || !positive.Contains(false)) throw new ArgumentException("All items are of one class; a machine needs two.", nameof(positive));
        if (!(penalty > 0)) throw new ArgumentException($"The penalty {penalty} is not above zero.", nameof(penalty));
        var (alpha, gradient, y) = (new double[n], new double[n], new double[n]);
        Array.Fill(gradient, -1);
        for (int i = 0; i < n; i++) y[i] = positive[i] ? 1 : -1;

        int steps = 0;
        for (; steps < maxSteps; steps++)
        {
            var (i, j) = Pair(kernel, y, alpha, gradient, penalty, tolerance);
            if (j < 0) break;
            ReadOnlySpan<double> rowI = kernel.Slice(i * n, n), rowJ = kernel.Slice(j * n, n);
            double curve = Math.Max(rowI[i] + rowJ[j] - 2 * rowI[j], 1e-12), wasI = alpha[i], wasJ = alpha[j];
            // Along the line on which yᵀα stays, to the minimum or to the side of the box.
            double step = (-y[i] * gradient[i] + y[j] * gradient[j]) / curve;
            step = Math.Min(step, y[i] > 0 ? penalty - wasI : wasI);
            step = Math.Min(step, y[j] > 0 ? wasJ : penalty - wasJ);
            alpha[i] = Math.Clamp(wasI + y[i] * step, 0, penalty);
            alpha[j] = Math.Clamp(wasJ - y[j] * step, 0, penalty);
            double di = (alpha[i] - wasI) * y[i], dj = (alpha[j] - wasJ) * y[j];
            for (int t = 0; t < n; t++) gradient[t] += y[t] * (rowI[t] * di + rowJ[t] * dj);
        }
        return new([.. alpha.Zip(y, (a, s) => a * s)], Threshold(y, alpha, gradient, penalty), steps);
    }

    /// <summary>The decision about an item: above zero for the positive class.</summary>
    /// <param name="kernel">Its kernel with each training item.</param>
    public double Decide(ReadOnlySpan<double> kernel)
    {
        double sum = Intercept;
        for (int i = 0; i < Coefficients.Count; i++) sum += Coefficients[i] * kernel[i];
        return sum;
    }

    // The worst violator, and beside it the one with which the objective falls most; -1 where no pair violates by more than the tolerance.
    private static (int I, int J) Pair(ReadOnlySpan<double> kernel, double[] y, double[] alpha, double[] gradient, double penalty, double tolerance)
    {
        int n = y.Length, first = -1, second = -1;
        double highest = double.NegativeInfinity, lowest = double.PositiveInfinity, best = double.PositiveInfinity;
        for (int t = 0; t < n; t++)
            if ((y[t] > 0 ? alpha[t] < penalty : alpha[t] > 0) && -y[t] * gradient[t] > highest) (highest, first) = (-y[t] * gradient[t], t);
        if (first < 0) return (-1, -1);
        var row = kernel.Slice(first * n, n);
        for (int t = 0; t < n; t++)
        {
            if (!(y[t] > 0 ? alpha[t] > 0 : alpha[t] < penalty)) continue;
            double value = -y[t] * gradient[t], gap = highest - value;
            lowest = Math.Min(lowest, value);
            if (gap <= 0) continue;
            double gain = -gap * gap / Math.Max(row[first] + kernel[t * n + t] - 2 * row[t], 1e-12);
            if (gain < best) (best, second) = (gain, t);
        }
        return highest - lowest < tolerance ? (-1, -1) : (first, second);
    }

    // The mean over the support vectors between the sides of the box; the middle of what is allowed where there is none.
    private static double Threshold(double[] y, double[] alpha, double[] gradient, double penalty)
    {
        double sum = 0, low = double.NegativeInfinity, high = double.PositiveInfinity;
        int free = 0;
        for (int t = 0; t < y.Length; t++)
        {
            double value = -y[t] * gradient[t];
            if (alpha[t] > 0 && alpha[t] < penalty) (sum, free) = (sum + value, free + 1);
            else if (y[t] > 0 == alpha[t] < penalty) low = Math.Max(low, value);
            else high = Math.Min(high, value);
        }
        return free > 0 ? sum / free : (low + high) / 2;
    }
}
