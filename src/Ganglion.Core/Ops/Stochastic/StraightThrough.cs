namespace Ganglion;

/// <summary>y = value, with the derivative of a surrogate in place of its own (Bengio, Léonard and Courville 2013): what is constant between jumps
/// still
/// lets a gradient pass.</summary>
public static class StraightThroughOp
{
    /// <summary>The value, whose gradient goes to the surrogate as it is.</summary>
    /// <param name="value">What is computed with; counts as a constant.</param>
    /// <param name="surrogate">Of the same shape: what is differentiated.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    [Op("straight_through", Order = 0)]
    public static Tensor StraightThrough(this Tensor value, Tensor surrogate)
    {
        if (!value.Shape.SequenceEqual(surrogate.Shape))
            throw new ArgumentException(
                $"StraightThrough: the value has shape {Shapes.Text(value.Shape)}, the surrogate {Shapes.Text(surrogate.Shape)}.");
        return Diff.Record("straight_through", value.View(value.ShapeArray, value.StrideArray, value.Offset), surrogate, static g => g);
    }

    /// <summary>Each element rounded, halves to even, with the derivative of x.</summary>
    public static Tensor RoundStraightThrough(this Tensor x) => x.Round().StraightThrough(x);

    /// <summary>1 where x is 0 or more, else -1, with the derivative of x clamped to ±<paramref name="clip"/> (Hubara et al. 2016): what lies beyond
    /// gets none.</summary>
    public static Tensor SignStraightThrough(this Tensor x, double clip = 1) =>
        x.GreaterEqual(0).Affine(2, -1).StraightThrough(double.IsInfinity(clip) ? x : x.Clamp(-clip, clip));

    /// <summary>1 at the (first) largest element along an axis, else 0, with the derivative of softmax(x).</summary>
    public static Tensor ArgMaxStraightThrough(this Tensor x, int axis = -1) => Hard(x.Softmax(axis), axis);

    /// <summary>The unit vector of the largest probability, with the derivative of the probabilities.</summary>
    internal static Tensor Hard(Tensor probabilities, int axis)
    {
        axis = Shapes.Axis(axis, probabilities.Rank, "StraightThrough");
        var hard = probabilities.Detach().ArgMax(axis).OneHot(probabilities.Shape[axis], probabilities.DType);
        int[] order = [.. Enumerable.Range(0, axis), hard.Rank - 1, .. Enumerable.Range(axis, hard.Rank - 1 - axis)];
        return hard.Permute(order).StraightThrough(probabilities);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].StraightThrough(x[0]), (int[])[0, 2]), new("value", x => x[0].StraightThrough(x[1]), (int[])[3, 4], (int[])[3, 4]),
        new("round", x => x[0].RoundStraightThrough(), (int[])[17]), new("sign", x => x[0].SignStraightThrough(), (int[])[3, 5]),
        new("largest", x => x[0].ArgMaxStraightThrough(), (int[])[3, 5]), new("largest down", x => x[0].ArgMaxStraightThrough(0), (int[])[3, 2, 4]),
    ];
}
