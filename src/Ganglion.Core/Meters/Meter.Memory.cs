namespace Ganglion;

public sealed partial class Meter
{
    private readonly List<WeakReference<Tensor>>? _watched;
    private long _buffers, _first, _saved;

    /// <summary>
    /// The most bytes that a recorded graph kept alive between the forward pass and the backward pass: activations, masks, packed codes.
    /// Parameters, data and whatever else was there before the derivative was asked for do not count, nor does the loss itself.
    /// </summary>
    /// <exception cref="InvalidOperationException">The meter was started without <c>savedBytes</c>.</exception>
    public long SavedBytes => _watched is not null ? _saved
        : throw new InvalidOperationException("This meter does not look at what graphs keep alive; start it with Meter.Start(savedBytes: true).");

    /// <summary>A buffer's share in the counts: given back when it is released, or when the collector finds it.</summary>
    internal sealed class Ticket(Meter meter, long bytes)
    {
        private int _freed;

        public long Bytes => bytes;

        /// <summary>The how-manieth buffer it is.</summary>
        public long Number { get; } = ++meter._buffers;

        public void Free()
        {
            if (Interlocked.Exchange(ref _freed, 1) == 0) meter.Each(m => Interlocked.Add(ref m._live, -bytes));
        }

        ~Ticket() => Free();
    }

    /// <summary>Counts a new buffer.</summary>
    internal Ticket Allocated(long bytes)
    {
        Each(m =>
        {
            long live = Interlocked.Add(ref m._live, bytes);
            if (live > m._peak) m._peak = live;
        });
        return new(this, bytes);
    }

    /// <summary>A derivative begins: what is made from here on is its own.</summary>
    internal void BeginGraph() => Each(static m =>
    {
        m._watched?.Clear();
        m._first = m._buffers;
    });

    /// <summary>Remembers a tensor without keeping it.</summary>
    internal void Watch(Tensor t)
    {
        for (var m = this; m is not null; m = m._outer) m._watched?.Add(new(t));
    }

    /// <summary>
    /// Forward is done and backward begins. The tensors that nobody but the graph still holds are found as the collector finds them, so that
    /// what a derivative captures counts whether or not its author thought of it.
    /// </summary>
    internal void GraphComplete(Tensor loss)
    {
        for (var m = this; m is not null; m = m._outer)
        {
            if (m._watched is null) continue;
            GC.Collect();
            var seen = new HashSet<Storage> { loss.Storage };
            long bytes = 0;
            foreach (var w in m._watched)
                if (w.TryGetTarget(out var t) && t.Storage is { Holders: 0, Ticket: { } ticket } && ticket.Number > m._first && seen.Add(t.Storage))
                    bytes += ticket.Bytes;
            m._saved = Math.Max(m._saved, bytes);
        }
    }
}
