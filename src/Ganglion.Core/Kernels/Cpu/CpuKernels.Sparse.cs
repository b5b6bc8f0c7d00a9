using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    private const int BytesPerChunk = 64 * 1024;

    public override void SpMM(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int f, double alpha = 1, double beta = 0,
        Tensor? add = null)
    {
        if (y.Length == 0) return;
        fixed (int* pRows = rowPointers, pColumns = columns)
        fixed (byte* pv = &First(values), px = &First(x), py = &First(y), pAdd = &First(add))
        {
            var job = new SparseJob
            {
                RowPointers = pRows,
                Columns = pColumns,
                Values = pv,
                X = px,
                Y = py,
                Rows = rowPointers.Length - 1,
                F = f,
                C = pAdd,
                Alpha = alpha,
                Beta = beta,
            };
            if (columns.Length == 0 && add is null) new Span<byte>(py, y.Length * Bytes(y)).Clear();
            else Dispatch(y.DType, ref job);
        }
    }

    public override void Sddmm(int[] rowPointers, int[] columns, Tensor a, Tensor b, Tensor values, int f)
    {
        if (values.Length == 0) return;
        fixed (int* pRows = rowPointers, pColumns = columns)
        fixed (byte* pa = &First(a), pb = &First(b), pv = &First(values))
        {
            var job = new SparseJob { RowPointers = pRows, Columns = pColumns, A = pa, X = pb, Y = pv, Rows = rowPointers.Length - 1, F = f, Alpha = 1 };
            Dispatch(values.DType, ref job);
        }
    }

    public override void MapAxis(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int outer, int n, int inner)
    {
        if (y.Length == 0) return;
        fixed (int* pRows = rowPointers, pColumns = columns)
        fixed (byte* pv = &First(values), px = &First(x), py = &First(y))
        {
            var job = new MapAxisJob
            {
                Pointers = pRows,
                Columns = pColumns,
                Values = pv,
                X = px,
                Y = py,
                Outer = outer,
                N = n,
                Rows = rowPointers.Length - 1,
                Inner = inner,
            };
            Dispatch(y.DType, ref job);
        }
    }

    private struct GatherJob
    {
        public byte* X, Y;
        public int* Index;
        public int Rows, Bytes, PerChunk;
    }

    public override void GatherRows(Tensor x, int[] index, Tensor y, int f)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        fixed (int* pIndex = index)
        {
            int bytes = f * Bytes(y);
            var job = new GatherJob
            {
                X = px,
                Y = py,
                Index = pIndex,
                Rows = index.Length,
                Bytes = bytes,
                PerChunk = Math.Max(1, BytesPerChunk / bytes)
            };
            Workers.For((job.Rows + job.PerChunk - 1) / job.PerChunk, ref job, &Gather);
        }
    }

    private static void Gather(ref GatherJob job, int chunk)
    {
        int end = Math.Min((chunk + 1) * job.PerChunk, job.Rows), bytes = job.Bytes;
        if (bytes is > 16 and <= 1024 && Vector128.IsHardwareAccelerated)
        {
            for (int i = chunk * job.PerChunk; i < end; i++)    // the last vector overlaps the one before
            {
                byte* from = job.X + (nint)job.Index[i] * bytes, to = job.Y + (nint)i * bytes;
                int b = 0;
                for (; b <= bytes - 32; b += 32) Vector256.Load(from + b).Store(to + b);
                if (b <= bytes - 16) { Vector128.Load(from + b).Store(to + b); b += 16; }
                if (b < bytes) Vector128.Load(from + bytes - 16).Store(to + bytes - 16);
            }
            return;
        }
        for (int i = chunk * job.PerChunk; i < end; i++)
        {
            byte* from = job.X + (nint)job.Index[i] * bytes, to = job.Y + (nint)i * bytes;
            if (bytes == 4) *(int*)to = *(int*)from;
            else if (bytes == 8) *(long*)to = *(long*)from;
            else Unsafe.CopyBlockUnaligned(to, from, (uint)bytes);
        }
    }

    /// <summary>Sorted by row first, stably, so that each row has one owner.</summary>
    public override void ScatterAddRows(Tensor x, int[] index, Tensor y, int rows, int f)
    {
        if (y.Length == 0) return;
        int n = index.Length;
        var pointers = ArrayPool<int>.Shared.Rent(rows + 2);
        var order = ArrayPool<int>.Shared.Rent(Math.Max(n, 1));
        Array.Clear(pointers, 0, rows + 2);
        for (int i = 0; i < n; i++) pointers[index[i] + 2]++;
        for (int r = 2; r < rows + 2; r++) pointers[r] += pointers[r - 1];
        for (int i = 0; i < n; i++) order[pointers[index[i] + 1]++] = i;
        fixed (int* pRows = pointers, pOrder = order)
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new SparseJob { RowPointers = pRows, Columns = pOrder, X = px, Y = py, Rows = rows, F = f, Alpha = 1 };
            Dispatch(y.DType, ref job);
        }
        ArrayPool<int>.Shared.Return(pointers);
        ArrayPool<int>.Shared.Return(order);
    }

    public override void SegmentReduce(ReduceKind kind, int[] pointers, Tensor x, Tensor y, int f)
    {
        if (y.Length == 0) return;
        fixed (int* p = pointers)
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new SegmentJob { Pointers = p, X = px, Y = py, Kind = kind, Segments = pointers.Length - 1, F = f };
            Dispatch(y.DType, ref job);
        }
    }

    private static int Bytes(Tensor t) => t.DType == DType.F32 ? sizeof(float) : sizeof(double);
}
