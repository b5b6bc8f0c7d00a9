namespace Ganglion;

/// <summary>y[…, i, j] = x[…, i, j] where j ≥ i + diagonal, else 0. Derivative: the same part of g.</summary>
public static class TriuOp
{
    /// <summary>The upper triangles of the last two axes.</summary>
    /// <param name="x"><c>[…, rows, columns]</c>.</param>
    /// <param name="diagonal">The first diagonal that is kept.</param>
    /// <exception cref="ArgumentException">x has fewer than two axes.</exception>
    [Op("triu", Onnx = "Trilu", Torch = "torch.triu")]
    public static Tensor Triu(this Tensor x, int diagonal = 0) => TrilOp.Keep(x, diagonal, "Triu", lower: false);

    internal static IEnumerable<OpCase> Cases() => TrilOp.Cases(Triu);
}
