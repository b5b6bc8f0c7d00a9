using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void MatMul(Tensor a, bool transposeA, int strideA, Tensor b, bool transposeB, int strideB, Tensor c, int batch, int m, int n,
        int k, Tensor? bias = null)
    {
        if (c.DType == DType.F32) MatMul<float>(a, transposeA, strideA, b, transposeB, strideB, c, batch, m, n, k, bias);
        else MatMul<double>(a, transposeA, strideA, b, transposeB, strideB, c, batch, m, n, k, bias);
    }

    public override void SpMM(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int f, double alpha = 1, double beta = 0,
        Tensor? add = null)
    {
        if (y.DType == DType.F32) SpMM<float>(rowPointers, columns, values, x, y, f, alpha, beta, add); else SpMM<double>(rowPointers, columns, values, x, y, f, alpha, beta, add);
    }

    public override void Sddmm(int[] rowPointers, int[] columns, Tensor a, Tensor b, Tensor values, int f)
    {
        if (values.DType == DType.F32) Sddmm<float>(rowPointers, columns, a, b, values, f); else Sddmm<double>(rowPointers, columns, a, b, values, f);
    }

    private static void MatMul<T>(Tensor a, bool transposeA, int strideA, Tensor b, bool transposeB, int strideB, Tensor c, int batch, int m, int n,
        int k, Tensor? bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> ea = a.Data<T>(), eb = b.Data<T>(), ec = c.Data<T>();
        for (int s = 0; s < batch; s++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                {
                    double sum = bias is null ? 0 : D(bias.Data<T>()[j]);
                    for (int l = 0; l < k; l++)
                        sum += D(ea[s * strideA + (transposeA ? l * m + i : i * k + l)]) * D(eb[s * strideB + (transposeB ? j * k + l : l * n + j)]);
                    ec[(s * m + i) * n + j] = F<T>(sum);
                }
    }

    private static void SpMM<T>(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int f, double alpha, double beta, Tensor? add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>(), weights = values is null ? default : values.Data<T>();
        for (int r = 0; r < rowPointers.Length - 1; r++)
            for (int j = 0; j < f; j++)
            {
                double sum = 0;
                for (int e = rowPointers[r]; e < rowPointers[r + 1]; e++) sum += (weights.IsEmpty ? 1 : D(weights[e])) * D(from[columns[e] * f + j]);
                to[r * f + j] = F<T>(alpha * sum + (add is null ? 0 : beta * D(add.Data<T>()[r * f + j])));
            }
    }

    private static void Sddmm<T>(int[] rowPointers, int[] columns, Tensor a, Tensor b, Tensor values, int f)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> ea = a.Data<T>(), eb = b.Data<T>(), to = values.Data<T>();
        for (int r = 0; r < rowPointers.Length - 1; r++)
            for (int e = rowPointers[r]; e < rowPointers[r + 1]; e++)
            {
                double sum = 0;
                for (int j = 0; j < f; j++) sum += D(ea[r * f + j]) * D(eb[columns[e] * f + j]);
                to[e] = F<T>(sum);
            }
    }
}
