namespace Ganglion;

/// <summary>A backend that hands every call on to another and tells a meter: its multiply-adds, the bytes of its operands, its time.</summary>
internal sealed partial class MeteredKernels(Kernels inner, Meter meter) : Kernels
{
    public override string Name => inner.Name;

    public override void Unary(UnaryKind kind, Tensor x, Tensor y, double p = 0, double q = 0) =>
        Note(kind.ToString(), 0, [x, y], () => inner.Unary(kind, x, y, p, q));

    public override void Binary(BinaryKind kind, Tensor a, Tensor b, Tensor y) =>
        Note(kind.ToString(), 0, [a, b, y], () => inner.Binary(kind, a, b, y));

    public override void Where(Tensor c, Tensor a, Tensor b, Tensor y) => Note("Where", 0, [c, a, b, y], () => inner.Where(c, a, b, y));

    public override void Copy(Tensor x, Tensor y) => Note("Copy", 0, [x, y], () => inner.Copy(x, y));

    public override void Reduce(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner1) =>
        Note($"Reduce{kind}", 0, [x, y], () => inner.Reduce(kind, x, y, outer, n, inner1));

    public override void ArgMax(Tensor x, int[] y, int outer, int n, int inner1) =>
        Note("ArgMax", 0, [x], () => inner.ArgMax(x, y, outer, n, inner1), 4L * y.Length);

    public override void Order(Tensor x, int[] y, int rows, int n, int k, bool descending) =>
        Note("Order", 0, [x], () => inner.Order(x, y, rows, n, k, descending), 4L * y.Length);

    public override void Cumulate(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner1, bool reverse) =>
        Note($"Cumulate{kind}", 0, [x, y], () => inner.Cumulate(kind, x, y, outer, n, inner1, reverse));

    public override void Softmax(Tensor x, Tensor y, int rows, int n, bool log) =>
        Note(log ? "LogSoftmax" : "Softmax", 0, [x, y], () => inner.Softmax(x, y, rows, n, log));

    public override void MatMul(Tensor a, bool transposeA, int strideA, Tensor b, bool transposeB, int strideB, Tensor c, int batch, int m, int n,
        int k, Tensor? bias = null) =>
        Note("MatMul", (long)batch * m * n * k, [a, b, bias, c], () =>
            inner.MatMul(a, transposeA, strideA, b, transposeB, strideB, c, batch, m, n, k, bias));

    public override void SpMM(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int f, double alpha = 1, double beta = 0,
        Tensor? add = null) =>
        Note("SpMM", (long)columns.Length * f, [values, y, add], () => inner.SpMM(rowPointers, columns, values, x, y, f, alpha, beta, add),
            Ids(rowPointers, columns) + Size(x) * columns.Length * f);

    public override void Sddmm(int[] rowPointers, int[] columns, Tensor a, Tensor b, Tensor values, int f) =>
        Note("Sddmm", (long)columns.Length * f, [a, values], () => inner.Sddmm(rowPointers, columns, a, b, values, f),
            Ids(rowPointers, columns) + Size(b) * columns.Length * f);

    public override void SpMMHeads(int[] rowPointers, int[] columns, int[]? order, Tensor values, Tensor x, Tensor y, int heads, int f) =>
        Note("SpMMHeads", (long)columns.Length * heads * f, [values, y], () => inner.SpMMHeads(rowPointers, columns, order, values, x, y, heads, f),
            Ids(rowPointers, columns) + Size(x) * columns.Length * heads * f);

    public override void SddmmHeads(int[] rowPointers, int[] columns, int[]? order, Tensor a, Tensor b, Tensor values, int heads, int f) =>
        Note("SddmmHeads", (long)columns.Length * heads * f, [a, values], () => inner.SddmmHeads(rowPointers, columns, order, a, b, values, heads, f),
            Ids(rowPointers, columns) + Size(b) * columns.Length * heads * f);

    public override void SegmentSoftmax(int[] pointers, Tensor x, Tensor y, int f) =>
        Note("SegmentSoftmax", 0, [x, y], () => inner.SegmentSoftmax(pointers, x, y, f), 4L * pointers.Length);

