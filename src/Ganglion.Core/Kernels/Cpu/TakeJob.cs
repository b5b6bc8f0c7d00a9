using System.Runtime.CompilerServices;

namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    private const int ElementsPerTake = 16 * 1024;

    private struct TakeJob
    {
        public byte* X, Y;
        public int* Index;
        public int Length;
    }

    public override void Take(Tensor x, int[] index, Tensor y)
    {
        if (y.Length == 0) return;
        if (x.Length == 0) { base.Take(x, index, y); return; }
        fixed (byte* px = &First(x), py = &First(y))
        fixed (int* p = index)
        {
            var job = new TakeJob { X = px, Y = py, Index = p, Length = y.Length };
            int chunks = (y.Length + ElementsPerTake - 1) / ElementsPerTake;
            if (y.DType == DType.F32) Workers.For(chunks, ref job, &Take<float>); else Workers.For(chunks, ref job, &Take<double>);
        }
    }

    // A negative position reads the first element and is masked: no branch to mispredict.
    private static void Take<T>(ref TakeJob job, int chunk) where T : unmanaged
    {
        int end = Math.Min((chunk + 1) * ElementsPerTake, job.Length);
        T* x = (T*)job.X, y = (T*)job.Y;
        for (int i = chunk * ElementsPerTake; i < end; i++)
        {
            int at = job.Index[i], mask = at >> 31;
            if (typeof(T) == typeof(float)) ((int*)y)[i] = ((int*)x)[at & ~mask] & ~mask;
            else ((long*)y)[i] = ((long*)x)[at & ~mask] & ~(long)mask;
        }
    }

    /// <summary>In order of i, on one thread: positions may repeat.</summary>
    public override void PutAdd(Tensor x, int[] index, Tensor y)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        fixed (int* p = index)
        {
            Unsafe.InitBlockUnaligned(py, 0, (uint)y.Length * (uint)Bytes(y));
            if (y.DType == DType.F32) PutAdd((float*)px, p, (float*)py, index.Length); else PutAdd((double*)px, p, (double*)py, index.Length);
        }
    }

    private static void PutAdd(float* x, int* index, float* y, int n)
    {
        for (int i = 0; i < n; i++) if (index[i] >= 0) y[index[i]] += x[i];
    }

    private static void PutAdd(double* x, int* index, double* y, int n)
    {
        for (int i = 0; i < n; i++) if (index[i] >= 0) y[index[i]] += x[i];
    }
}
