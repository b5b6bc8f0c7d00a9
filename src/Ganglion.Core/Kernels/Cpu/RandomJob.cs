using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>Elements made from the words of a Philox stream: a chunk's words go through a small buffer.</summary>
internal unsafe struct RandomJob : ISimdJob
{
    public const int ElementsPerChunk = 8 * 1024;
    private const int Words = 512;

    public enum Uses { Dropout, Uniform, Normal }

    public Uses Use;
    public void* X, Y;
    public ulong Key;
    public double First, Second;                                // scale; low, width; mean, deviation
    public double Last;                                         // the largest uniform number
    public uint Threshold;
    public int Length;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> =>
        Workers.For((Length + ElementsPerChunk - 1) / ElementsPerChunk, ref this, &On<S, V, T>.Chunk);

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref RandomJob job, int chunk)
        {
            uint* words = stackalloc uint[Words];
            int start = chunk * ElementsPerChunk, end = Math.Min(start + ElementsPerChunk, job.Length);
            for (int i = start; i < end; i += Words)
            {
                int n = Math.Min(Words, end - i);
                PhiloxWords.Fill(job.Key, (ulong)i / 4, words, (n + 31) / 32 * 32);
                T* y = (T*)job.Y + i;
                switch (job.Use)
                {
                    case Uses.Dropout: Dropout(ref job, (T*)job.X + i, words, y, n); break;
                    case Uses.Uniform: Uniform(ref job, words, y, n); break;
                    default: Normal(ref job, words, y, n); break;
                }
            }
        }

        private static void Dropout(ref RandomJob job, T* x, uint* words, T* y, int n)
        {
            V threshold = Bits(job.Threshold), scale = C(job.First);
            int i = 0;
            for (; i <= n - S.Count; i += S.Count)
                S.Store(y + i, S.Select(S.LessBits(S.LoadWords(words + i), threshold), S.Zero, S.Mul(S.Load(x + i), scale)));
            if (i == n) return;
            V rest = S.Mul(S.LoadPart(x + i, n - i), scale);
            S.StorePart(y + i, S.Select(S.LessBits(S.LoadWords(words + i), threshold), S.Zero, rest), n - i);
        }

        private static void Uniform(ref RandomJob job, uint* words, T* y, int n)
        {
            V low = C(job.First), width = C(job.Second), last = C(job.Last);
            for (int i = 0; i < n; i += S.Count)
            {
                V w = S.LoadWords(words + i);
                V unit = typeof(T) == typeof(float)                 // 24 bits, which a float holds exactly
                    ? S.Mul(S.FromBits(S.And(S.ShiftRightBits(w, 8), Bits(0xFFFFFF))), C(1.0 / (1 << 24)))
                    : S.Mul(S.FromBits(w), C(1.0 / (1L << 32)));
                S.StorePart(y + i, S.MinFast(S.Add(low, S.Mul(unit, width)), last), Math.Min(S.Count, n - i));
            }
        }

        private static void Normal(ref RandomJob job, uint* words, T* y, int n)
        {
            const int Pairs = Words / 2;
            uint* first = stackalloc uint[Pairs + 16], second = stackalloc uint[Pairs + 16];
            T* cosines = stackalloc T[Pairs], sines = stackalloc T[Pairs];
            int pairs = (n + 1) / 2;
            for (int j = 0; j < pairs; j++) (first[j], second[j]) = (words[2 * j], words[2 * j + 1]);
            V mean = C(job.First), deviation = C(job.Second);
            for (int j = 0; j < pairs; j += S.Count)
            {
                V u = S.LoadWords(first + j), log, angle, quarter;
                V w = S.LoadWords(second + j);
                if (typeof(T) == typeof(float))
                {
                    // near u = 1 the complement keeps the digits; an angle is a whole number of quarters and an exact rest
                    V upper = S.LessBits(Bits(0x7FFFFFFF), u);
                    V v = S.Mul(S.Add(S.FromBits(S.Select(upper, S.SubBits(Bits(uint.MaxValue), u), u)), C(0.5)), C(1.0 / (1L << 32)));
                    log = S.Select(upper, VectorMath<S, V, T>.Log1p(S.Neg(v)), VectorMath<S, V, T>.Log(v));
                    quarter = S.ShiftRightBits(S.AddBits(w, Bits(1u << 29)), 30);
                    angle = S.Mul(S.FromBits(S.ShiftLeftBits(w, 2)), C(Math.PI / 2 / (1L << 32)));
                }
                else
                {
                    log = VectorMath<S, V, T>.Log(S.Mul(S.Add(S.FromBits(u), C(0.5)), C(1.0 / (1L << 32))));
                    V turns = S.Mul(S.FromBits(w), C(1.0 / (1L << 30))), whole = S.Round(turns);
                    quarter = S.Add(whole, C(6755399441055744.0));
                    angle = S.Mul(S.Sub(turns, whole), C(Math.PI / 2));
                }
                V radius = S.Mul(deviation, S.Sqrt(S.Mul(log, C(-2))));
                VectorMath<S, V, T>.SinCos(angle, quarter, out V sine, out V cosine);
                S.Store(cosines + j, S.Fma(radius, cosine, mean));
                S.Store(sines + j, S.Fma(radius, sine, mean));
            }
            for (int i = 0; i < n; i++) y[i] = (i & 1) == 0 ? cosines[i / 2] : sines[i / 2];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V C(double value) => VectorMath<S, V, T>.C(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Bits(uint bits) =>
            typeof(T) == typeof(float)
                ? S.Create((T)(object)BitConverter.UInt32BitsToSingle(bits)) : S.Create((T)(object)BitConverter.UInt64BitsToDouble(bits));
    }
}
