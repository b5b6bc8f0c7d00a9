namespace Ganglion.Nets;

/// <summary>
/// A step function in place of an activation's derivative: the forward pass stays exact, and for the backward pass the number of the step in
/// which each input lies is kept, 1 to 4 bits, not the input. Steps are optimal for the distribution of inputs (Novikov et al. 2023, "Few-Bit
/// Backward", section 3) or those of a sum of three ReLUs (Yang et al. 2024, "Approximate and Memory-Sharing Backpropagation", section 4).
/// <code>
/// var gelu = Activation.Gelu with { Derivative = StepDerivative.Fit(Activation.Gelu, bits: 3) };
/// </code>
/// </summary>
public sealed record StepDerivative
{
    private const double Reach = 10;                            // activations are straight lines beyond
    private const int Cells = 2000;
    private readonly float[] _edges, _table;

    private StepDerivative(double[] boundaries, double[] values)
    {
        (Boundaries, Values, _edges) = (boundaries, values, Array.ConvertAll(boundaries, b => (float)b));
        Bits = 1 + System.Numerics.BitOperations.Log2((uint)boundaries.Length);
        _table = [.. Enumerable.Range(0, 1 << Bits).Select(i => (float)values[Math.Min(i, values.Length - 1)])];
    }

    /// <summary>Where one step ends and the next begins, increasing.</summary>
    public IReadOnlyList<double> Boundaries { get; }

    /// <summary>The derivative on each step: one more than boundaries.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The bits kept for each input.</summary>
    public int Bits { get; }

    /// <summary>Whether the input's memory goes back at once. Only where nothing else reads it, as between two linear maps: a later use is an
    /// error.</summary>
    public bool Consume { get; init; }

    /// <summary>Steps with the least weighted square error, by dynamic programming over 2,000 cells of [-10, 10].</summary>
    /// <param name="activation">Whose derivative.</param>
    /// <param name="bits">1 to 4, for 2 to 16 steps.</param>
    /// <param name="density">How inputs are distributed, up to a factor; N(0, 1) if none is given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bits is not 1 to 4.</exception>
    public static StepDerivative Fit(Activation activation, int bits, Func<double, double>? density = null)
    {
        if (bits is < 1 or > 4) throw new ArgumentOutOfRangeException(nameof(bits), bits, "StepDerivative: a step has 1 to 4 bits.");
        var sums = Sums.Of(activation, density);
        int steps = 1 << bits, cells = Cells;
        double[] best = [.. Enumerable.Range(0, cells + 1).Select(j => sums.Error(0, j))];      // of the first j cells, with the steps so far
        var from = new int[steps][];
        for (int s = 1; s < steps; s++)
        {
            var (next, at) = (new double[cells + 1], from[s] = new int[cells + 1]);
            for (int j = 0; j <= cells; j++)
            {
                next[j] = double.PositiveInfinity;
                for (int i = 0; i <= j; i++)
                    if (best[i] + sums.Error(i, j) is var error && error < next[j]) (next[j], at[j]) = (error, i);
            }
            best = next;
        }
        var cuts = new int[steps - 1];
        for (int s = steps - 1, j = cells; s > 0; s--) cuts[s - 1] = j = from[s][j];
        return Of(sums, [.. cuts.Select(c => c * 2 * Reach / cells - Reach)]);
    }

    /// <summary>The best values between given boundaries.</summary>
    /// <param name="activation">Whose derivative.</param>
    /// <param name="boundaries">1 to 15 of them, increasing, in [-10, 10].</param>
    /// <param name="density">How inputs are distributed, up to a factor; N(0, 1) if none is given.</param>
    public static StepDerivative At(Activation activation, double[] boundaries, Func<double, double>? density = null) =>
        Of(Sums.Of(activation, density), boundaries);

