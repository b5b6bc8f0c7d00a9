namespace Ganglion;

/// <summary>y = the angle of the point (b, a). Derivatives: g · b / (a² + b²) and -g · a / (a² + b²), summed over stretched axes.</summary>
public static class Atan2Op
{
    /// <summary>The angle, in radians from -π to π, of the point with ordinate a and abscissa b.</summary>
    [Op("atan2", Torch = "torch.atan2")]
    public static Tensor Atan2(this Tensor a, Tensor b) => Diff.Record("atan2", Pointwise.Binary(BinaryKind.Atan2, a, b),
        a, g => (g * b / (a.Square() + b.Square())).SumTo(a.Shape),
        b, g => (g * a / (a.Square() + b.Square())).SumTo(b.Shape).Neg());

    internal static IEnumerable<OpCase> Cases() => OpCase.Binary(Atan2, -2, 2, 0.3, 2);
}
