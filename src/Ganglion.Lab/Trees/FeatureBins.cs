namespace Ganglion.Lab.Trees;

/// <summary>How one feature's values become bins: <c>0..Count-1</c> for values, <c>Count</c> for missing ones and unknown categories.</summary>
internal sealed class FeatureBins
{
    public const int LargestCode = 65535;

    private readonly float[] uppers;  // Numeric: the largest value of each bin but the last, between the values seen.
    private readonly int[] codes;     // Categorical: the code of each bin.
    private readonly byte[] binOf;    // Categorical: the bin of each code.

    private FeatureBins(float[] uppers, int[] codes, bool isCategorical)
    {
        (this.uppers, this.codes, IsCategorical) = (uppers, codes, isCategorical);
        Count = isCategorical ? codes.Length : uppers.Length + 1;
        binOf = new byte[codes.Length == 0 ? 0 : codes.Max() + 1];
        Array.Fill(binOf, (byte)Count);
        for (var bin = 0; bin < codes.Length; bin++) binOf[codes[bin]] = (byte)bin;
    }

    /// <summary>Bins with values; the missing bin comes on top.</summary>
    public int Count { get; }

    public bool IsCategorical { get; }

    public static FeatureBins Of(FeatureColumn column, BoostingOptions options) =>
        column.IsCategorical ? Categories(column.Values, options.MaxCategories) : Quantiles(column.Values, options.MaxBins);

    /// <summary>The largest value sent left when bins up to this one go left; infinity when only missing values go right.</summary>
    public float Threshold(int bin) => bin < uppers.Length ? uppers[bin] : float.PositiveInfinity;

    /// <summary>The category code of a bin.</summary>
    public int Code(int bin) => codes[bin];

    public byte[] Apply(float[] values)
    {
        var bins = new byte[values.Length];
        for (var i = 0; i < bins.Length; i++) bins[i] = (byte)BinOf(values[i]);
        return bins;
    }

    private int BinOf(float value)
    {
        if (float.IsNaN(value)) return Count;
        if (IsCategorical) return value >= 0 && value < binOf.Length ? binOf[(int)value] : Count;
        int low = 0, high = uppers.Length; // The first bin whose upper edge is not below the value.
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (value <= uppers[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static FeatureBins Categories(float[] values, int most)
    {
        var counts = new Dictionary<int, int>();
        foreach (var v in values)
            if (!float.IsNaN(v)) counts[(int)v] = counts.GetValueOrDefault((int)v) + 1;
        return new([], [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(most).Select(c => c.Key).Order()], true);
    }

    /// <summary>Bins of about equal counts; a value frequent enough to fill one has it for itself.</summary>
    private static FeatureBins Quantiles(float[] values, int most)
    {
        var sorted = Array.FindAll(values, v => !float.IsNaN(v));
        Array.Sort(sorted);
        var uppers = new List<float>();
        var distinct = 0;
        for (var i = 0; i < sorted.Length; i++)
            if (i == 0 || sorted[i] != sorted[i - 1]) distinct++;
        double left = sorted.Length;
        var inBin = 0;
        for (int i = 0, end; i < sorted.Length; i = end)
        {
            for (end = i + 1; end < sorted.Length && sorted[end] == sorted[i];) end++;
            inBin += end - i;
            if (end == sorted.Length) break;
            var target = left / (most - uppers.Count);
            var next = end;
            while (next < sorted.Length && sorted[next] == sorted[end]) next++;
            // Close when every value may have its bin, when this one is full, or when the next value fills one alone.
            if (uppers.Count + 1 >= most || !(distinct <= most || inBin >= target || next - end >= target)) continue;
            uppers.Add(Between(sorted[end - 1], sorted[end]));
            left -= inBin;
            inBin = 0;
        }
        return new([.. uppers], [], false);
    }

    /// <summary>A float m with low ≤ m &lt; high, the middle where there is one.</summary>
    private static float Between(float low, float high)
    {
        var middle = (float)(low + ((double)high - low) / 2);
        return middle >= low && middle < high && float.IsFinite(middle) ? middle : low;
    }
}

/// <summary>The features of a table as bins, <c>[features][rows]</c>.</summary>
internal sealed class BinnedTable
{
    private BinnedTable(FeatureBins[] bins, byte[][] columns, int rows) => (Bins, Columns, Rows) = (bins, columns, rows);

    public FeatureBins[] Bins { get; }

    public byte[][] Columns { get; }

    public int Rows { get; }

    public static BinnedTable Learn(FeatureTable table, BoostingOptions options, int threads)
    {
        var bins = new FeatureBins[table.Columns.Count];
        Parallel.For(0, bins.Length, Limit(threads), f => bins[f] = FeatureBins.Of(table.Columns[f], options));
        return Of(table, bins, threads);
    }

    public static BinnedTable Of(FeatureTable table, FeatureBins[] bins, int threads)
    {
        var columns = new byte[bins.Length][];
        Parallel.For(0, bins.Length, Limit(threads), f => columns[f] = bins[f].Apply(table.Columns[f].Values));
        return new(bins, columns, table.Rows);
    }

    private static ParallelOptions Limit(int threads) => new() { MaxDegreeOfParallelism = threads };
}
