using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Ganglion;

/// <summary>
/// An immutable array of 8-bit codes: value = scale · code, with one scale for the tensor or one for each row (the first axis).
/// Symmetric quantisation, as in Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
/// Inference", eq. 1 with zero point 0.
/// </summary>
public sealed class Int8Tensor
{
    private const int Largest = 127;

    private readonly int[] _shape;
    private readonly float[] _scales;

    private Int8Tensor(sbyte[] codes, float[] scales, int[] shape) => (Values, _scales, _shape) = (codes, scales, shape);

    internal sbyte[] Values { get; }

    /// <summary>The size of each axis.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of codes.</summary>
    public int Length => Values.Length;

    /// <summary>The codes in row-major order.</summary>
    public ReadOnlySpan<sbyte> Codes => Values;

    /// <summary>One scale, or one for each row <c>[shape[0]]</c>.</summary>
    public ReadOnlySpan<float> Scales => _scales;

    /// <summary>A tensor of given codes.</summary>
    /// <param name="codes">In row-major order.</param>
    /// <param name="scales">One, or as many as the first axis is long.</param>
    /// <param name="shape">Without one, a vector.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many codes as were given, or the scales are neither one nor one a row.
    /// </exception>
    public static Int8Tensor From(ReadOnlySpan<sbyte> codes, ReadOnlySpan<float> scales, params ReadOnlySpan<int> shape)
    {
        int[] sizes = shape.IsEmpty ? [codes.Length] : shape.ToArray();
        if (Shapes.Count(sizes) != codes.Length)
            throw new ArgumentException($"Int8Tensor: {codes.Length} codes do not fill shape {Shapes.Text(sizes)}.", nameof(codes));
        if (scales.Length != 1 && scales.Length != sizes[0])
            throw new ArgumentException($"Int8Tensor: one scale or {sizes[0]}, one a row, are needed; got {scales.Length}.", nameof(scales));
        return new(codes.ToArray(), scales.ToArray(), sizes);
    }

    /// <summary>
    /// The nearest codes: scale = max |x| / 127, code = x / scale rounded to nearest, ties to even. No element moves by more than scale / 2
    /// (and the rounding of the division). Where all elements are 0, or too small for a scale, the scale is 1 and the codes are 0.
    /// </summary>
    /// <param name="x">Any shape; weights <c>[out, in]</c> or <c>[filters, …]</c> by row, activations as a whole or by sample.</param>
    /// <param name="perRow">A scale for each index of the first axis; else one for all.</param>
    /// <exception cref="ArgumentException">An element is not finite, or a scalar is quantised by row.</exception>
    public static Int8Tensor Quantize(Tensor x, bool perRow = false)
    {
        if (perRow && x.Rank == 0) throw new ArgumentException("Int8Tensor.Quantize: a scalar has no rows; leave perRow out.", nameof(perRow));
        var values = x.Detach().To(DType.F32).Contiguous().Span<float>();
        int rows = perRow ? x.Shape[0] : 1, length = rows == 0 ? 0 : values.Length / rows;
        var codes = new sbyte[values.Length];
        var scales = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            var row = values.Slice(r * length, length);
            float largest = length == 0 ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(row)), scale = largest / Largest;
            if (!float.IsFinite(largest))
                throw new ArgumentException($"Int8Tensor.Quantize: row {r} holds NaN or infinity (in 32 bits); quantise finite numbers.", nameof(x));
            scales[r] = scale == 0 ? 1 : scale;
            if (scale != 0) Round(row, scale, codes.AsSpan(r * length, length));
        }
        return new(codes, scales, x.Shape.ToArray());
    }

    /// <summary>The values: scale · code.</summary>
    public Tensor Dequantize(DType dtype = DType.F32)
    {
        var y = Tensor.Empty(_shape, DType.F32);
        var values = y.Data<float>();
        int length = Values.Length / Math.Max(_scales.Length, 1);
        for (int r = 0; r < _scales.Length; r++)
            for (int i = r * length; i < (r + 1) * length; i++) values[i] = Values[i] * _scales[r];
        return y.To(dtype);
    }

    /// <summary>Shape and scales.</summary>
    public override string ToString() => $"Int8Tensor {Shapes.Text(_shape)}, {(_scales.Length == 1 ? "one scale" : "a scale a row")}";

    internal float Scale(int row) => _scales[_scales.Length == 1 ? 0 : row];

    internal float[] ScaleOfEachRow()
    {
        if (_scales.Length == _shape[0]) return _scales;
        var all = new float[_shape[0]];
        Array.Fill(all, _scales[0]);
        return all;
    }

    private static void Round(ReadOnlySpan<float> from, float scale, Span<sbyte> to)
    {
        int i = 0;
        var limit = Vector256.Create((float)Largest);
        for (; i <= from.Length - 32; i += 32)
        {
            var low = Vector256.Narrow(Whole(from[i..], scale, limit), Whole(from[(i + 8)..], scale, limit));
            var high = Vector256.Narrow(Whole(from[(i + 16)..], scale, limit), Whole(from[(i + 24)..], scale, limit));
            Vector256.Narrow(low, high).CopyTo(to[i..]);
        }
        for (; i < from.Length; i++) to[i] = (sbyte)Math.Clamp(MathF.Round(from[i] / scale), -Largest, Largest);
    }

    private static Vector256<int> Whole(ReadOnlySpan<float> from, float scale, Vector256<float> limit) =>
        Vector256.ConvertToInt32(Vector256.Min(Vector256.Max(Vector256.Round(Vector256.Create(from) / scale), -limit), limit));
}
