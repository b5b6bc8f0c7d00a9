namespace Ganglion;

/// <summary>y = a where b &gt; 0, else 0: the derivative of a ReLU. Derivative in a: the same gate; in b: none.</summary>
public static class GateOp
{
    /// <summary>a where b is positive, else 0; both of one shape.</summary>
    [Op("gate")]
    internal static Tensor Gate(this Tensor a, Tensor b) => Diff.Record("gate", Pointwise.Binary(BinaryKind.Gate, a, b), a, g => g.Gate(b));

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[], [0], [5], [3, 5], [33, 65]] select new OpCase(Shapes.Text(shape), x => x[0].Gate(x[1]), shape, shape);
}
