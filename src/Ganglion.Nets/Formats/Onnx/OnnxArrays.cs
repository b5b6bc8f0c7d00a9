namespace Ganglion.Nets.Onnx;

/// <summary>What moves elements without looking at them, for floats, whole numbers and text alike.</summary>
internal static class OnnxArrays
{
    /// <summary>The elements at flat positions; -1 gives zero or the empty text.</summary>
    public static OnnxArray Take(this OnnxArray x, int[] positions, ReadOnlySpan<int> shape) => x switch
    {
        OnnxFloats f => new OnnxFloats(f.Tensor.Take(IntTensor.From(positions, [positions.Length])).Reshape(shape), f.Element),
        OnnxIntegers i => new OnnxIntegers(Array.ConvertAll(positions, p => p < 0 ? 0 : i.Values[p]), shape, i.Element),
        OnnxStrings s => new OnnxStrings(Array.ConvertAll(positions, p => p < 0 ? "" : s.Values[p]), shape),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>
    /// Moves elements as an operation on tensors does. Whole numbers and text go where the operation puts their positions, so that it is
    /// the engine's own operation whatever the element type.
    /// </summary>
    public static OnnxArray Rearrange(this OnnxArray x, Func<Tensor, Tensor> move)
    {
        if (x is OnnxFloats f) return new OnnxFloats(move(f.Tensor), f.Element);
        var moved = move(Positions(x.Shape, 1));
        return x.Take(Array.ConvertAll(moved.ToDoubles(), static p => (int)p - 1), moved.Shape);
    }

    /// <summary>Several arrays of one type put together as an operation on tensors does.</summary>
    public static OnnxArray Combine(IReadOnlyList<OnnxArray> parts, Func<IReadOnlyList<Tensor>, Tensor> put)
    {
        if (parts is [OnnxFloats first, ..])
            return new OnnxFloats(put([.. parts.Select(p => (p as OnnxFloats)?.Tensor ?? throw Mixed(parts))]), first.Element);
        if (parts.Any(p => p.Element != parts[0].Element)) throw Mixed(parts);
        int at = 1;
        var moved = put([.. parts.Select(p => { var t = Positions(p.Shape, at); at += p.Length; return t; })]);
        int[] positions = Array.ConvertAll(moved.ToDoubles(), static p => (int)p - 1);
        return parts[0] is OnnxStrings
            ? new OnnxStrings([.. parts.SelectMany(p => ((OnnxStrings)p).Values)], [at - 1]).Take(positions, moved.Shape)
            : new OnnxIntegers([.. parts.SelectMany(p => ((OnnxIntegers)p).Values)], [at - 1], parts[0].Element).Take(positions, moved.Shape);
    }

    /// <summary>Sizes that fit 32 bits.</summary>
    public static int[] ToSizes(this long[] values) => Array.ConvertAll(values, static v => checked((int)v));

    /// <summary>A shape as a value.</summary>
    public static OnnxIntegers ToValue(this ReadOnlySpan<int> sizes) => new(Array.ConvertAll(sizes.ToArray(), static v => (long)v), [sizes.Length]);

    // 1, 2, …, so that what an operation fills in with zeros is seen.
    private static Tensor Positions(ReadOnlySpan<int> shape, int first) => (Tensor.Range(Shapes.Count(shape), DType.F64) + first).Reshape(shape);

    private static ArgumentException Mixed(IReadOnlyList<OnnxArray> parts) =>
        new($"its operands are {string.Join(", ", parts.Select(p => p.Describe()))}; one element type is needed");
}
