namespace Ganglion;

/// <summary>y = ln(eᵃ + eᵇ), broadcast, without overflow. Derivatives: g · sigmoid(a - b) and g · sigmoid(b - a).</summary>
public static class LogAddExpOp
{
    /// <summary>The logarithm of the sum of two exponentials: addition in the log domain, where -∞ is zero.</summary>
    [Op("logaddexp", Torch = "torch.logaddexp")]
    public static Tensor LogAddExp(this Tensor a, Tensor b)
    {
        Tensor p = a.Detach(), q = b.Detach();
        var y = p.Maximum(q) + Difference(p, q).Abs().Neg().Softplus();
        return Diff.Record("logaddexp", y, a, g => (g * Difference(a, b).Sigmoid()).SumTo(a.Shape),
            b, g => (g * Difference(b, a).Sigmoid()).SumTo(b.Shape));
    }

    // a - b, and 0 for two equal infinities.
    private static Tensor Difference(Tensor a, Tensor b)
    {
        var d = a - b;
        return d.IsNaN().LogicalAnd(a.Detach().Equal(b.Detach())).Where(Tensor.Scalar(0, d.DType), d);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        .. OpCase.Binary(LogAddExp), new("equal operands", x => x[0].LogAddExp(x[0].Affine(1, 0)), (int[])[3, 5]),
        new("zero in the log domain", x => x[0].LogAddExp(Tensor.Full(x[0].Shape, double.NegativeInfinity, x[0].DType)), (int[])[7]),
    ];
}
