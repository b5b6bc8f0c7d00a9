namespace Ganglion;

/// <summary>The transform along both axes of complex planes, one after the other.</summary>
public static class Fft2Op
{
    /// <summary>The two-dimensional Fourier transform.</summary>
    /// <param name="x"><c>[…, height, width, 2]</c>.</param>
    /// <returns>The same shape, not divided; <see cref="Ifft2"/> takes it back.</returns>
    /// <exception cref="ArgumentException">Fewer than three axes, or the last one does not hold pairs.</exception>
    [Op("fft2", Torch = "torch.fft.fft2")]
    public static Tensor Fft2(this Tensor x) => Planes(x, "Fft2").Fft().Fft(-3);

    /// <summary>The inverse transform of planes <c>[…, height, width, 2]</c>.</summary>
    /// <exception cref="ArgumentException">Fewer than three axes, or the last one does not hold pairs.</exception>
    public static Tensor Ifft2(this Tensor x) => Planes(x, "Ifft2").Ifft(-3).Ifft();

    private static Tensor Planes(Tensor x, string op) => x.Rank >= 3 ? x
        : throw new ArgumentException($"{op}: complex planes [..., height, width, 2] are needed; got shape {Shapes.Text(x.Shape)}.", nameof(x));

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. from shape in (int[][])[[0, 3, 2], [1, 1, 2], [3, 4, 2], [2, 2, 3, 2], [12, 20, 2]] select new OpCase(Shapes.Text(shape), x =>
            x[0].Fft2(), shape),
        new("inverse", x => x[0].Ifft2(), (int[])[3, 4, 2]),
    ];
}
