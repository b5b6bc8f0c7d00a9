namespace Ganglion;

/// <summary>y[k] = Σ x[j]·exp(-2πi·jk/n). Derivative, the adjoint: the same with exp(+2πi·jk/n).</summary>
public static class FftOp
{
    /// <summary>The discrete Fourier transform of complex rows, of any length.</summary>
    /// <param name="x"><c>[…, n, 2]</c>, real and imaginary parts last.</param>
    /// <returns><c>[…, n, 2]</c>, not divided by n; <see cref="IfftOp.Ifft"/> takes it back.</returns>
    /// <exception cref="ArgumentException">The last axis does not hold pairs.</exception>
    [Op("fft", Torch = "torch.fft.fft")]
    public static Tensor Fft(this Tensor x) => Turn(x, inverse: false, "Fft");

    /// <summary>Forward or, not divided by n, backward.</summary>
    internal static Tensor Turn(Tensor x, bool inverse, string op)
    {
        var (rows, n) = Complex.Rows(x, op);
        var y = Tensor.Empty(x.Shape, x.DType, op);
        Kernels.Current.Fft(x.Detach().Contiguous(), y, rows, n, inverse);
        return Diff.Record(inverse ? "ifft" : "fft", y, x, g => Turn(g, !inverse, op));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 2], [0, 3, 2], [1, 2], [2, 2], [3, 2], [2, 5, 2], [8, 2], [12, 2], [3, 30, 2], [7, 2], [2, 37, 2], [9, 64, 2],
            [1, 77, 2],
            [2, 256, 2], [257, 2], [300, 2]]
        select new OpCase(Shapes.Text(shape), x => x[0].Fft(), shape);
}
