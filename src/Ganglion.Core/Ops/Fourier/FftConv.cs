namespace Ganglion;

/// <summary>y[t] = Σ k[j]·x[t - j] by multiplying spectra: a convolution in O(n log n), for kernels as long as the rows. Said in public
/// operations.</summary>
public static class FftConvOp
{
    /// <summary>Convolves rows with kernels (not turned round, unlike the layers called convolutions).</summary>
    /// <param name="x"><c>[…, n]</c>.</param>
    /// <param name="kernel"><c>[…, k]</c>. Leading axes broadcast.</param>
    /// <param name="full">All n + k - 1 values; by default the first n, which see no later input than their own.</param>
    /// <exception cref="ArgumentException">An operand is a scalar or holds empty rows.</exception>
    [Op("fft_conv")]
    public static Tensor FftConv(this Tensor x, Tensor kernel, bool full = false)
    {
        if (x.Rank == 0 || kernel.Rank == 0 || x.Shape[^1] == 0 || kernel.Shape[^1] == 0)
            throw new ArgumentException(
                $"FftConv: rows [..., n] and kernels [..., k] are needed; got {Shapes.Text(x.Shape)} and {Shapes.Text(kernel.Shape)}.");
        int n = x.Shape[^1], k = full ? kernel.Shape[^1] : Math.Min(kernel.Shape[^1], n), length = FastLength(n + k - 1);
        var product = x.Pad(-1, 0, length - n).Rfft().ComplexMul(kernel.Slice(-1, 0, k).Pad(-1, 0, length - k).Rfft());
        return product.Irfft(length).Slice(-1, 0, full ? n + k - 1 : n);
    }

    // The next even number without a factor above five.
    private static int FastLength(int n)
    {
        for (int length = Math.Max(2, n + n % 2); ; length += 2)
        {
            int rest = length;
            foreach (int f in (int[])[2, 3, 5]) while (rest % f == 0) rest /= f;
            if (rest == 1) return length;
        }
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no rows", x => x[0].FftConv(x[1]), (int[])[0, 3], (int[])[2]), new("numbers", x => x[0].FftConv(x[1]), (int[])[1], (int[])[1]),
        new("causal", x => x[0].FftConv(x[1]), (int[])[2, 9], (int[])[2, 9]), new("full", x => x[0].FftConv(x[1], full: true), (int[])[7],
            (int[])[3]),
        new("a longer kernel", x => x[0].FftConv(x[1]), (int[])[4], (int[])[6]), new("one kernel a channel", x => x[0].FftConv(x[1]), (int[])[2, 3,
            40], (int[])[3, 21]),
    ];
}
