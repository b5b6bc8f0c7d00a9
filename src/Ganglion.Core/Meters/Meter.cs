using System.Diagnostics;

namespace Ganglion;

/// <summary>Whether work was done for a value or for a gradient. Recomputation by a checkpoint counts as backward.</summary>
public enum MeterPass
{
    /// <summary>Values.</summary>
    Forward,

    /// <summary>Gradients.</summary>
    Backward,
}

/// <summary>What one kernel did in one pass while a meter ran.</summary>
/// <param name="Op">The kernel's name, such as <c>MatMul</c> or <c>Add</c>.</param>
/// <param name="Pass">For values or for gradients.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Time">In it, on the calling thread.</param>
/// <param name="MultiplyAdds">Of matrix products, convolutions and sparse products; element-wise work counts as none.</param>
/// <param name="Bytes">Moved: operands read and results written, each once; a sparse product reads a row for each entry.</param>
public sealed record MeteredOp(string Op, MeterPass Pass, long Calls, TimeSpan Time, long MultiplyAdds, long Bytes);

/// <summary>
/// Counts what the engine does on this thread while it runs: multiply-adds, bytes moved, memory, and calls and time of each kernel, forward
/// and backward. It watches, and changes no result; without a meter nothing is counted and next to nothing spent.
/// <code>
/// using var meter = Meter.Start();
/// var gradient = Diff.Grad(model, Loss);
/// Console.WriteLine($"{meter.MultiplyAdds} multiply-adds, {meter.PeakBytes} bytes at most");
/// </code>
/// </summary>
public sealed partial class Meter : IDisposable
{
    [ThreadStatic] private static Meter? t_current;
    private static int s_running;

    private readonly Dictionary<(string Op, MeterPass Pass), Totals> _ops = [];
    private readonly Meter? _outer = t_current;
    private readonly Kernels _kernels = Kernels.Current;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _ended, _live, _peak;
    private int _backward;

    private sealed class Totals
    {
        public long Calls, Ticks, Work, Bytes;
    }

    private Meter(bool savedBytes, bool trace)
    {
        _watched = savedBytes ? [] : null;
        _events = trace ? [] : null;
        Interlocked.Increment(ref s_running);
        t_current = this;
        Kernels.Current = new MeteredKernels(_kernels, this);
    }

    /// <summary>Starts to count on this thread, until disposed. Meters may be nested: each counts all that happens inside it.</summary>
    /// <param name="savedBytes">Whether to measure <see cref="SavedBytes"/>, which costs a garbage collection at each derivative.</param>
    /// <param name="trace">Whether to note every call with its time, for <see cref="WriteTrace"/>.</param>
    public static Meter Start(bool savedBytes = false, bool trace = false) => new(savedBytes, trace);

    /// <summary>What <paramref name="body"/> returns, and the meter that ran meanwhile, stopped.</summary>
    public static (T Result, Meter Meter) Measure<T>(Func<T> body, bool savedBytes = false, bool trace = false)
    {
        using var meter = Start(savedBytes, trace);
        return (body(), meter);
    }

    /// <summary>Multiply-adds of matrix products, convolutions and sparse products.</summary>
    public long MultiplyAdds => Sum(static t => t.Work);

    /// <summary>Bytes that kernels read and wrote: operands and results, each once a call.</summary>
    public long BytesMoved => Sum(static t => t.Bytes);

    /// <summary>Kernel calls.</summary>
    public long Calls => Sum(static t => t.Calls);

    /// <summary>Time inside kernels; the rest of <see cref="Elapsed"/> went to everything but arithmetic.</summary>
    public TimeSpan KernelTime => Stopwatch.GetElapsedTime(0, Sum(static t => t.Ticks));

    /// <summary>From the start to now, or to the end.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began, _ended > 0 ? _ended : Stopwatch.GetTimestamp());

    /// <summary>Bytes of the tensors that were made since the start and are still in memory. What lives outside a scope counts until the
    /// garbage collector takes it.</summary>
    public long LiveBytes => Interlocked.Read(ref _live);

    /// <summary>The largest <see cref="LiveBytes"/> so far.</summary>
    public long PeakBytes => Interlocked.Read(ref _peak);

    /// <summary>What each kernel did, the longest first.</summary>
    public IReadOnlyList<MeteredOp> Ops =>
        [.. _ops
            .Select(o => new MeteredOp(o.Key.Op, o.Key.Pass, o.Value.Calls, Stopwatch.GetElapsedTime(0, o.Value.Ticks), o.Value.Work, o.Value.Bytes))
            .OrderByDescending(o => o.Time).ThenBy(o => o.Op, StringComparer.Ordinal)];

    /// <summary>Stops counting. What was counted stays readable.</summary>
    /// <exception cref="InvalidOperationException">On another thread than the meter was started on, or before a meter started later.</exception>
    public void Dispose()
    {
        if (_ended > 0) return;
        if (t_current != this)
            throw new InvalidOperationException("A meter is stopped on the thread that started it, and after the meters started later.");
        _ended = Stopwatch.GetTimestamp();
        t_current = _outer;
        Kernels.Current = _kernels;
        Interlocked.Decrement(ref s_running);
    }

    /// <summary>The meter of this thread, if one runs: a single static read where none does anywhere.</summary>
    internal static Meter? Current => s_running == 0 ? null : t_current;

    /// <summary>Runs a kernel and notes it.</summary>
    internal void Note(string op, long work, long bytes, ReadOnlySpan<Tensor?> operands, Action kernel)
    {
        long start = Stopwatch.GetTimestamp();
        kernel();
        long end = Stopwatch.GetTimestamp();
        var key = (op, _backward > 0 ? MeterPass.Backward : MeterPass.Forward);
        if (!_ops.TryGetValue(key, out var totals)) _ops[key] = totals = new();
        totals.Calls++;
        totals.Ticks += end - start;
        totals.Work += work;
        totals.Bytes += bytes;
        if (_events is not null) Trace(op, "kernel", start, end, operands, work, bytes);
    }

    internal void EnterBackward() => Each(static m => m._backward++);

    internal void LeaveBackward() => Each(static m => m._backward--);

    private void Each(Action<Meter> visit)
    {
        for (var m = this; m is not null; m = m._outer) visit(m);
    }

    private long Sum(Func<Totals, long> what)
    {
        long sum = 0;
        foreach (var t in _ops.Values) sum += what(t);
        return sum;
    }
}
