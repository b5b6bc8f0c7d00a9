using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Ganglion;

/// <summary>
/// The engine's threads: one job at a time, whose chunks the caller and the waiting threads take from a counter. What a chunk is depends on the
/// problem alone, so results do not depend on who computes it. A caller that finds the pool busy (a nested or a concurrent call) works alone.
/// </summary>
internal static unsafe class Workers
{
    private const int Closed = int.MinValue, Spins = 300;

    private static readonly SemaphoreSlim s_wake = new(0);
    private static readonly Lock s_growing = new();
    private static int s_threads, s_busy, s_generation, s_sleeping, s_helpers;
    private static int s_gate = Closed;                         // the number of helpers at work; Closed forbids entry
    private static int s_next, s_chunks;
    private static void* s_state;
    private static delegate*<void*, int, void> s_body;
    private static ExceptionDispatchInfo? s_failure;

    /// <summary>Calls <paramref name="body"/> for each chunk from 0 to <paramref name="chunks"/> - 1, in any order.
    /// <paramref name="state"/> lies on the caller's stack.</summary>
    public static void For<TState>(int chunks, ref TState state, delegate*<ref TState, int, void> body)
    {
        int helpers = Math.Min(Compute.Threads, chunks) - 1;
        if (helpers < 1 || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            for (int i = 0; i < chunks; i++) body(ref state, i);
            return;
        }
        try
        {
            if (s_threads < helpers) Grow(helpers);
            (s_helpers, s_next, s_chunks, s_failure) = (helpers, 0, chunks, null);
            s_state = Unsafe.AsPointer(ref state);
            s_body = (delegate*<void*, int, void>)(void*)body;
            Volatile.Write(ref s_gate, 0);
            Interlocked.Increment(ref s_generation);
            int sleeping = Interlocked.Exchange(ref s_sleeping, 0);
            if (sleeping > 0) s_wake.Release(sleeping);
            Work();
            Interlocked.Or(ref s_gate, Closed);
            var wait = new SpinWait();
            while (Volatile.Read(ref s_gate) != Closed) wait.SpinOnce(sleep1Threshold: -1);
            var failure = s_failure;
            s_state = null;
            s_failure = null;
            failure?.Throw();
        }
        finally { Volatile.Write(ref s_busy, 0); }
    }

    private static void Work()
    {
        try
        {
            for (int i; (i = Interlocked.Increment(ref s_next) - 1) < s_chunks;) s_body(s_state, i);
        }
        catch (Exception e)
        {
            Volatile.Write(ref s_next, s_chunks);               // nobody starts another chunk
            Interlocked.CompareExchange(ref s_failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }

    private static bool Enter()
    {
        for (int gate = Volatile.Read(ref s_gate); gate >= 0 && gate < s_helpers;)
        {
            int seen = Interlocked.CompareExchange(ref s_gate, gate + 1, gate);
            if (seen == gate) return true;
            gate = seen;
        }
        return false;
    }

    private static void Loop()
    {
        for (int done = 0; ;)
        {
            for (int i = 0; i < Spins && Volatile.Read(ref s_generation) == done; i++) Thread.SpinWait(8);
            if (Volatile.Read(ref s_generation) == done)
            {
                Interlocked.Increment(ref s_sleeping);
                if (Volatile.Read(ref s_generation) == done) s_wake.Wait();
            }
            done = Volatile.Read(ref s_generation);
            if (!Enter()) continue;
            Work();
            Interlocked.Decrement(ref s_gate);
        }
    }

    private static void Grow(int threads)
    {
        lock (s_growing)
            for (; s_threads < threads; s_threads++)
                new Thread(Loop, maxStackSize: 1 << 20) { IsBackground = true, Name = "Ganglion worker" }.UnsafeStart();
    }
}
