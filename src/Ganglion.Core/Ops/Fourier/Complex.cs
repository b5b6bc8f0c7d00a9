namespace Ganglion;

/// <summary>Complex tensors are real ones with a last axis of two: real and imaginary part.</summary>
internal static class Complex
{
    /// <summary>The number of rows and their length n in complex <c>[…, n, 2]</c>.</summary>
    public static (int Rows, int N) Rows(Tensor x, string op) => x.Rank >= 2 && x.Shape[^1] == 2
        ? (Shapes.Count(x.Shape[..^2]), x.Shape[^2])
        : throw new ArgumentException(
            $"{op}: complex numbers [..., n, 2] (real and imaginary part last) are needed; got shape {Shapes.Text(x.Shape)}.", nameof(x));

    /// <summary>The shape around an axis of complex numbers as [outer, n, inner, 2].</summary>
    public static (int Outer, int N, int Inner) Around(Tensor x, int axis, string op)
    {
        Check(x, op);
        axis = Shapes.Axis(axis, x.Rank, op);
        return axis < x.Rank - 1 ? Reductions.Split(x.Shape[..^1], axis)
            : throw new ArgumentException($"{op}: axis {axis} of {Shapes.Text(x.Shape)} holds real and imaginary parts; transform another.", nameof(axis));
    }

    /// <summary>Fails unless the last axis holds pairs.</summary>
    public static void Check(Tensor x, string op)
    {
        if (x.Rank == 0 || x.Shape[^1] != 2)
            throw new ArgumentException(
                $"{op}: complex numbers [..., 2] (real and imaginary part last) are needed; got shape {Shapes.Text(x.Shape)}.", nameof(x));
    }

    /// <summary>1 on the bins of a half spectrum that stand for themselves, <paramref name="others"/> on those that stand for their conjugate
    /// too: <c>[n / 2 + 1, 1]</c>.</summary>
    public static Tensor Bins(int n, double others, DType dtype)
    {
        var weights = new double[n / 2 + 1];
        for (int k = 0; k < weights.Length; k++) weights[k] = k == 0 || 2 * k == n ? 1 : others;
        return Tensor.From(weights, weights.Length, 1).To(dtype);
    }
}