    public override void SegmentSoftmaxInput(int[] pointers, Tensor y, Tensor g, Tensor dx, int f) =>
        Note("SegmentSoftmaxInput", 0, [y, g, dx], () => inner.SegmentSoftmaxInput(pointers, y, g, dx, f), 4L * pointers.Length);

    public override void MapAxis(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int outer, int n, int width) =>
        Note("MapAxis", (long)outer * columns.Length * width, [x, y], () => inner.MapAxis(rowPointers, columns, values, x, y, outer, n, width),
            Ids(rowPointers, columns));

    public override void GatherRows(Tensor x, int[] index, Tensor y, int f) =>
        Note("GatherRows", 0, [y, y], () => inner.GatherRows(x, index, y, f), 4L * index.Length);

    public override void ScatterAddRows(Tensor x, int[] index, Tensor y, int rows, int f) =>
        Note("ScatterAddRows", 0, [x, y], () => inner.ScatterAddRows(x, index, y, rows, f), 4L * index.Length);

    public override void SegmentReduce(ReduceKind kind, int[] pointers, Tensor x, Tensor y, int f) =>
        Note($"Segment{kind}", 0, [x, y], () => inner.SegmentReduce(kind, pointers, x, y, f), 4L * pointers.Length);

    public override void SegmentArgMax(int[] pointers, int[]? rows, Tensor x, int[] y, int f) =>
        Note("SegmentArgMax", 0, [x], () => inner.SegmentArgMax(pointers, rows, x, y, f), Ids(pointers, y) + 4L * (rows?.Length ?? 0));

    public override void Take(Tensor x, int[] index, Tensor y) => Note("Take", 0, [y, y], () => inner.Take(x, index, y), 4L * index.Length);

    public override void PutAdd(Tensor x, int[] index, Tensor y) => Note("PutAdd", 0, [x, y], () => inner.PutAdd(x, index, y), 4L * index.Length);

    public override void Conv2d(Tensor x, Tensor w, Tensor y, in ConvShape s)
    {
        var t = s;
        Note("Conv2d", Products(s), [x, w, y], () => inner.Conv2d(x, w, y, t));
    }

    public override void Conv2dInput(Tensor g, Tensor w, Tensor dx, in ConvShape s)
    {
        var t = s;
        Note("Conv2dInput", Products(s), [g, w, dx], () => inner.Conv2dInput(g, w, dx, t));
    }

    public override void Conv2dWeight(Tensor x, Tensor g, Tensor dw, in ConvShape s)
    {
        var t = s;
        Note("Conv2dWeight", Products(s), [x, g, dw], () => inner.Conv2dWeight(x, g, dw, t));
    }

    public override void SparseConv2d(Pattern places, Tensor values, Tensor x, Tensor y, in ConvShape s)
    {
        var t = s;
        Note("SparseConv2d", Products(places, s), [values, x, y], () => inner.SparseConv2d(places, values, x, y, t), 4L * places.Ids.Length);
    }

    public override void SparseConv2dInput(Pattern places, Tensor values, Tensor g, Tensor dx, in ConvShape s)
    {
        var t = s;
        Note("SparseConv2dInput", Products(places, s), [values, g, dx], () => inner.SparseConv2dInput(places, values, g, dx, t), 4L * places.Ids.Length);
    }

    public override void SparseConv2dValues(Pattern places, Tensor x, Tensor g, Tensor values, in ConvShape s)
    {
        var t = s;
        Note("SparseConv2dValues", Products(places, s), [values, x, g], () => inner.SparseConv2dValues(places, x, g, values, t), 4L * places.Ids.Length);
    }

    private static long Products(Pattern places, in ConvShape s) => (long)places.Ids.Length * s.Batch * s.OutHeight * s.OutWidth;

    public override void MaxPool2d(Tensor x, Tensor y, int[] arg, in ConvShape s)
    {
        var t = s;
        Note("MaxPool2d", 0, [x, y], () => inner.MaxPool2d(x, y, arg, t), 4L * arg.Length);
    }

    public override void SumPool2d(Tensor x, Tensor y, in ConvShape s)
    {
        var t = s;
        Note("SumPool2d", 0, [x, y], () => inner.SumPool2d(x, y, t));
    }

    public override void SumPool2dAdjoint(Tensor g, Tensor dx, in ConvShape s)
    {
        var t = s;
        Note("SumPool2dAdjoint", 0, [g, dx], () => inner.SumPool2dAdjoint(g, dx, t));
    }

