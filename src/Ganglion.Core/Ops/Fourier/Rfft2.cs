namespace Ganglion;

/// <summary>The transform of real planes: <see cref="RfftOp"/> along the rows, then <see cref="FftOp"/> down the columns.</summary>
public static class Rfft2Op
{
    /// <summary>The two-dimensional Fourier transform of real planes.</summary>
    /// <param name="x"><c>[…, height, width]</c>.</param>
    /// <returns><c>[…, height, width / 2 + 1, 2]</c>, not divided; <see cref="Irfft2"/> takes it back.</returns>
    /// <exception cref="ArgumentException">Fewer than two axes, or an empty row.</exception>
    [Op("rfft2", Torch = "torch.fft.rfft2")]
    public static Tensor Rfft2(this Tensor x)
    {
        Matrices.Any(x, "Rfft2");
        return x.Rfft().Fft(-3);
    }

    /// <summary>The real planes whose half spectrum is <c>[…, height, width / 2 + 1, 2]</c>.</summary>
    /// <param name="x">The spectrum.</param>
    /// <param name="width">The even width by default.</param>
    /// <exception cref="ArgumentException">x is not the half spectrum of planes of that width.</exception>
    public static Tensor Irfft2(this Tensor x, int? width = null) => x.Ifft(-3).Irfft(width);

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. from shape in (int[][])[[0, 3], [1, 1], [3, 4], [2, 2, 3], [12, 21]] select new OpCase(Shapes.Text(shape), x => x[0].Rfft2(), shape),
        new("inverse", x => x[0].Irfft2(5), (int[])[4, 3, 2]),
    ];
}
