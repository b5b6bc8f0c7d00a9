using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Ganglion.Lab;

/// <summary>
/// Makes values on a thread of its own while those before are used, a few ahead at most and in order, so that what comes out is the same as
/// without it. An error comes out in its turn.
/// </summary>
internal sealed class Prefetch<T> : IDisposable
{
    private readonly Func<int, T> _make;
    private readonly Channel<(T? Value, ExceptionDispatchInfo? Error)>? _made;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread? _thread;
    private int _next;

    /// <param name="from">The number of the first value.</param>
    /// <param name="to">One beyond the number of the last.</param>
    /// <param name="ahead">How many wait at most; 0 makes each in its turn, on the caller's thread.</param>
    /// <param name="make">The value of a number.</param>
    public Prefetch(int from, int to, int ahead, Func<int, T> make)
    {
        (_next, _make) = (from, make);
        if (ahead == 0) return;
        _made = Channel.CreateBounded<(T?, ExceptionDispatchInfo?)>(new BoundedChannelOptions(ahead) { SingleReader = true, SingleWriter = true });
        _thread = new Thread(() => Make(from, to)) { IsBackground = true, Name = "prefetch" };
        _thread.Start();
    }

    /// <summary>How long the caller had to wait.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The next value.</summary>
    public T Next()
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (_made is null) return _make(_next++);
            var (value, error) = _made.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();
            error?.Throw();
            return value!;
        }
        finally
        {
            Waited += Stopwatch.GetElapsedTime(start);
        }
    }

    /// <summary>Stops, and waits until the thread has let go of what it uses.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread?.Join();
        _stop.Dispose();
    }

    private void Make(int from, int to)
    {
        try
        {
            for (int i = from; i < to; i++)
            {
                (T?, ExceptionDispatchInfo?) made;
                try
                {
                    made = (_make(i), null);
                }
                catch (Exception e)
                {
                    made = (default, ExceptionDispatchInfo.Capture(e));
                }
                _made!.Writer.WriteAsync(made, _stop.Token).AsTask().GetAwaiter().GetResult();
                if (made.Item2 is not null) return;
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody wants the rest.
        }
    }
}