    /// <summary>
    /// The derivative of r(x) + a(r(x + c) + r(x - c) - 2r(x)) with the ReLU r, for the a and c of least ∫(activation - that)²: steps 0, a, 1 - a
    /// and 1, of 2 bits. For functions such as GELU and SiLU, which differ from a ReLU by an even function that vanishes far away.
    /// </summary>
    /// <param name="activation">Whose derivative.</param>
    public static StepDerivative OfRelus(Activation activation)
    {
        const int n = 4001;
        const double reach = 30, h = 2 * reach / (n - 1);
        double[] x = [.. Enumerable.Range(0, n).Select(i => i * h - reach)], y = activation.Forward(Tensor.From(x)).ToDoubles();
        (double Error, double A) Best(double c)
        {
            double ab = 0, bb = 0, aa = 0;
            for (int i = 0; i < n; i++)
            {
                double rest = y[i] - Math.Max(x[i], 0), bump = Math.Max(c - Math.Abs(x[i]), 0);     // r(x + c) + r(x - c) - 2r(x)
                (aa, ab, bb) = (aa + rest * rest, ab + rest * bump, bb + bump * bump);
            }
            return (aa - ab * ab / bb, ab / bb);
        }
        double low = 0.1, high = 20;
        for (int level = 0; level < 6; level++)                 // a finer search around the best each time
        {
            double width = (high - low) / 40, middle = Enumerable.Range(0, 41).Select(i => low + i * width).MinBy(c => Best(c).Error);
            (low, high) = (Math.Max(0.1, middle - width), middle + width);
        }
        double at = (low + high) / 2, a = Best(at).A;
        return new([-at, 0, at], [0, a, 1 - a, 1]);
    }

    /// <summary>The weighted root mean square difference from the activation's true derivative.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="density">How inputs are distributed, up to a factor; N(0, 1) if none is given.</param>
    public double Error(Activation activation, Func<double, double>? density = null)
    {
        var (x, slopes) = Slopes(activation);
        double error = 0, weight = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double w = (density ?? Normal)(x[i]), d = slopes[i] - Values[Boundaries.Count(b => b <= x[i])];
            (error, weight) = (error + w * d * d, weight + w);
        }
        return Math.Sqrt(error / weight);
    }

    /// <summary>The activation of each element, differentiated by steps.</summary>
    internal Tensor Forward(Activation activation, Tensor x)
    {
        if (x.Node is null) return activation.Forward(x);       // nothing to keep
        var (edges, table) = (_edges, _table);
        return Diff.Custom([x], a => (activation.Forward(a[0]), PackedBits.Bucketize(a[0], Tensor.From(edges))),
            (codes, g) => [g * codes.Lookup(Tensor.From(table).To(g.DType))], Consume);
    }

    private static StepDerivative Of(Sums sums, double[] boundaries)
    {
        int[] cuts = [0, .. boundaries.Select(b => Math.Clamp((int)Math.Round((b + Reach) * Cells / (2 * Reach)), 0, Cells)), Cells];
        return new(boundaries, [.. cuts.Skip(1).Zip(cuts, (to, from) => sums.Mean(from, to))]);
    }

    private static double Normal(double x) => Math.Exp(-x * x / 2);

    private static (double[] X, double[] Slopes) Slopes(Activation activation)
    {
        double[] x = [.. Enumerable.Range(0, Cells).Select(i => (i + 0.5) * 2 * Reach / Cells - Reach)];
        return (x, Diff.Grad(t => (activation with { Derivative = null }).Forward(t).Sum(), Tensor.From(x)).ToDoubles());
    }

    // Running sums of the weight, the weighted slope and its weighted square over the cells.
    private sealed record Sums(double[] W, double[] S, double[] Q)
    {
        public static Sums Of(Activation activation, Func<double, double>? density)
        {
            var (x, slopes) = Slopes(activation);
            var sums = new Sums(new double[Cells + 1], new double[Cells + 1], new double[Cells + 1]);
            for (int i = 0; i < Cells; i++)
            {
                double w = (density ?? Normal)(x[i]), s = slopes[i];
                (sums.W[i + 1], sums.S[i + 1], sums.Q[i + 1]) = (sums.W[i] + w, sums.S[i] + w * s, sums.Q[i] + w * s * s);
            }
            return sums;
        }

        // Of the cells from i up to j. Where inputs hardly ever are, the difference of two sums is nothing.
        public double Mean(int i, int j) => W[j] - W[i] is > 0 and var w ? (S[j] - S[i]) / w : 0;

        public double Error(int i, int j) => W[j] - W[i] is > 0 and var w ? Math.Max(0, Q[j] - Q[i] - (S[j] - S[i]) * (S[j] - S[i]) / w) : 0;
    }
}
