using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

internal unsafe partial struct AttentionJob
{
    private static partial class On<S, V, T>
    {
        // One head of one sample: keys outside, queries inside, so that what is laid out of the keys serves all queries.
        public static void Back(ref AttentionJob job, int head)
        {
            int b = head / job.Heads, h = head % job.Heads, width = job.Width, outputs = job.Outputs, queries = job.Queries;
            T* q = job.Q.At<T>(b, h), k = job.K.At<T>(b, h), v = job.V.At<T>(b, h), g = job.G.At<T>(b, h), sums = (T*)job.Sums + (nint)head * queries;
            T* dq = job.Dq.At<T>(b, h), dk = job.Dk.At<T>(b, h), dv = job.Dv.At<T>(b, h);
            nint block = RowsPerBlock * KeysPerBlock, keySize = PanelProduct<S, V, T>.Size(width, KeysPerBlock);
            nint backSize = PanelProduct<S, V, T>.Size(KeysPerBlock, width), valueSize = PanelProduct<S, V, T>.Size(outputs, KeysPerBlock);
            nint rowSize = PanelProduct<S, V, T>.Size(RowsPerBlock, Math.Max(width, outputs));
            T* weights = (T*)Scratch.Get((2 * block + keySize + backSize + valueSize + rowSize + queries) * sizeof(T));
            T* slopes = weights + block, keys = slopes + block, back = keys + keySize, values = back + backSize, few = values + valueSize;
            T* means = few + rowSize;
            uint* words = stackalloc uint[KeysPerBlock + 64];

            for (int i = 0; i < queries; i++)
            {
                means[i] = Dot(g + i * job.G.Row, job.Y.At<T>(b, h) + i * job.Y.Row, outputs);
                if (job.Seen(b, i) == 0) new Span<T>(dq + i * job.Dq.Row, width).Clear();
            }
            int most = queries == 0 ? 0 : job.Seen(b, queries - 1);
            for (int j = most; j < job.Keys; j++)
            {
                new Span<T>(dk + j * job.Dk.Row, width).Clear();
                new Span<T>(dv + j * job.Dv.Row, outputs).Clear();
            }
            for (int j = 0; j < most; j += KeysPerBlock)
            {
                int here = Math.Min(KeysPerBlock, most - j);
                PanelProduct<S, V, T>.Pack(k + j * job.K.Row, job.K.Row, true, width, here, keys);
                PanelProduct<S, V, T>.Pack(k + j * job.K.Row, job.K.Row, false, here, width, back);
                PanelProduct<S, V, T>.Pack(v + j * job.V.Row, job.V.Row, true, outputs, here, values);
                T* dkj = dk + j * job.Dk.Row, dvj = dv + j * job.Dv.Row;
                int written = 0;                                // rows of dk and dv that hold something
                for (int i = 0; i < queries; i += RowsPerBlock)
                {
                    int rows = Math.Min(RowsPerBlock, queries - i), n = Math.Min(here, job.Seen(b, i + rows - 1) - j);
                    if (n <= 0) continue;
                    T* qi = q + i * job.Q.Row, gi = g + i * job.G.Row;
                    PanelProduct<S, V, T>.Multiply(qi, job.Q.Row, 1, keys, rows, n, width, weights, KeysPerBlock, add: false);
                    PanelProduct<S, V, T>.Multiply(gi, job.G.Row, 1, values, rows, n, outputs, slopes, KeysPerBlock, add: false);
                    for (int r = 0; r < rows; r++)
                    {
                        T* p = weights + r * KeysPerBlock, d = slopes + r * KeysPerBlock;
                        T* mask = job.Mask.First == null ? null : job.Mask.At<T>(b, h) + (i + r) * job.Mask.Row + j;
                        if (job.Drops) Drop(ref job, d, d, n, Word(ref job, head, i + r, j), words);
                        Slopes(p, d, mask, Math.Clamp(job.Seen(b, i + r) - j, 0, n), n, T.CreateTruncating(job.Scale), sums[i + r], means[i + r]);
                        if (job.Drops) Drop(ref job, p, p, n, words, (int)(Word(ref job, head, i + r, j) & 3));
                    }
                    for (; written < n; written++)              // the first products below add to nothing
                    {
                        new Span<T>(dkj + written * job.Dk.Row, width).Clear();
                        new Span<T>(dvj + written * job.Dv.Row, outputs).Clear();
                    }
                    PanelProduct<S, V, T>.Multiply(slopes, KeysPerBlock, 1, back, rows, width, n, dq + i * job.Dq.Row, job.Dq.Row, add: j > 0, here);
                    PanelProduct<S, V, T>.Pack(gi, job.G.Row, false, rows, outputs, few);
                    PanelProduct<S, V, T>.Multiply(weights, 1, KeysPerBlock, few, n, outputs, rows, dvj, job.Dv.Row, add: true);
                    PanelProduct<S, V, T>.Pack(qi, job.Q.Row, false, rows, width, few);
                    PanelProduct<S, V, T>.Multiply(slopes, 1, KeysPerBlock, few, n, width, rows, dkj, job.Dk.Row, add: true);
                }
            }
        }

        // p = exp(scale · p + mask - log), d = p · (d - mean) · scale for the first count; zeros up to n.
        private static void Slopes(T* p, T* d, T* mask, int count, int n, T scale, T log, T mean)
        {
            V factor = S.Create(scale), shift = S.Create(-log), middle = S.Create(mean);
            int j = 0;
            for (; j < count; j += S.Count)
            {
                V x = S.Fma(S.Load(p + j), factor, shift);
                if (mask != null) x = S.Add(x, PanelProduct<S, V, T>.Load(mask + j, count - j));
                V e = VectorMath<S, V, T>.ExpNegative(S.MinFast(S.Zero, x)), slope = S.Mul(S.Mul(e, factor), S.Sub(S.Load(d + j), middle));
                if (count - j < S.Count) (e, slope) = (S.And(S.FirstLanes(count - j), e), S.And(S.FirstLanes(count - j), slope));
                S.Store(p + j, e);
                S.Store(d + j, slope);
            }
            for (; j < n; j += S.Count)
            {
                S.Store(p + j, S.Zero);
                S.Store(d + j, S.Zero);
            }
        }

        private static T Dot(T* a, T* b, int n)
        {
            V sum = S.Zero;
            for (int d = 0; d < n; d += S.Count) sum = S.Fma(PanelProduct<S, V, T>.Load(a + d, n - d), PanelProduct<S, V, T>.Load(b + d, n - d), sum);
            return S.Sum(sum);
        }

        // As above, with words that are still there.
        private static void Drop(ref AttentionJob job, T* x, T* to, int n, uint* words, int skip)
        {
            V threshold = Threshold(ref job), keep = VectorMath<S, V, T>.C(job.Keep);
            for (int j = 0; j < n; j += S.Count)
                S.Store(to + j, S.Select(S.LessBits(S.LoadWords(words + skip + j), threshold), S.Zero, S.Mul(S.Load(x + j), keep)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Threshold(ref AttentionJob job) => S.Create(typeof(T) == typeof(float) ? (T)(object)BitConverter.UInt32BitsToSingle(job.Threshold)
            : (T)(object)BitConverter.Int64BitsToDouble(job.Threshold));
    }
}
