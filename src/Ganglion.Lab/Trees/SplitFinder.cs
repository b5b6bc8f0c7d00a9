using System.Runtime.Intrinsics;

namespace Ganglion.Lab.Trees;

/// <summary>A set of bins, 0..255.</summary>
internal readonly record struct BinSet(ulong A, ulong B, ulong C, ulong D)
{
    public bool Contains(int bin) => ((bin >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D } >> (bin & 63) & 1) != 0;

    public BinSet With(int bin)
    {
        var bit = 1UL << (bin & 63);
        return (bin >> 6) switch
        {
            0 => this with { A = A | bit },
            1 => this with { B = B | bit },
            2 => this with { C = C | bit },
            _ => this with { D = D | bit },
        };
    }
}

/// <summary>Derivative sums and row count of a leaf or of one side of a split.</summary>
internal readonly record struct Mass(double Gradient, double Hessian, int Count)
{
    public Mass(Vector128<double> sum, int count) : this(sum.GetElement(0), sum.GetElement(1), count) { }

    public static Mass operator +(Mass a, Mass b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian, a.Count + b.Count);

    public static Mass operator -(Mass a, Mass b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian, a.Count - b.Count);
}

/// <summary>A way to divide a leaf; <c>Gain</c> is 0 when there is none.</summary>
/// <param name="Gain">Loss saved.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Bin">Numeric: the last bin that goes left.</param>
/// <param name="MissingLeft">Whether missing values and unknown categories go left.</param>
/// <param name="Categories">Categorical: the bins that go left.</param>
/// <param name="Left">What goes left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool MissingLeft, BinSet Categories, Mass Left);

/// <summary>Finds the best split of a leaf on one feature from its histogram.</summary>
internal sealed class SplitFinder(BoostingOptions options)
{
    public Split Best(int feature, FeatureBins bins, ReadOnlySpan<Vector128<double>> sums, ReadOnlySpan<int> counts, Mass leaf) =>
        bins.IsCategorical ? Categorical(feature, sums, counts, leaf) : Numeric(feature, sums, counts, leaf);

    /// <summary>Newton's step for a leaf.</summary>
    public float Value(Mass leaf) => (float)(-options.LearningRate * leaf.Gradient / (leaf.Hessian + options.L2 + 1e-15));

    private Split Numeric(int feature, ReadOnlySpan<Vector128<double>> sums, ReadOnlySpan<int> counts, Mass leaf)
    {
        var last = sums.Length - 1;
        var missing = new Mass(sums[last], counts[last]);
        var race = new Race(Score(leaf, options.L2), options.MinGain);
        var left = default(Mass);
        for (var bin = 0; bin < last && leaf.Count - left.Count >= options.MinSamplesLeaf; bin++)
        {
            if (counts[bin] == 0) continue;
            left += new Mass(sums[bin], counts[bin]);
            // Where nothing is missing, what may be missing later follows the larger side.
            if (race.Won(Score(left, leaf - left, options.L2)))
                race.Best = new(race.Gain, feature, bin, missing.Count == 0 && left.Count * 2 > leaf.Count, default, left);
            if (missing.Count > 0 && left + missing is var both && race.Won(Score(both, leaf - both, options.L2)))
                race.Best = new(race.Gain, feature, bin, true, default, both);
        }
        return race.Best;
    }

    /// <summary>
    /// Sets of categories: in the order of their mean gradient the best of all sets is a prefix (Fisher 1958), so only prefixes from both
    /// ends are tried; with up to four categories, one against the rest.
    /// </summary>
    private Split Categorical(int feature, ReadOnlySpan<Vector128<double>> sums, ReadOnlySpan<int> counts, Mass leaf)
    {
        Span<int> order = stackalloc int[sums.Length];
        Span<double> keys = stackalloc double[sums.Length];
        int used = 0, present = 0;
        foreach (var count in counts)
            if (count > 0) present++;
        var few = present <= 4;
        for (var bin = 0; bin < sums.Length; bin++)
        {
            if (counts[bin] == 0 || (!few && counts[bin] < options.CategorySmoothing)) continue;
            keys[used] = sums[bin].GetElement(0) / (sums[bin].GetElement(1) + options.CategorySmoothing);
            order[used++] = bin;
        }
        var l2 = few ? options.L2 : options.L2 + options.CategoryL2;
        var race = new Race(Score(leaf, options.L2), options.MinGain);
        keys[..used].Sort(order[..used]);
        var most = few ? used : Math.Min(options.MaxCategoriesPerSplit, (used + 1) / 2);
        foreach (var up in (ReadOnlySpan<bool>)(few ? [true] : [true, false]))
        {
            var left = default(Mass);
            var set = default(BinSet);
            for (var i = 0; i < most; i++)
            {
                var bin = order[up ? i : used - 1 - i];
                var own = new Mass(sums[bin], counts[bin]);
                (left, set) = few ? (own, default(BinSet).With(bin)) : (left + own, set.With(bin));
                if (race.Won(Score(left, leaf - left, l2)))
                    race.Best = new(race.Gain, feature, 0, set.Contains(sums.Length - 1), set, left);
            }
        }
        return race.Best;
    }

    private static double Score(Mass side, double l2) => side.Gradient * side.Gradient / (side.Hessian + l2 + 1e-15);

    private double Score(Mass left, Mass right, double l2) =>
        left.Count < options.MinSamplesLeaf || right.Count < options.MinSamplesLeaf || left.Hessian < options.MinHessian ||
        right.Hessian < options.MinHessian
            ? 0
            : Score(left, l2) + Score(right, l2);

    /// <summary>The best score so far over the undivided leaf's.</summary>
    private struct Race(double undivided, double least)
    {
        public Split Best;
        private double score = undivided + least;

        public readonly double Gain => score - undivided;

        public bool Won(double found)
        {
            if (!(found > score)) return false;
            score = found;
            return true;
        }
    }
}
