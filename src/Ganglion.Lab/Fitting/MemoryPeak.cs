namespace Ganglion.Lab;

/// <summary>The largest working set of the process while this lives, seen 50 times a second. What earlier work left behind is given back
/// first.</summary>
internal sealed class MemoryPeak : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public MemoryPeak()
    {
        Memory.Trim();
        GC.Collect();
        _timer = new(_ => Look(), null, 0, 20);
    }

    /// <summary>In bytes.</summary>
    public long Bytes
    {
        get
        {
            Look();
            return Interlocked.Read(ref _peak);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now = Environment.WorkingSet, seen = Interlocked.Read(ref _peak);
        while (now > seen && Interlocked.CompareExchange(ref _peak, now, seen) is var other && other != seen) seen = other;
    }
}
