namespace Ganglion;

/// <summary>y[…, i, i + offset] = x[…, i] among zeros: the adjoint of <see cref="DiagonalOp.Diagonal"/>. Derivative: the diagonal of g.</summary>
public static class DiagEmbedOp
{
    /// <summary>Square matrices with the last axis of x on a diagonal.</summary>
    /// <param name="x"><c>[…, n]</c>.</param>
    /// <param name="offset">How many columns right of the main diagonal; negative for left.</param>
    /// <returns><c>[…, n + |offset|, n + |offset|]</c>.</returns>
    /// <exception cref="ArgumentException">x is a scalar.</exception>
    [Op("diag_embed", Torch = "torch.diag_embed")]
    public static Tensor DiagEmbed(this Tensor x, int offset = 0)
    {
        if (x.Rank == 0) throw new ArgumentException("DiagEmbed: one axis or more is needed; got a scalar.", nameof(x));
        int size = x.Shape[^1] + Math.Abs(offset);
        return x.EmbedDiagonal(size, size, offset);
    }

    internal static Tensor EmbedDiagonal(this Tensor x, int rows, int columns, int offset)
    {
        var y = Tensor.Zeros([.. x.Shape[..^1], rows, columns], x.DType);
        if (x.Length > 0) Kernels.Current.Copy(x, DiagonalOp.View(y, offset));
        return Diff.Record("diag_embed", y, x, g => g.Diagonal(offset));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].DiagEmbed(), (int[])[2, 0]), new("vector", x => x[0].DiagEmbed(), (int[])[3]),
        new("above", x => x[0].DiagEmbed(1), (int[])[2, 3]), new("below", x => x[0].DiagEmbed(-2), (int[])[3]),
    ];
}
