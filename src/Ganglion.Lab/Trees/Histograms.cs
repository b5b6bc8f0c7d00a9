using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ganglion.Lab.Trees;

/// <summary>Sums of (gradient, hessian) and row counts by bin, all features end to end.</summary>
internal sealed class Histogram(int bins)
{
    public readonly Vector128<double>[] Sums = new Vector128<double>[bins];
    public readonly int[] Counts = new int[bins];
}

/// <summary>Builds histograms over the bins of a table and keeps spent ones for reuse.</summary>
internal sealed class Histograms
{
    private readonly BinnedTable table;
    private readonly int[] starts;
    private readonly Stack<Histogram> spare = [];

    public Histograms(BinnedTable table)
    {
        this.table = table;
        starts = new int[table.Bins.Length + 1];
        for (var f = 0; f < table.Bins.Length; f++) starts[f + 1] = starts[f] + table.Bins[f].Count + 1;
    }

    public Histogram Rent() => spare.TryPop(out var histogram) ? histogram : new(starts[^1]);

    public void Return(Histogram histogram) => spare.Push(histogram);

    /// <summary>Where one feature stands: its value bins, then the missing bin.</summary>
    public Range Part(int feature) => starts[feature]..starts[feature + 1];

    /// <summary>Sums one feature over the rows in the order given.</summary>
    /// <param name="histogram">Receives the sums.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="rows">Row indices; empty for all rows in order.</param>
    /// <param name="ordered">The derivatives of those rows, in the same order.</param>
    public void Build(Histogram histogram, int feature, ReadOnlySpan<int> rows, ReadOnlySpan<Vector128<double>> ordered)
    {
        var sums = histogram.Sums.AsSpan(Part(feature));
        var counts = histogram.Counts.AsSpan(Part(feature));
        sums.Clear();
        counts.Clear();
        // The bins were made for these very columns, so no index can leave the histogram; bounds checks would cost a third of the time.
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var count = ref MemoryMarshal.GetReference(counts);
        ref var bins = ref MemoryMarshal.GetArrayDataReference(table.Columns[feature]);
        if (rows.IsEmpty)
        {
            for (var i = 0; i < ordered.Length; i++)
            {
                nuint bin = Unsafe.Add(ref bins, i);
                Unsafe.Add(ref sum, bin) += ordered[i];
                Unsafe.Add(ref count, bin)++;
            }
            return;
        }
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (var i = 0; i < ordered.Length; i++)
        {
            nuint bin = Unsafe.Add(ref bins, Unsafe.Add(ref row, i));
            Unsafe.Add(ref sum, bin) += ordered[i];
            Unsafe.Add(ref count, bin)++;
        }
    }

    /// <summary>Turns the parent's part of a feature into the other child's: parent minus child.</summary>
    public void Subtract(Histogram parent, Histogram child, int feature)
    {
        for (var b = starts[feature]; b < starts[feature + 1]; b++)
        {
            parent.Sums[b] -= child.Sums[b];
            parent.Counts[b] -= child.Counts[b];
        }
    }
}
