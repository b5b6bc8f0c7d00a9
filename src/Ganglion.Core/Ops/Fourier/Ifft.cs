namespace Ganglion;

/// <summary>x[j] = Σ y[k]·exp(2πi·jk/n) / n, the inverse of <see cref="FftOp"/> and, but for the division, its adjoint.</summary>
public static class IfftOp
{
    /// <summary>The inverse Fourier transform of complex rows, of any length.</summary>
    /// <param name="x"><c>[…, n, 2]</c>.</param>
    /// <param name="axis">The axis to transform, by default that of the rows.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">The last axis does not hold pairs, or is the one to transform.</exception>
    [Op("ifft", Torch = "torch.fft.ifft")]
    public static Tensor Ifft(this Tensor x, int axis = -2) =>
        FftOp.Turn(x, axis, inverse: true, "Ifft") * (1.0 / Math.Max(Complex.Around(x, axis, "Ifft").N, 1));

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 2], [1, 2], [6, 2], [2, 5, 2], [67, 2]]
        select new OpCase(Shapes.Text(shape), x => x[0].Ifft(), shape);
}