    public override void SoftmaxCrossEntropy(Tensor x, int[] labels, Tensor losses, Tensor p, int rows, int n) =>
        Note("SoftmaxCrossEntropy", 0, [x, losses, p], () => inner.SoftmaxCrossEntropy(x, labels, losses, p, rows, n), 4L * labels.Length);

    public override void Moments(Tensor x, Tensor mean, Tensor variance, int outer, int channels, int inner1) =>
        Note("Moments", 0, [x, mean, variance], () => inner.Moments(x, mean, variance, outer, channels, inner1));

    public override void ScaleShift(Tensor x, Tensor mean, Tensor scale, Tensor? shift, Tensor y, int outer, int channels, int inner1) =>
        Note("ScaleShift", 0, [x, mean, scale, shift, y], () => inner.ScaleShift(x, mean, scale, shift, y, outer, channels, inner1));

    public override void MomentSums(Tensor g, Tensor x, Tensor mean, Tensor sumG, Tensor sumGx, int outer, int channels, int inner1) =>
        Note("MomentSums", 0, [g, x, mean, sumG, sumGx], () => inner.MomentSums(g, x, mean, sumG, sumGx, outer, channels, inner1));

    public override void NormalizationInput(Tensor g, Tensor x, Tensor mean, Tensor p, Tensor q, Tensor r, Tensor y, int outer, int channels,
        int inner1) =>
        Note("NormalizationInput", 0, [g, x, mean, p, q, r, y], () => inner.NormalizationInput(g, x, mean, p, q, r, y, outer, channels, inner1));

    public override void Dropout(Tensor x, ulong key, double rate, Tensor y) => Note("Dropout", 0, [x, y], () => inner.Dropout(x, key, rate, y));

    public override void Uniform(ulong key, double low, double high, Tensor y) => Note("Uniform", 0, [y], () => inner.Uniform(key, low, high, y));

    public override void Normal(ulong key, double mean, double deviation, Tensor y) =>
        Note("Normal", 0, [y], () => inner.Normal(key, mean, deviation, y));

    public override void PackBits(Tensor x, Tensor? boundaries, int bits, Tensor words) =>
        Note("PackBits", 0, [x, boundaries, words], () => inner.PackBits(x, boundaries, bits, words));

    public override void UnpackBits(Tensor words, int bits, Tensor? table, Tensor y) =>
        Note("UnpackBits", 0, [words, table, y], () => inner.UnpackBits(words, bits, table, y));

    public override void AdamStep(Tensor p, Tensor g, Tensor m, Tensor v, Tensor? vmax, double lr, double beta1, double beta2, double epsilon,
        double l2, double decay, double correction1, double correction2) =>
        Note("AdamStep", 0, [p, p, g, m, m, v, v, vmax, vmax], () =>
            inner.AdamStep(p, g, m, v, vmax, lr, beta1, beta2, epsilon, l2, decay, correction1, correction2));

    public override void SgdStep(Tensor p, Tensor g, Tensor? b, double lr, double momentum, double l2, bool nesterov) =>
        Note("SgdStep", 0, [p, p, g, b, b], () => inner.SgdStep(p, g, b, lr, momentum, l2, nesterov));

    private void Note(string op, long work, ReadOnlySpan<Tensor?> operands, Action kernel, long more = 0)
    {
        long bytes = more;
        foreach (var t in operands) if (t is not null) bytes += Elements(t) * Size(t);
        meter.Note(op, work, bytes, operands, kernel);
    }

    // The distinct elements: an axis of stride 0 repeats what was read.
    private static long Elements(Tensor t)
    {
        long n = 1;
        for (int i = 0; i < t.Rank; i++) if (t.Strides[i] != 0 || t.Shape[i] == 0) n *= t.Shape[i];
        return n;
    }

    private static long Size(Tensor t) => t.DType == DType.F32 ? 4 : 8;

    private static long Ids(int[] a, int[] b) => 4L * a.Length + 4L * b.Length;

    private static long Products(in ConvShape s) =>
        (long)s.Batch * s.Filters * s.OutHeight * s.OutWidth * (s.Channels / s.Groups) * s.KernelHeight * s.KernelWidth;
}
