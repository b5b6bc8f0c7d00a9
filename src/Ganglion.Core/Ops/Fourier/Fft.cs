namespace Ganglion;

/// <summary>y[k] = Σ x[j]·exp(-2πi·jk/n). Derivative, the adjoint: the same with exp(+2πi·jk/n).</summary>
public static class FftOp
{
    /// <summary>The discrete Fourier transform of complex rows, of any length.</summary>
    /// <param name="x"><c>[…, n, 2]</c>, real and imaginary parts last.</param>
    /// <param name="axis">The axis to transform, by default that of the rows.</param>
    /// <returns>The same shape, not divided by n; <see cref="IfftOp.Ifft"/> takes it back.</returns>
    /// <exception cref="ArgumentException">The last axis does not hold pairs, or is the one to transform.</exception>
    [Op("fft", Torch = "torch.fft.fft")]
    public static Tensor Fft(this Tensor x, int axis = -2) => Turn(x, axis, inverse: false, "Fft");

    /// <summary>Forward or, not divided by n, backward.</summary>
    internal static Tensor Turn(Tensor x, int axis, bool inverse, string op)
    {
        var (outer, n, inner) = Complex.Around(x, axis, op);
        var y = Tensor.Empty(x.Shape, x.DType, op);
        Kernels.Current.Fft(x.Detach().Contiguous(), y, outer, n, inner, inverse);
        return Diff.Record(inverse ? "ifft" : "fft", y, x, g => Turn(g, axis, !inverse, op));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 2], [0, 3, 2], [1, 2], [2, 2], [3, 2], [2, 5, 2], [8, 2], [12, 2], [3, 30, 2], [7, 2], [2, 37, 2], [9, 64, 2],
            [1, 77, 2],
            [2, 256, 2], [257, 2], [300, 2]]
        from axis in shape.Length > 2 ? (int[])[-2, -3] : [-2]
        select new OpCase($"{Shapes.Text(shape)} axis {axis}", x => x[0].Fft(axis), shape);
}
