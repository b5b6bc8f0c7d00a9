namespace Ganglion;

/// <summary>Zeros, then y[position[i]] += x[i] in order; position -1 is skipped. Derivative: <see cref="TakeOp.Take"/>.</summary>
public static class PutAddOp
{
    /// <summary>A tensor of <paramref name="shape"/> into which each element of x is added at its flat position.</summary>
    /// <exception cref="ArgumentException">As many positions as elements are needed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position lies outside the shape.</exception>
    [Op("put_add", Torch = "torch.Tensor.put_")]
    public static Tensor PutAdd(this Tensor x, IntTensor positions, ReadOnlySpan<int> shape)
    {
        if (positions.Length != x.Length)
            throw new ArgumentException($"PutAdd: {positions.Length} positions were given for {x.Length} elements.", nameof(positions));
        var y = Tensor.Empty(shape, x.DType);
        TakeOp.Check(positions, y.Length, "PutAdd");
        Kernels.Current.PutAdd(x.Detach().Contiguous(), positions.Values, y);
        int[] before = x.ShapeArray;
        return Diff.Record("put_add", y, x, g => g.Take(positions).Reshape(before));
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("nothing", x => x[0].PutAdd(Array.Empty<int>(), [2, 2]), (int[])[0]),
        new("repeats and holes", x => x[0].PutAdd((int[])[2, -1, 2, 5], [2, 3]), (int[])[4]),
        new("shaped", x => x[0].PutAdd((int[])[0, 1, 3, 3], [4]), (int[])[2, 2]),
    ];
}
