namespace Ganglion;

/// <summary>y = Aᵏ by repeated squaring; of the inverse for negative k. Said in public operations.</summary>
public static class MatrixPowerOp
{
    /// <summary>A whole power of square matrices; the identity for 0.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <param name="power">Any whole number; a negative one needs regular matrices.</param>
    /// <exception cref="ArgumentException">A matrix is not square, or singular where the power is negative.</exception>
    [Op("matrix_power", Torch = "torch.linalg.matrix_power")]
    public static Tensor MatrixPower(this Tensor a, int power)
    {
        var (_, n) = Matrices.Square(a, "MatrixPower");
        if (power < 0) a = a.Inverse();
        Tensor? y = null;
        var square = a;
        for (uint left = (uint)Math.Abs((long)power); left > 0; left >>= 1)
        {
            if ((left & 1) != 0) y = y is null ? square : y.MatMul(square);
            if (left > 1) square = square.MatMul(square);
        }
        return y ?? Tensor.Eye(n, a.DType).Expand(a.Shape).Contiguous();
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].MatrixPower(3), (int[])[0, 0]), new("zero", x => x[0].MatrixPower(0), (int[])[2, 2, 2]),
        new("first", x => x[0].MatrixPower(1), (int[])[3, 3]), new("seventh", x => (x[0] * 0.5).MatrixPower(7), (int[])[3, 3]),
        new("second of the inverse", x => Matrices.Regular(x[0]).MatrixPower(-2), (int[])[3, 3]), new("large", x => (x[0] * 0.1).MatrixPower(5),
            (int[])[2, 20, 20]),
    ];
}
