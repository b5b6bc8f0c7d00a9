namespace Ganglion;

/// <summary>Products of 8-bit tensors: sums of 32 bits, exact, and the same on any processor and any number of threads.</summary>
public static unsafe class Int8
{
    /// <summary>The longest sum that 32 bits hold whatever the codes: 131,071 products of at most 128².</summary>
    public const int LongestSum = int.MaxValue / (128 * 128);

    /// <summary>a · bᵀ as numbers: the whole-number product times the scales of a's row and b's row.</summary>
    /// <param name="a"><c>[m, k]</c>, say activations.</param>
    /// <param name="b"><c>[n, k]</c>: the right operand transposed, as linear layers hold their weights.</param>
    /// <returns><c>[m, n]</c>, of <see cref="DType.F32"/>.</returns>
    /// <exception cref="ArgumentException">An operand is no matrix, the rows differ in length, or are longer than <see cref="LongestSum"/>.
    /// </exception>
    public static Tensor MatMul(Int8Tensor a, Int8Tensor b)
    {
        CheckMatrices(a, b);
        var y = Tensor.Empty([a.Shape[0], b.Shape[0]], DType.F32, "Int8.MatMul");
        fixed (float* rows = a.ScaleOfEachRow(), columns = b.ScaleOfEachRow(), c = y.Data<float>()) Multiply(a, b, (int*)c, rows, columns);
        return y;
    }

    /// <summary>a · bᵀ of the codes.</summary>
    /// <param name="a"><c>[m, k]</c>.</param>
    /// <param name="b"><c>[n, k]</c>.</param>
    /// <returns><c>[m, n]</c>: y[i, j] = Σ a[i, l] · b[j, l], without the scales.</returns>
    /// <exception cref="ArgumentException">As for <see cref="MatMul"/>.</exception>
    public static IntTensor MatMulInt32(Int8Tensor a, Int8Tensor b)
    {
        CheckMatrices(a, b);
        int m = a.Shape[0], n = b.Shape[0];
        var y = new int[checked(m * n)];
        fixed (int* c = y) Multiply(a, b, c, null, null);
        return IntTensor.Wrap(y, [m, n]);
    }

    /// <summary>A convolution as <see cref="Conv2dOp.Conv2d"/> means it, as numbers: the codes' times the scales of image and filter.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>; a scale a row is a scale an image.</param>
    /// <param name="weight"><c>[filters, channels / groups, kernelHeight, kernelWidth]</c>; a scale a row is a scale a filter.</param>
    /// <param name="stride">The distance between windows; 0 stands for 1.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">The distance between the elements of a window; 0 stands for 1.</param>
    /// <param name="groups">Channels and filters fall into this many groups that do not meet.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>, of <see cref="DType.F32"/>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a window is larger than <see cref="LongestSum"/>.</exception>
    public static Tensor Conv2d(Int8Tensor x, Int8Tensor weight, Size2 stride = default, Padding2 padding = default, Size2 dilation = default,
        int groups = 1)
    {
        var s = Geometry(x, weight, stride, padding, dilation, groups);
        var y = Tensor.Empty([s.Batch, s.Filters, s.OutHeight, s.OutWidth], DType.F32, "Int8.Conv2d");
        var scales = new float[s.Batch * s.Filters];
        for (int i = 0; i < scales.Length; i++) scales[i] = x.Scale(i / s.Filters) * weight.Scale(i % s.Filters);
        fixed (float* rows = scales, c = y.Data<float>()) Convolve(x, weight, s, (int*)c, rows);
        return y;
    }

    /// <summary>A convolution of the codes.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="weight"><c>[filters, channels / groups, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="stride">The distance between windows; 0 stands for 1.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">The distance between the elements of a window; 0 stands for 1.</param>
    /// <param name="groups">Channels and filters fall into this many groups that do not meet.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>, without the scales.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Conv2d"/>.</exception>
    public static IntTensor Conv2dInt32(Int8Tensor x, Int8Tensor weight, Size2 stride = default, Padding2 padding = default,
        Size2 dilation = default, int groups = 1)
    {
        var s = Geometry(x, weight, stride, padding, dilation, groups);
        int[] shape = [s.Batch, s.Filters, s.OutHeight, s.OutWidth];
        var y = new int[Shapes.Count(shape)];
        fixed (int* c = y) Convolve(x, weight, s, c, null);
        return IntTensor.Wrap(y, shape);
    }

    private static void Multiply(Int8Tensor a, Int8Tensor b, int* c, float* rows, float* columns)
    {
        fixed (sbyte* p = a.Values, q = b.Values)
            new Int8MatMulJob { A = p, B = q, C = c, M = a.Shape[0], N = b.Shape[0], K = a.Shape[1], RowScales = rows, ColumnScales = columns }.Run();
    }

    private static void Convolve(Int8Tensor x, Int8Tensor weight, ConvShape s, int* y, float* scales)
    {
        fixed (sbyte* p = x.Values, q = weight.Values) new Int8ConvJob { X = p, W = q, Y = y, Scales = scales, Shape = s }.Run();
    }

    private static void CheckMatrices(Int8Tensor a, Int8Tensor b)
    {
        if (a.Shape.Length != 2 || b.Shape.Length != 2 || a.Shape[1] != b.Shape[1])
            throw new ArgumentException(
                $"Int8.MatMul: matrices [m, k] and [n, k] are needed, the right one transposed; "
                + $"got {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}.");
        CheckSum("MatMul", a.Shape[1]);
    }

    private static ConvShape Geometry(Int8Tensor x, Int8Tensor w, Size2 stride, Padding2 padding, Size2 dilation, int groups)
    {
        var s = Conv2dOp.Geometry("Int8.Conv2d", x.Shape, w.Shape, stride, padding, dilation, groups);
        CheckSum("Conv2d", s.Channels / s.Groups * s.KernelHeight * s.KernelWidth);
        return s;
    }

    private static void CheckSum(string op, int terms)
    {
        if (terms > LongestSum)
            throw new ArgumentException(
                $"Int8.{op}: sums of {terms} products may not fit into 32 bits; cut them into sums of {LongestSum} or fewer.");
    }
}
