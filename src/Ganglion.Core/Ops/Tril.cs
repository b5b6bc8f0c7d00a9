namespace Ganglion;

/// <summary>y[…, i, j] = x[…, i, j] where j ≤ i + diagonal, else 0. Derivative: the same part of g.</summary>
public static class TrilOp
{
    /// <summary>The lower triangles of the last two axes.</summary>
    /// <param name="x"><c>[…, rows, columns]</c>.</param>
    /// <param name="diagonal">The last diagonal that is kept.</param>
    /// <exception cref="ArgumentException">x has fewer than two axes.</exception>
    [Op("tril", Onnx = "Trilu", Torch = "torch.tril")]
    public static Tensor Tril(this Tensor x, int diagonal = 0) => Keep(x, diagonal, "Tril", lower: true);

    internal static Tensor Keep(Tensor x, int diagonal, string op, bool lower)
    {
        if (x.Rank < 2) throw new ArgumentException($"{op}: two axes or more are needed; got shape {Shapes.Text(x.Shape)}.", nameof(x));
        Tensor rows = Tensor.Range(x.Shape[^2], x.DType).Unsqueeze(1).Affine(1, diagonal), columns = Tensor.Range(x.Shape[^1], x.DType);
        return (lower ? columns.LessEqual(rows) : columns.GreaterEqual(rows)).Where(x, Tensor.Scalar(0, x.DType));
    }

    internal static IEnumerable<OpCase> Cases() => Cases(Tril);

    internal static IEnumerable<OpCase> Cases(Func<Tensor, int, Tensor> f) =>
    [
        new("empty", x => f(x[0], 0), (int[])[0, 3]), new("square", x => f(x[0], 0), (int[])[4, 4]), new("above", x => f(x[0], 1), (int[])[2, 3, 5]),
        new("below", x => f(x[0], -1), (int[])[5, 3]), new("large", x => f(x[0], 3), (int[])[37, 65]),
    ];
}
