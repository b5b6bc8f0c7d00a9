using System.Buffers;
using System.Runtime.Intrinsics;

namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    private struct OrderJob
    {
        public byte* X;
        public int* Y;
        public int Rows, N, K, PerChunk;
        public bool Descending, Single;
    }

    /// <summary>
    /// Elements become unsigned keys whose order is theirs. A short head of a long row is kept sorted while the row goes by; otherwise keys are
    /// sorted with their positions in the low bits (F32), or beside them with ties put in order afterwards (F64): stable either way.
    /// </summary>
    public override void Order(Tensor x, int[] y, int rows, int n, int k, bool descending)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x))
        fixed (int* py = y)
        {
            var job = new OrderJob { X = px, Y = py, Rows = rows, N = n, K = k, Descending = descending, Single = x.DType == DType.F32 };
            job.PerChunk = Math.Max(1, 4096 / n);
            Workers.For((rows + job.PerChunk - 1) / job.PerChunk, ref job, &SomeRows);
        }
    }

    private static void SomeRows(ref OrderJob job, int chunk)
    {
        int end = Math.Min((chunk + 1) * job.PerChunk, job.Rows), n = job.N;
        bool head = job.K <= 128 && job.K <= n / 8;
        var keys = ArrayPool<ulong>.Shared.Rent(head ? job.K : n);
        var items = ArrayPool<int>.Shared.Rent(n);
        for (int r = chunk * job.PerChunk; r < end; r++)
        {
            var to = new Span<int>(job.Y + (nint)r * job.K, job.K);
            if (head) Head(ref job, r, keys, to);
            else if (job.Single)
            {
                for (int i = 0; i < n; i++) keys[i] = Key(ref job, r, i) << 32 | (uint)i;
                keys.AsSpan(0, n).Sort();
                for (int i = 0; i < to.Length; i++) to[i] = (int)(uint)keys[i];
            }
            else
            {
                for (int i = 0; i < n; i++) (keys[i], items[i]) = (Key(ref job, r, i), i);
                keys.AsSpan(0, n).Sort(items.AsSpan(0, n));
                for (int i = 0, j; i < n; i = j)                // equal keys in order of position
                {
                    for (j = i + 1; j < n && keys[j] == keys[i]; j++) ;
                    if (j - i > 1) items.AsSpan(i..j).Sort();
                }
                items.AsSpan(0, to.Length).CopyTo(to);
            }
        }
        ArrayPool<ulong>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(items);
    }

    // The k smallest keys so far, sorted; almost every element fails the one comparison with the last of them, eight at a time in F32.
    private static void Head(ref OrderJob job, int row, ulong[] keys, Span<int> positions)
    {
        int held = 0;
        float* single = (float*)job.X + (nint)row * job.N;
        var limit = Vector256<float>.Zero;
        for (int i = 0; i < job.N; i++)
        {
            if (job.Single && held == positions.Length)
            {
                var sign = job.Descending ? Vector256<float>.Zero : Vector256.Create(-0f);      // of falling order: v ≤ limit, which NaN is not
                while (i <= job.N - 8 && Vector256.LessThanOrEqualAll(Vector256.Load(single + i) ^ sign, limit ^ sign)) i += 8;
                if (i == job.N) break;
            }
            ulong key = Key(ref job, row, i);
            if (held == positions.Length && key >= keys[held - 1]) continue;
            int at = held < positions.Length ? held++ : held - 1;
            for (; at > 0 && keys[at - 1] > key; at--) (keys[at], positions[at]) = (keys[at - 1], positions[at - 1]);
            (keys[at], positions[at]) = (key, i);
            if (job.Single) limit = Vector256.Create(single[positions[held - 1]]);
        }
    }

    // Bits that compare as the numbers do: -0 as 0, NaN below all; turned round for falling order.
    private static ulong Key(ref OrderJob job, int row, int i)
    {
        if (job.Single)
        {
            float v = ((float*)job.X)[(nint)row * job.N + i] + 0f;
            uint bits = BitConverter.SingleToUInt32Bits(v), key = float.IsNaN(v) ? 0 : (int)bits < 0 ? ~bits : bits | 0x8000_0000;
            return job.Descending ? ~key : key;
        }
        double d = ((double*)job.X)[(nint)row * job.N + i] + 0.0;
        ulong wide = BitConverter.DoubleToUInt64Bits(d), k = double.IsNaN(d) ? 0 : (long)wide < 0 ? ~wide : wide | 0x8000_0000_0000_0000;
        return job.Descending ? ~k : k;
    }
}
