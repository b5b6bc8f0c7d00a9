namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void MatMul(Tensor a, bool transposeA, int strideA, Tensor b, bool transposeB, int strideB, Tensor c, int batch, int m, int n,
        int k, Tensor? bias = null)
    {
        if (batch == 0 || m == 0 || n == 0) return;
        fixed (byte* pa = &First(a), pb = &First(b), pc = &First(c), pBias = &First(bias))
        {
            if (m == 1 || n == 1)
            {
                // A column times is a row times the transpose; either way the vector is contiguous.
                var vector = m == 1
                    ? new VectorMatrixJob
                    {
                        X = pa,
                        B = pb,
                        Y = pc,
                        Bias = pBias,
                        Transpose = transposeB,
                        StrideX = strideA,
                        StrideB = strideB,
                        Batch = batch,
                        N = n,
                        K = k
                    }
                    : new VectorMatrixJob
                    {
                        X = pb,
                        B = pa,
                        Y = pc,
                        Bias = pBias,
                        Transpose = !transposeA,
                        StrideX = strideB,
                        StrideB = strideA,
                        Batch = batch,
                        N = m,
                        K = k,
                        ScalarBias = true
                    };
                Dispatch(c.DType, ref vector);
                return;
            }
            var job = new MatMulJob
            {
                A = pa,
                B = pb,
                C = pc,
                Bias = pBias,
                TransposeA = transposeA,
                TransposeB = transposeB,
                StrideA = strideA,
                StrideB = strideB,
                Batch = batch,
                M = m,
                N = n,
                K = k,
            };
            Dispatch(c.DType, ref job);
        }
    }
}
