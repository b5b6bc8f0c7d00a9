namespace Ganglion;

/// <summary>The real rows whose half spectrum is x: the inverse of <see cref="RfftOp"/>. Derivative: the transform of g / n, with the bins that
/// stand for
/// two doubled.</summary>
public static class IrfftOp
{
    /// <summary>The inverse Fourier transform to real rows.</summary>
    /// <param name="x"><c>[…, n / 2 + 1, 2]</c>; imaginary parts that a real row cannot have are not read.</param>
    /// <param name="n">The length of the rows; the even one by default.</param>
    /// <returns><c>[…, n]</c>.</returns>
    /// <exception cref="ArgumentException">x is not the half spectrum of rows of length n.</exception>
    [Op("irfft", Torch = "torch.fft.irfft")]
    public static Tensor Irfft(this Tensor x, int? n = null)
    {
        int length = n ?? 2 * (Complex.Rows(x, "Irfft").N - 1);
        return Back(x, length) * (1.0 / length);
    }

    /// <summary>Not divided by n.</summary>
    internal static Tensor Back(Tensor x, int n)
    {
        var (rows, bins) = Complex.Rows(x, "Irfft");
        if (n < 1 || n / 2 + 1 != bins)
            throw new ArgumentException(
                $"Irfft: rows of length {n} have {n / 2 + 1} bins; got shape {Shapes.Text(x.Shape)}. Name the length: "
                + $"{2 * bins - 2} or {2 * bins - 1}.");
        var y = Tensor.Empty([.. x.Shape[..^2], n], x.DType, "Irfft");
        Kernels.Current.Irfft(x.Detach().Contiguous(), y, rows, n);
        return Diff.Record("irfft", y, x, g => g.Rfft() * Complex.Bins(n, 2, g.DType));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int[] Shape, int N)[])[([0, 3, 2], 4), ([1, 2], 1), ([2, 2], 2), ([2, 2], 3), ([2, 4, 2], 6), ([2, 4, 2], 7), ([2, 3, 6, 2],
            10), ([2, 34, 2], 66),
            ([9, 16, 2], 31), ([258, 2], 514)])
        select new OpCase($"{Shapes.Text(c.Shape)} to {c.N}", x => x[0].Irfft(c.N), c.Shape);
}
