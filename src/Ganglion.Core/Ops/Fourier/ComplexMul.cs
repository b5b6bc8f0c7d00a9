namespace Ganglion;

/// <summary>(a + bi)·(c + di) = (ac - bd) + (ad + bc)i. Said in public operations.</summary>
public static class ComplexMulOp
{
    /// <summary>The product of complex numbers, element by element.</summary>
    /// <param name="x"><c>[…, 2]</c>.</param>
    /// <param name="y"><c>[…, 2]</c>. Leading axes broadcast.</param>
    /// <param name="conjugate">Take the conjugate of y, as a correlation does.</param>
    /// <exception cref="ArgumentException">A last axis does not hold pairs, or the shapes do not broadcast.</exception>
    [Op("complex_mul")]
    public static Tensor ComplexMul(this Tensor x, Tensor y, bool conjugate = false)
    {
        Complex.Check(x, "ComplexMul");
        Complex.Check(y, "ComplexMul");
        Tensor re = y.Slice(-1, 0, 1), im = y.Slice(-1, 1, 1);
        var quarter = x.Flip() * Tensor.From([-1.0, 1]).To(x.DType);     // i·x
        return conjugate ? x * re - quarter * im : x * re + quarter * im;
    }

    /// <summary>The magnitude of complex numbers <c>[…, 2]</c> as <c>[…]</c>; its derivative at 0 is 0.</summary>
    /// <exception cref="ArgumentException">The last axis does not hold pairs.</exception>
    public static Tensor ComplexAbs(this Tensor x)
    {
        Complex.Check(x, "ComplexAbs");
        return x.Norm(-1);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].ComplexMul(x[1]), (int[])[0, 2], (int[])[0, 2]), new("numbers", x => x[0].ComplexMul(x[1]), (int[])[2], (int[])[2]),
        new("rows", x => x[0].ComplexMul(x[1]), (int[])[3, 5, 2], (int[])[5, 2]), new("conjugate", x => x[0].ComplexMul(x[1], true), (int[])[4, 2],
            (int[])[4, 2]),
        new("magnitude", x => x[0].ComplexAbs(), (int[])[3, 2]),
    ];
}
