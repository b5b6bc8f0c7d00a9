namespace Ganglion;

/// <summary>y = eᴬ = Σ Aⁱ / i!, by scaling, a Padé approximant and squaring (Higham 2005). Said in public operations, whose derivatives are its
/// own.</summary>
public static class MatrixExpOp
{
    private static readonly double[] s_seven = [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1];
    private static readonly double[] s_nine = [17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1];
    private static readonly double[] s_thirteen = [64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
        10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1];

    /// <summary>The exponential of square matrices.</summary>
    /// <param name="a"><c>[…, n, n]</c>.</param>
    /// <exception cref="ArgumentException">A matrix is not square, or not finite.</exception>
    [Op("matrix_exp", Torch = "torch.linalg.matrix_exp")]
    public static Tensor MatrixExp(this Tensor a)
    {
        var (_, n) = Matrices.Square(a, "MatrixExp");
        if (a.Length == 0) return a;
        double norm = a.Detach().Abs().Sum(-2).Max().Item();
        if (!double.IsFinite(norm)) throw new ArgumentException("MatrixExp: a matrix holds NaN or infinity.", nameof(a));
        var (b, reach) = a.DType == DType.F32 ? (s_seven, 3.925724783138660) : norm <= 2.097847961257068 ? (s_nine, 2.1) : (s_thirteen,
            5.371920351148152);
        int squarings = norm <= reach ? 0 : (int)Math.Ceiling(Math.Log2(norm / reach));
        var x = squarings == 0 ? a : a * Math.ScaleB(1, -squarings);
        var (odd, even) = Halves(x, b, Tensor.Eye(n, a.DType));
        var y = (even - odd).Solve(even + odd);
        for (int i = 0; i < squarings; i++) y = y.MatMul(y);
        return y;
    }

    private static (Tensor Odd, Tensor Even) Halves(Tensor x, double[] b, Tensor one)
    {
        double unit = b[0];                                     // of the same magnitude as the others in single precision too
        Tensor x2 = x.MatMul(x), x4 = x2.MatMul(x2), x6 = x4.MatMul(x2);
        if (b.Length == 14)
        {
            Tensor Sum(int i) => x6.MatMul(x6 * (b[i + 12] / unit) + x4 * (b[i + 10] / unit) + x2 * (b[i + 8] / unit))
                + x6 * (b[i + 6] / unit) + x4 * (b[i + 4] / unit) + x2 * (b[i + 2] / unit) + one * (b[i] / unit);
            return (x.MatMul(Sum(1)), Sum(0));
        }
        Tensor[] powers = b.Length == 10 ? [one, x2, x4, x6, x4.MatMul(x4)] : [one, x2, x4, x6];
        Tensor Of(int i) => powers.Select((p, k) => p * (b[2 * k + i] / unit)).Aggregate((p, q) => p + q);
        return (x.MatMul(Of(1)), Of(0));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. from shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [2, 2], [3, 3], [2, 2, 2], [20, 20]]
           select new OpCase(Shapes.Text(shape), x => (x[0] * (1.0 / Math.Max(shape[^1], 1))).MatrixExp(), shape),
        new("with squarings", x => (x[0] * 2 - Tensor.Eye(3, x[0].DType) * 2).MatrixExp(), (int[])[3, 3]),
    ];
}
