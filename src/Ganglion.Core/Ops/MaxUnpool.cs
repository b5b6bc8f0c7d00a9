namespace Ganglion;

/// <summary>Zeros, with each maximum put back where it stood: a partial inverse of max pooling. Derivative: g at those places.</summary>
public static class MaxUnpoolOp
{
    /// <summary>A tensor of <paramref name="shape"/> with each element of x at its flat position; of several at one position, the last.</summary>
    /// <param name="x">Any shape, such as <c>[batch, channels, outHeight, outWidth]</c>.</param>
    /// <param name="positions">One for each element, as <see cref="MaxPool2dOp.MaxPool2dWithPositions"/> gives them.</param>
    /// <param name="shape">Of what was pooled.</param>
    /// <exception cref="ArgumentException">As many positions as elements are needed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position lies outside the shape.</exception>
    [Op("max_unpool", Onnx = "MaxUnpool", Torch = "torch.nn.functional.max_unpool2d")]
    public static Tensor MaxUnpool(this Tensor x, IntTensor positions, ReadOnlySpan<int> shape)
    {
        int length = Shapes.Count(shape);
        TakeOp.Check(positions, length, "MaxUnpool");
        var last = new int[length];
        for (int i = 0; i < positions.Length; i++) if (positions[i] >= 0) last[positions[i]] = i;
        int[] alone = [.. positions.Span];
        for (int i = 0; i < alone.Length; i++) if (alone[i] >= 0 && last[alone[i]] != i) alone[i] = -1;
        return x.PutAdd(alone, shape);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("nothing", x => x[0].MaxUnpool(Array.Empty<int>(), [2, 2]), (int[])[0]),
        new("the last of several", x => x[0].MaxUnpool((int[])[2, 0, 2, 5], [2, 3]), (int[])[2, 2]),
        new("of a pooling", x => x[0].MaxUnpool(Arange(1, 2, 5, 4).MaxPool2dWithPositions(2).Positions, [1, 2, 5, 4]), (int[])[1, 2, 2, 2]),
    ];

    private static Tensor Arange(params int[] shape) => Tensor.Range(Shapes.Count(shape)).Reshape(shape);
}
