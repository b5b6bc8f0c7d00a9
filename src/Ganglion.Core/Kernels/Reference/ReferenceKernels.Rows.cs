using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void GatherRows(Tensor x, int[] index, Tensor y, int f)
    {
        if (y.DType == DType.F32) GatherRows<float>(x, index, y, f); else GatherRows<double>(x, index, y, f);
    }

    public override void ScatterAddRows(Tensor x, int[] index, Tensor y, int rows, int f)
    {
        if (y.DType == DType.F32) ScatterAddRows<float>(x, index, y, rows, f); else ScatterAddRows<double>(x, index, y, rows, f);
    }

    public override void MapAxis(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int outer, int n, int inner)
    {
        if (y.DType == DType.F32) MapAxis<float>(rowPointers, columns, values, x, y, outer, n, inner);
        else MapAxis<double>(rowPointers, columns, values, x, y, outer, n, inner);
    }

    public override void SegmentReduce(ReduceKind kind, int[] pointers, Tensor x, Tensor y, int f)
    {
        if (y.DType == DType.F32) SegmentReduce<float>(kind, pointers, x, y, f); else SegmentReduce<double>(kind, pointers, x, y, f);
    }

    public override void SegmentArgMax(int[] pointers, int[]? rows, Tensor x, int[] y, int f)
    {
        if (x.DType == DType.F32) SegmentArgMax<float>(pointers, rows, x, y, f); else SegmentArgMax<double>(pointers, rows, x, y, f);
    }

    public override void Take(Tensor x, int[] index, Tensor y)
    {
        if (y.DType == DType.F32) Take<float>(x, index, y); else Take<double>(x, index, y);
    }

    public override void PutAdd(Tensor x, int[] index, Tensor y)
    {
        if (y.DType == DType.F32) PutAdd<float>(x, index, y); else PutAdd<double>(x, index, y);
    }

    private static void GatherRows<T>(Tensor x, int[] index, Tensor y, int f) where T : unmanaged
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int i = 0; i < index.Length; i++) from.Slice(index[i] * f, f).CopyTo(to[(i * f)..]);
    }

    private static void ScatterAddRows<T>(Tensor x, int[] index, Tensor y, int rows, int f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[rows * f];
        var from = x.Data<T>();
        for (int i = 0; i < index.Length; i++)
            for (int j = 0; j < f; j++) sums[index[i] * f + j] += D(from[i * f + j]);
        var to = y.Data<T>();
        for (int i = 0; i < sums.Length; i++) to[i] = F<T>(sums[i]);
    }

    private static void MapAxis<T>(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int outer, int n, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>(), scale = values is null ? [] : values.Data<T>();
        int rows = rowPointers.Length - 1;
        for (int o = 0; o < outer; o++)
            for (int r = 0; r < rows; r++)
                for (int k = 0; k < inner; k++)
                {
                    double sum = 0;
                    for (int e = rowPointers[r]; e < rowPointers[r + 1]; e++)
                        sum += D(from[(o * n + columns[e]) * inner + k]) * (values is null ? 1 : D(scale[e]));
                    to[(o * rows + r) * inner + k] = F<T>(sum);
                }
    }

    private static void SegmentReduce<T>(ReduceKind kind, int[] pointers, Tensor x, Tensor y, int f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int s = 0; s < pointers.Length - 1; s++)
            for (int j = 0; j < f; j++)
            {
                double r = Start(kind);
                for (int i = pointers[s]; i < pointers[s + 1]; i++) r = Combine(kind, r, D(from[i * f + j]));
                to[s * f + j] = pointers[s] == pointers[s + 1] ? T.Zero : F<T>(r);
            }
    }

    private static void SegmentArgMax<T>(int[] pointers, int[]? rows, Tensor x, int[] y, int f)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var from = x.Data<T>();
        for (int s = 0; s < pointers.Length - 1; s++)
            for (int j = 0; j < f; j++)
            {
                int best = -1;
                for (int e = pointers[s]; e < pointers[s + 1]; e++)
                {
                    int i = rows is null ? e : rows[e];
                    if (best < 0 || from[i * f + j] > from[best * f + j] || (T.IsNaN(from[i * f + j]) && !T.IsNaN(from[best * f + j]))) best = i;
                }
                y[s * f + j] = best;
            }
    }

    private static void Take<T>(Tensor x, int[] index, Tensor y) where T : unmanaged
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int i = 0; i < index.Length; i++) to[i] = index[i] < 0 ? default : from[index[i]];
    }

    private static void PutAdd<T>(Tensor x, int[] index, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        to.Clear();
        for (int i = 0; i < index.Length; i++) if (index[i] >= 0) to[index[i]] += from[i];
    }
}
