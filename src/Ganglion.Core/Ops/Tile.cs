namespace Ganglion;

/// <summary>x laid side by side along each axis. Derivative: the sum over the copies.</summary>
public static class TileOp
{
    /// <summary>x repeated as a whole, <paramref name="repeats"/>[i] times along axis i; with more repeats than axes, x gets leading axes.</summary>
    /// <exception cref="ArgumentException">Fewer repeats than axes were given.</exception>
    [Op("tile", Onnx = "Tile", Torch = "torch.tile")]
    public static Tensor Tile(this Tensor x, params ReadOnlySpan<int> repeats)
    {
        int lead = repeats.Length - x.Rank;
        if (lead < 0)
            throw new ArgumentException($"Tile: {repeats.Length} repeats were given for shape {Shapes.Text(x.Shape)}; one an axis is needed.",
                nameof(repeats));
        int[] apart = new int[2 * repeats.Length], wide = new int[2 * repeats.Length], shape = new int[repeats.Length];
        for (int i = 0; i < repeats.Length; i++)
        {
            int size = i < lead ? 1 : x.Shape[i - lead];
            (apart[2 * i], apart[2 * i + 1], wide[2 * i], wide[2 * i + 1], shape[i]) = (1, size, repeats[i], size, repeats[i] * size);
        }
        return x.Reshape(apart).Expand(wide).Reshape(shape);
    }

    /// <summary>Each element of an axis repeated in place.</summary>
    public static Tensor RepeatInterleave(this Tensor x, int repeats, int axis)
    {
        axis = Shapes.Axis(axis, x.Rank, "RepeatInterleave");
        int[] shape = [.. x.Shape];
        shape[axis] *= repeats;
        return x.Unsqueeze(axis + 1).Expand([.. x.Shape[..(axis + 1)], repeats, .. x.Shape[(axis + 1)..]]).Reshape(shape);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].Tile(2, 1), (int[])[0, 3]), new("none", x => x[0].Tile(0), (int[])[3]), new("scalar", x => x[0].Tile(3), (int[])[]),
        new("matrix", x => x[0].Tile(2, 3), (int[])[2, 3]), new("new axis", x => x[0].Tile(2, 1, 2), (int[])[2, 3]),
        new("interleaved", x => x[0].RepeatInterleave(3, 1), (int[])[2, 3, 2]), new("large", x => x[0].Tile(3, 2), (int[])[37, 65]),
    ];
}
