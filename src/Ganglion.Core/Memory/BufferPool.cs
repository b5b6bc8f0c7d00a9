using System.Numerics;

namespace Ganglion;

/// <summary>
/// Reuses arrays between steps: fresh megabyte arrays cost ten times as much as the arithmetic done in them.
/// Eight size classes a doubling keep the waste below one eighth. The only static mutable state of the engine.
/// </summary>
internal static class BufferPool
{
    private const int Classes = 8 * 32;
    private const long Limit = 4L << 30;                        // bytes kept idle, at most

    private static class Shelf<T>
    {
        public static readonly Stack<T[]>[] Stacks = [.. Enumerable.Range(0, Classes).Select(_ => new Stack<T[]>())];
    }

    private static long _idle;

    /// <summary>Fills what comes back with NaN, so that a stale read is seen. For tests.</summary>
    public static bool Poison { get; set; }

    /// <summary>Bytes waiting for reuse.</summary>
    public static long IdleBytes => Interlocked.Read(ref _idle);

    public static T[] Rent<T>(int length) where T : unmanaged
    {
        int c = Class(length);
        var stack = Shelf<T>.Stacks[c];
        lock (stack)
        {
            if (stack.TryPop(out var array)) { Interlocked.Add(ref _idle, -Bytes(array)); return array; }
        }
        return GC.AllocateUninitializedArray<T>(Size(c));
    }

    public static void Return<T>(T[] array) where T : unmanaged
    {
        if (Poison)
        {
            if (array is float[] f) Array.Fill(f, float.NaN);
            else if (array is double[] d) Array.Fill(d, double.NaN);
        }
        int c = Class(array.Length);
        if (Size(c) != array.Length || Interlocked.Read(ref _idle) > Limit) return;
        var stack = Shelf<T>.Stacks[c];
        lock (stack) stack.Push(array);
        Interlocked.Add(ref _idle, Bytes(array));
    }

    /// <summary>Lets all idle buffers go.</summary>
    public static void Trim()
    {
        foreach (var s in Shelf<float>.Stacks) lock (s) s.Clear();
        foreach (var s in Shelf<double>.Stacks) lock (s) s.Clear();
        Interlocked.Exchange(ref _idle, 0);
    }

    private static unsafe long Bytes<T>(T[] array) where T : unmanaged => (long)array.Length * sizeof(T);

    // Class 8e + k stands for (8 + k) * 2^e elements, k of 0 to 7; the smallest holds 16.
    private static int Class(int length)
    {
        long n = Math.Max(length, 16) - 1L;                     // round up to the next eighth of a doubling
        int e = BitOperations.Log2((ulong)n) - 3;
        int k = (int)(n >> e) - 7;
        return 8 * e + k;
    }

    private static int Size(int c) => (int)Math.Min((long)(8 + c % 8) << c / 8, Array.MaxLength);
}
