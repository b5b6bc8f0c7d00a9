using System.Numerics;

namespace Ganglion;

/// <summary>Where the rows of [batch, heads, rows, n] lie; elements of a row are neighbours.</summary>
internal unsafe struct HeadRows(void* first, Tensor? t)
{
    public void* First = first;
    public nint Batch = t?.Strides[0] ?? 0, Head = t?.Strides[1] ?? 0, Row = t?.Strides[2] ?? 0;

    public readonly T* At<T>(int b, int h) where T : unmanaged => (T*)First + b * Batch + h * Head;
}

/// <summary>
/// Attention, block by block of scores that stay in the first-level cache (Dao et al. 2022, "FlashAttention"): the softmax is kept up as keys come
/// along, and the derivative computes the scores anew from the saved logarithms of the rows' sums.
/// </summary>
internal unsafe partial struct AttentionJob : ISimdJob
{
    private const int KeysPerBlock = 128, RowsPerBlock = 32, RowsPerChunk = 256;

    public HeadRows Q, K, V, Mask, Y, G, Dq, Dk, Dv;
    public nint Sums;
    public int* Lengths;
    public int Batch, Heads, Queries, Keys, Width, Outputs;
    public double Scale, Keep;                                  // Keep: 1 / (1 - rate)
    public uint Threshold;
    public ulong Key;
    public bool Causal, Drops, Adjoint;

