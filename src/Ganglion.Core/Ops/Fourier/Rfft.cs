namespace Ganglion;

/// <summary>The first n / 2 + 1 values of the transform of real rows; the others are their conjugates. Derivative: the transform back of g, with the
/// bins
/// that stand for two halved.</summary>
public static class RfftOp
{
    /// <summary>The discrete Fourier transform of real rows, of any length.</summary>
    /// <param name="x"><c>[…, n]</c>.</param>
    /// <returns><c>[…, n / 2 + 1, 2]</c>, not divided by n; <see cref="IrfftOp.Irfft"/> takes it back.</returns>
    /// <exception cref="ArgumentException">A scalar, or an empty row.</exception>
    [Op("rfft", Torch = "torch.fft.rfft")]
    public static Tensor Rfft(this Tensor x)
    {
        if (x.Rank == 0 || x.Shape[^1] == 0)
            throw new ArgumentException($"Rfft: rows of one number or more are needed; got shape {Shapes.Text(x.Shape)}.", nameof(x));
        int n = x.Shape[^1];
        var y = Tensor.Empty([.. x.Shape[..^1], n / 2 + 1, 2], x.DType);
        Kernels.Current.Rfft(x.Detach().Contiguous(), y, x.Length / n, n);
        return Diff.Record("rfft", y, x, g => IrfftOp.Back(g * Complex.Bins(n, 0.5, g.DType), n));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 4], [1], [2], [3], [8], [2, 6], [3, 7], [2, 3, 10], [2, 66], [9, 31], [300], [514]]
        select new OpCase(Shapes.Text(shape), x => x[0].Rfft(), shape);
}
