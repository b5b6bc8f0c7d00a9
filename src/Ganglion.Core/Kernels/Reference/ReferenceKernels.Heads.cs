using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void SpMMHeads(int[] rowPointers, int[] columns, int[]? order, Tensor values, Tensor x, Tensor y, int heads, int f)
    {
        if (y.DType == DType.F32) SpMMHeads<float>(rowPointers, columns, order, values, x, y, heads, f);
        else SpMMHeads<double>(rowPointers, columns, order, values, x, y, heads, f);
    }

    public override void SddmmHeads(int[] rowPointers, int[] columns, int[]? order, Tensor a, Tensor b, Tensor values, int heads, int f)
    {
        if (values.DType == DType.F32) SddmmHeads<float>(rowPointers, columns, order, a, b, values, heads, f);
        else SddmmHeads<double>(rowPointers, columns, order, a, b, values, heads, f);
    }

    public override void SegmentSoftmax(int[] pointers, Tensor x, Tensor y, int f)
    {
        if (y.DType == DType.F32) SegmentSoftmax<float>(pointers, x, y, f); else SegmentSoftmax<double>(pointers, x, y, f);
    }

    public override void SegmentSoftmaxInput(int[] pointers, Tensor y, Tensor g, Tensor dx, int f)
    {
        if (dx.DType == DType.F32) SegmentSoftmaxInput<float>(pointers, y, g, dx, f); else SegmentSoftmaxInput<double>(pointers, y, g, dx, f);
    }

    private static void SpMMHeads<T>(int[] rowPointers, int[] columns, int[]? order, Tensor values, Tensor x, Tensor y, int heads, int f)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>(), weights = values.Data<T>();
        for (int r = 0; r < rowPointers.Length - 1; r++)
            for (int h = 0; h < heads; h++)
                for (int j = 0; j < f; j++)
                {
                    double sum = 0;
                    for (int e = rowPointers[r]; e < rowPointers[r + 1]; e++)
                        sum += D(weights[(order?[e] ?? e) * heads + h]) * D(from[(columns[e] * heads + h) * f + j]);
                    to[(r * heads + h) * f + j] = F<T>(sum);
                }
    }

    private static void SddmmHeads<T>(int[] rowPointers, int[] columns, int[]? order, Tensor a, Tensor b, Tensor values, int heads, int f)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> ea = a.Data<T>(), eb = b.Data<T>(), to = values.Data<T>();
        for (int r = 0; r < rowPointers.Length - 1; r++)
            for (int e = rowPointers[r]; e < rowPointers[r + 1]; e++)
                for (int h = 0; h < heads; h++)
                {
                    double sum = 0;
                    for (int j = 0; j < f; j++) sum += D(ea[(r * heads + h) * f + j]) * D(eb[(columns[e] * heads + h) * f + j]);
                    to[(order?[e] ?? e) * heads + h] = F<T>(sum);
                }
    }

    private static void SegmentSoftmax<T>(int[] pointers, Tensor x, Tensor y, int f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int s = 0; s < pointers.Length - 1; s++)
            for (int j = 0; j < f; j++)
            {
                double most = double.NegativeInfinity, sum = 0;
                for (int i = pointers[s]; i < pointers[s + 1]; i++) most = Math.Max(most, D(from[i * f + j]));
                for (int i = pointers[s]; i < pointers[s + 1]; i++) sum += Math.Exp(D(from[i * f + j]) - most);
                for (int i = pointers[s]; i < pointers[s + 1]; i++) to[i * f + j] = F<T>(Math.Exp(D(from[i * f + j]) - most) / sum);
            }
    }

    private static void SegmentSoftmaxInput<T>(int[] pointers, Tensor y, Tensor g, Tensor dx, int f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> p = y.Data<T>(), from = g.Data<T>(), to = dx.Data<T>();
        for (int s = 0; s < pointers.Length - 1; s++)
            for (int j = 0; j < f; j++)
            {
                double sum = 0;
                for (int i = pointers[s]; i < pointers[s + 1]; i++) sum += D(p[i * f + j]) * D(from[i * f + j]);
                for (int i = pointers[s]; i < pointers[s + 1]; i++) to[i * f + j] = F<T>(D(p[i * f + j]) * (D(from[i * f + j]) - sum));
            }
    }
}