    private int _chunksPerHead;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _chunksPerHead = Adjoint ? 1 : (Queries + RowsPerChunk - 1) / RowsPerChunk;
        Workers.For(Batch * Heads * _chunksPerHead, ref this, Adjoint ? &On<S, V, T>.Back : &On<S, V, T>.Forward);
    }

    private readonly int Seen(int b, int i) =>
        Math.Max(0, Math.Min(Lengths == null ? Keys : Lengths[b], Causal ? i + 1 + Keys - Queries : Keys));

    /// <summary>The loops, for one width and element type.</summary>
    private static partial class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Forward(ref AttentionJob job, int chunk)
        {
            int head = chunk / job._chunksPerHead, b = head / job.Heads, h = head % job.Heads, width = job.Width, outputs = job.Outputs;
            int from = chunk % job._chunksPerHead * RowsPerChunk, to = Math.Min(from + RowsPerChunk, job.Queries);
            T* q = job.Q.At<T>(b, h), k = job.K.At<T>(b, h), v = job.V.At<T>(b, h), y = job.Y.At<T>(b, h),
                sums = (T*)job.Sums + (nint)head * job.Queries;
            nint keySize = PanelProduct<S, V, T>.Size(width, KeysPerBlock), valueSize = PanelProduct<S, V, T>.Size(KeysPerBlock, outputs);
            T* scores = (T*)Scratch.Get((RowsPerBlock * KeysPerBlock + 2 * RowsPerChunk + keySize + valueSize) * sizeof(T));
            T* max = scores + RowsPerBlock * KeysPerBlock, sum = max + RowsPerChunk, keys = sum + RowsPerChunk, values = keys + keySize;
            uint* words = stackalloc uint[KeysPerBlock + 64];

            new Span<T>(max, RowsPerChunk).Fill(T.NegativeInfinity);
            new Span<T>(sum, RowsPerChunk).Clear();
            int most = job.Seen(b, to - 1);
            for (int i = from; i < to && job.Seen(b, i) == 0; i++) new Span<T>(y + i * job.Y.Row, outputs).Clear();
            for (int j = 0; j < most; j += KeysPerBlock)
            {
                int here = Math.Min(KeysPerBlock, most - j);
                PanelProduct<S, V, T>.Pack(k + j * job.K.Row, job.K.Row, true, width, here, keys);
                PanelProduct<S, V, T>.Pack(v + j * job.V.Row, job.V.Row, false, here, outputs, values);
                for (int i = from; i < to; i += RowsPerBlock)
                {
                    int rows = Math.Min(RowsPerBlock, to - i), n = Math.Min(here, job.Seen(b, i + rows - 1) - j);
                    if (n <= 0) continue;
                    PanelProduct<S, V, T>.Multiply(q + i * job.Q.Row, job.Q.Row, 1, keys, rows, n, width, scores, KeysPerBlock, add: false);
                    for (int r = 0; r < rows; r++)
                    {
                        T* row = scores + r * KeysPerBlock;
                        int count = Math.Clamp(job.Seen(b, i + r) - j, 0, n), at = i - from + r;
                        T* mask = job.Mask.First == null ? null : job.Mask.At<T>(b, h) + (i + r) * job.Mask.Row + j;
                        T before = max[at], top = Largest(row, mask, count, T.CreateTruncating(job.Scale), before);
                        if (j > 0 && top != before) Scale(y + (i + r) * job.Y.Row, outputs, T.Exp(before - top));
                        sum[at] = sum[at] * (top == before ? T.One : T.Exp(before - top)) + Exponentials(row, count, n, top);
                        max[at] = top;
                        if (job.Drops) Drop(ref job, row, row, n, Word(ref job, head, i + r, j), words);
                    }
                    PanelProduct<S, V, T>.Multiply(scores, KeysPerBlock, 1, values, rows, outputs, n, y + i * job.Y.Row, job.Y.Row, add: j > 0, here);
                }
            }
            for (int i = from; i < to; i++)
            {
                T total = sum[i - from];
                if (total > T.Zero) Scale(y + i * job.Y.Row, outputs, T.One / total);
                sums[i] = total > T.Zero ? max[i - from] + T.Log(total) : T.PositiveInfinity;
            }
        }

        private static ulong Word(ref AttentionJob job, int head, int i, int j) =>
            ((ulong)head * (ulong)job.Queries + (ulong)i) * (ulong)job.Keys + (ulong)j;

        // row = scale · row + mask; the largest of them and of what there was.
        private static T Largest(T* row, T* mask, int count, T scale, T before)
        {
            V factor = S.Create(scale), low = S.Create(T.NegativeInfinity), top = low;
            for (int j = 0; j < count; j += S.Count)
            {
                V x = S.Mul(S.Load(row + j), factor);
                if (mask != null) x = S.Add(x, PanelProduct<S, V, T>.Load(mask + j, count - j));
                S.Store(row + j, x);
                top = S.MaxFast(count - j >= S.Count ? x : S.Select(S.FirstLanes(count - j), x, low), top);
            }
            T max = S.Largest(top);
            return max > before ? max : before;
        }

        // row = exp(row - top) for the first count, zeros up to n; their sum.
        private static T Exponentials(T* row, int count, int n, T top)
        {
            if (T.IsNegativeInfinity(top)) count = 0;
            V shift = S.Create(top), sum = S.Zero;
            int j = 0;
            for (; j <= count - S.Count; j += S.Count)
            {
                V e = VectorMath<S, V, T>.ExpNegative(S.Sub(S.Load(row + j), shift));
                S.Store(row + j, e);
                sum = S.Add(sum, e);
            }
            if (j < count)
            {
                V e = S.And(S.FirstLanes(count - j), VectorMath<S, V, T>.ExpNegative(S.Sub(S.Load(row + j), shift)));
                S.Store(row + j, e);
                sum = S.Add(sum, e);
                j += S.Count;
            }
            for (; j < n; j += S.Count) S.Store(row + j, S.Zero);
            return S.Sum(sum);
        }

        private static void Scale(T* y, int n, T factor)
        {
            V f = S.Create(factor);
            for (int d = 0; d < n; d += S.Count) PanelProduct<S, V, T>.Store(y + d, S.Mul(PanelProduct<S, V, T>.Load(y + d, n - d), f), n - d);
        }

        // to = x / (1 - rate) where the word says so, else 0.
        private static void Drop(ref AttentionJob job, T* x, T* to, int n, ulong word, uint* words)
        {
            int skip = (int)(word & 3);
            PhiloxWords.Fill(job.Key, word >> 2, words, (n + skip + 31) / 32 * 32);
            Drop(ref job, x, to, n, words, skip);
        }
    }
}
