using System.Numerics;

namespace Ganglion;

/// <summary>h = a·h + b along the middle axis: as many recurrences side by side as a vector holds.</summary>
internal unsafe struct LinearScanJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public void* A, B, H;
    public int Outer, N, Inner;
    public bool Reverse;

    private int _columns, _perRow;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        _columns = Math.Clamp(ElementsPerChunk / Math.Max(N, 1) / S.Count * S.Count, S.Count, Math.Max(Inner, S.Count));
        _perRow = (Inner + _columns - 1) / _columns;
        Workers.For(Outer * _perRow, ref this, &On<S, V, T>.Chunk);
    }

    private static class On<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref LinearScanJob job, int chunk)
        {
            int first = chunk % job._perRow * job._columns, count = Math.Min(job._columns, job.Inner - first);
            nint start = (nint)(chunk / job._perRow) * job.N * job.Inner + first, step = job.Reverse ? -job.Inner : job.Inner;
            if (job.Reverse) start += (nint)(job.N - 1) * job.Inner;
            T* a = (T*)job.A + start, b = (T*)job.B + start, h = (T*)job.H + start;
            for (int t = 0; t < job.N; t++, a += step, b += step, h += step)
                for (int i = 0; i < count; i += S.Count)
                {
                    V x = PanelProduct<S, V, T>.Load(b + i, count - i);
                    if (t > 0) x = S.Fma(PanelProduct<S, V, T>.Load(a + i, count - i), PanelProduct<S, V, T>.Load(h + i - step, count - i), x);
                    PanelProduct<S, V, T>.Store(h + i, x, count - i);
                }
        }
    }
}

/// <summary>Mamba's selective scan: the states of a channel lie in vectors, a thread takes channels (or, in the derivative, samples).</summary>
internal unsafe struct SelectiveScanJob : ISimdJob
{
    private const int ChannelsPerChunk = 8;

    public void* X, Delta, A, B, C, Skip, Y, G, Dx, DDelta, Da, Db, Dc, DSkip;
    public int Batch, Time, Channels, States;
    public bool Adjoint;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        int blocks = (Channels + ChannelsPerChunk - 1) / ChannelsPerChunk;
        if (Adjoint) Workers.For(Batch, ref this, &On<S, V, T>.Back);
        else Workers.For(Batch * blocks, ref this, &On<S, V, T>.Forward);
    }

    private static class On<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Forward(ref SelectiveScanJob job, int chunk)
        {
            int blocks = (job.Channels + ChannelsPerChunk - 1) / ChannelsPerChunk, states = job.States, first = chunk % blocks * ChannelsPerChunk;
            nint sample = (nint)(chunk / blocks) * job.Time;
            T* h = (T*)Scratch.Get((nint)(states + S.Count) * sizeof(T));
            for (int d = first; d < Math.Min(first + ChannelsPerChunk, job.Channels); d++)
            {
                new Span<T>(h, states).Clear();
                T skip = ((T*)job.Skip)[d];
                for (int t = 0; t < job.Time; t++)
                {
                    nint at = (sample + t) * job.Channels + d, row = (sample + t) * states;
                    T x = ((T*)job.X)[at];
                    ((T*)job.Y)[at] = Step(ref job, d, at, row, h, h) + skip * x;
                }
            }
        }

        // The next states and what is read of them.
        private static T Step(ref SelectiveScanJob job, int d, nint at, nint row, T* before, T* h)
        {
            T* a = (T*)job.A + (nint)d * job.States, b = (T*)job.B + row, c = (T*)job.C + row;
            V step = S.Create(((T*)job.Delta)[at]), input = S.Create(((T*)job.Delta)[at] * ((T*)job.X)[at]), sum = S.Zero;
            for (int n = 0; n < job.States; n += S.Count)
            {
                int k = job.States - n;
                V next = S.Fma(VectorMath<S, V, T>.Exp(S.Mul(step, Load(a + n, k))), Load(before + n, k), S.Mul(input, Load(b + n, k)));
                PanelProduct<S, V, T>.Store(h + n, next, k);
                sum = S.Fma(next, Load(c + n, k), sum);
            }
            return S.Sum(sum);
        }

        public static void Back(ref SelectiveScanJob job, int s)
        {
            int states = job.States, time = job.Time;
            nint sample = (nint)s * time;
            T* h = (T*)Scratch.Get(((nint)(time + 1) * states + states) * sizeof(T)), slope = h + (nint)(time + 1) * states;
            new Span<T>((T*)job.Db + sample * states, time * states).Clear();
            new Span<T>((T*)job.Dc + sample * states, time * states).Clear();
            for (int d = 0; d < job.Channels; d++)
            {
                T* da = (T*)job.Da + ((nint)s * job.Channels + d) * states;
                new Span<T>(h, states).Clear();
                new Span<T>(slope, states).Clear();
                new Span<T>(da, states).Clear();
                for (int t = 0; t < time; t++)
                    Step(ref job, d, (sample + t) * job.Channels + d, (sample + t) * states, h + (nint)t * states, h + (nint)(t + 1) * states);
                T skip = ((T*)job.Skip)[d], dSkip = T.Zero;
                for (int t = time - 1; t >= 0; t--)
                {
                    nint at = (sample + t) * job.Channels + d;
                    T g = ((T*)job.G)[at], x = ((T*)job.X)[at], delta = ((T*)job.Delta)[at];
                    var (dInput, dStep) = BackStep(ref job, d, at, (sample + t) * states, h + (nint)t * states, slope, da);
                    ((T*)job.Dx)[at] = dInput * delta + g * skip;
                    ((T*)job.DDelta)[at] = dInput * x + dStep;
                    dSkip += g * x;
                }
                ((T*)job.DSkip)[(nint)s * job.Channels + d] = dSkip;
            }
        }

        private static (T Input, T Step) BackStep(ref SelectiveScanJob job, int d, nint at, nint row, T* h, T* slope, T* da)
        {
            int states = job.States;
            T* a = (T*)job.A + (nint)d * states, b = (T*)job.B + row, c = (T*)job.C + row, db = (T*)job.Db + row, dc = (T*)job.Dc + row;
            T delta = ((T*)job.Delta)[at];
            V g = S.Create(((T*)job.G)[at]), step = S.Create(delta), input = S.Create(delta * ((T*)job.X)[at]), dInput = S.Zero, dStep = S.Zero;
            for (int n = 0; n < states; n += S.Count)
            {
                int k = states - n;
                V rate = Load(a + n, k), decay = VectorMath<S, V, T>.Exp(S.Mul(step, rate)), m = S.Fma(g, Load(c + n, k), Load(slope + n, k));
                V through = S.Mul(m, decay), change = S.Mul(through, Load(h + n, k));
                PanelProduct<S, V, T>.Store(dc + n, S.Fma(g, Load(h + states + n, k), Load(dc + n, k)), k);
                PanelProduct<S, V, T>.Store(db + n, S.Fma(m, input, Load(db + n, k)), k);
                PanelProduct<S, V, T>.Store(da + n, S.Fma(change, step, Load(da + n, k)), k);
                PanelProduct<S, V, T>.Store(slope + n, through, k);
                dInput = S.Fma(m, Load(b + n, k), dInput);
                dStep = S.Fma(change, rate, dStep);
            }
            return (S.Sum(dInput), S.Sum(dStep));
        }

        private static V Load(T* p, int n) => PanelProduct<S, V, T>.Load(p, n);
    }
}
