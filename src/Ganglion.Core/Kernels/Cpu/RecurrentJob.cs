using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// LSTM and GRU over time. A thread takes a few samples through all steps, for samples never meet; the recurrent weights are laid out once, and the
/// element-wise part of a step works on what its product has just left in the cache.
/// </summary>
internal unsafe struct RecurrentJob : ISimdJob
{
    private const int RowsPerChunk = 16;

    public void* Gates, Recurrent, Bias, States, Cells, G, DGates, DState, Dh, Dc, Panels;   // a GRU keeps its candidates in Cells
    public nint GTime, GBatch;                                  // strides of G
    public int* Lengths;
    public int Time, Batch, Units;
    public bool Late, Gru, Adjoint;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        int gates = (Gru ? 3 : 4) * Units, chunks = (Batch + RowsPerChunk - 1) / RowsPerChunk;
        if (Adjoint) PanelProduct<S, V, T>.Pack((T*)Recurrent, Units, false, gates, Units, (T*)Panels);
        else PanelProduct<S, V, T>.Pack((T*)Recurrent, Units, true, Units, gates, (T*)Panels);
        _perChunk = (Batch + chunks - 1) / chunks;
        Workers.For(chunks, ref this, Gru ? Adjoint ? &On<S, V, T>.GruAdjoint : &On<S, V, T>.GruForward
            : Adjoint ? &On<S, V, T>.LstmAdjoint : &On<S, V, T>.LstmForward);
    }

    private readonly bool Runs(int b, int t) => Lengths == null || (Late ? t >= Time - Lengths[b] : t < Lengths[b]);

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void LstmForward(ref RecurrentJob job, int chunk)
        {
            int n = job.Units, first = chunk * job._perChunk, rows = Math.Min(job._perChunk, job.Batch - first);
            nint step = (nint)job.Batch * n;
            T* gates = (T*)job.Gates + (nint)first * 4 * n, h = (T*)job.States + (nint)first * n, c = (T*)job.Cells + (nint)first * n;
            for (int t = 0; t < job.Time; t++, gates += 4 * step, h += step, c += step)
            {
                PanelProduct<S, V, T>.Multiply(h, n, 1, (T*)job.Panels, rows, 4 * n, n, gates, 4 * n, add: true);
                for (int r = 0; r < rows; r++)
                {
                    bool runs = job.Runs(first + r, t);
                    LstmRow(gates + (nint)r * 4 * n, c + (nint)r * n, c + step + (nint)r * n, h + step + (nint)r * n, n);
                    if (runs) continue;
                    Copy(c + (nint)r * n, c + step + (nint)r * n, n);
                    Copy(h + (nint)r * n, h + step + (nint)r * n, n);
                }
            }
            Copy(c, h + step, rows * n);
        }

        private static void LstmRow(T* gates, T* before, T* c, T* h, int n)
        {
            for (int u = 0; u < n; u += S.Count)
            {
                int k = n - u;
                V i = VectorMath<S, V, T>.Sigmoid(Load(gates + u, k)), f = VectorMath<S, V, T>.Sigmoid(Load(gates + n + u, k));
                V m = VectorMath<S, V, T>.Tanh(Load(gates + 2 * n + u, k)), o = VectorMath<S, V, T>.Sigmoid(Load(gates + 3 * n + u, k));
                V cell = S.Fma(f, Load(before + u, k), S.Mul(i, m));
                Store(gates + u, i, k);
                Store(gates + n + u, f, k);
                Store(gates + 2 * n + u, m, k);
                Store(gates + 3 * n + u, o, k);
                Store(c + u, cell, k);
                Store(h + u, S.Mul(o, VectorMath<S, V, T>.Tanh(cell)), k);
            }
        }

        public static void LstmAdjoint(ref RecurrentJob job, int chunk)
        {
            int n = job.Units, first = chunk * job._perChunk, rows = Math.Min(job._perChunk, job.Batch - first);
            nint step = (nint)job.Batch * n, start = (nint)first * n;
            T* dh = (T*)job.Dh + start, dc = (T*)job.Dc + start, g = (T*)job.G + first * job.GBatch;
            new Span<T>(dh, rows * n).Clear();
            for (int r = 0; r < rows; r++) Copy(g + job.Time * job.GTime + r * job.GBatch, dc + (nint)r * n, n);
            for (int t = job.Time - 1; t >= 0; t--)
            {
                nint at = t * step + start;
                T* dGates = (T*)job.DGates + 4 * at;
                for (int r = 0; r < rows; r++)
                {
                    nint row = (nint)r * n;
                    T* gt = g + t * job.GTime + r * job.GBatch;
                    if (job.Runs(first + r, t))
                        LstmAdjointRow(gt, (T*)job.Gates + 4 * (at + row), (T*)job.Cells + at + row, (T*)job.Cells + at + step + row,
                            dGates + 4 * row, dh + row,
                            dc + row, n);
                    else
                    {
                        new Span<T>(dGates + 4 * row, 4 * n).Clear();
                        AddTo(dh + row, gt, n);
                    }
                }
                PanelProduct<S, V, T>.Multiply(dGates, 4 * n, 1, (T*)job.Panels, rows, n, 4 * n, dh, n, add: true);
            }
        }

        // Leaves dh at zero: the product adds to it.
        private static void LstmAdjointRow(T* g, T* gates, T* before, T* c, T* dGates, T* dh, T* dc, int n)
        {
            V one = S.Create(T.One);
            for (int u = 0; u < n; u += S.Count)
            {
                int k = n - u;
                V i = Load(gates + u, k), f = Load(gates + n + u, k), m = Load(gates + 2 * n + u, k), o = Load(gates + 3 * n + u, k);
                V y = VectorMath<S, V, T>.Tanh(Load(c + u, k)), back = S.Add(Load(dh + u, k), Load(g + u, k));
                V d = S.Fma(S.Mul(back, o), S.Sub(one, S.Mul(y, y)), Load(dc + u, k));
                Store(dGates + u, S.Mul(S.Mul(d, m), S.Mul(i, S.Sub(one, i))), k);
                Store(dGates + n + u, S.Mul(S.Mul(d, Load(before + u, k)), S.Mul(f, S.Sub(one, f))), k);
                Store(dGates + 2 * n + u, S.Mul(S.Mul(d, i), S.Sub(one, S.Mul(m, m))), k);
                Store(dGates + 3 * n + u, S.Mul(S.Mul(back, y), S.Mul(o, S.Sub(one, o))), k);
                Store(dc + u, S.Mul(d, f), k);
                Store(dh + u, S.Zero, k);
            }
        }

        public static void GruForward(ref RecurrentJob job, int chunk)
        {
            int n = job.Units, first = chunk * job._perChunk, rows = Math.Min(job._perChunk, job.Batch - first);
            nint step = (nint)job.Batch * n, start = (nint)first * n;
            T* part = (T*)Scratch.Get((nint)rows * 3 * n * sizeof(T)), bias = (T*)job.Bias;
            for (int t = 0; t < job.Time; t++)
            {
                nint at = t * step + start;
                T* h = (T*)job.States + at;
                PanelProduct<S, V, T>.Multiply(h, n, 1, (T*)job.Panels, rows, 3 * n, n, part, 3 * n, add: false);
                for (int r = 0; r < rows; r++)
                {
                    nint row = (nint)r * n;
                    if (bias != null) AddTo(part + 3 * row, bias, 3 * n);
                    GruRow((T*)job.Gates + 3 * (at + row), part + 3 * row, (T*)job.Cells + at + row, h + row, h + step + row, n);
                    if (!job.Runs(first + r, t)) Copy(h + row, h + step + row, n);
                }
            }
        }

        private static void GruRow(T* gates, T* part, T* candidate, T* before, T* h, int n)
        {
            for (int u = 0; u < n; u += S.Count)
            {
                int k = n - u;
                V r = VectorMath<S, V, T>.Sigmoid(S.Add(Load(gates + u, k), Load(part + u, k)));
                V z = VectorMath<S, V, T>.Sigmoid(S.Add(Load(gates + n + u, k), Load(part + n + u, k))), p = Load(part + 2 * n + u, k);
                V m = VectorMath<S, V, T>.Tanh(S.Fma(r, p, Load(gates + 2 * n + u, k)));
                Store(gates + u, r, k);
                Store(gates + n + u, z, k);
                Store(gates + 2 * n + u, m, k);
                Store(candidate + u, p, k);
                Store(h + u, S.Fma(z, S.Sub(Load(before + u, k), m), m), k);
            }
        }

        public static void GruAdjoint(ref RecurrentJob job, int chunk)
        {
            int n = job.Units, first = chunk * job._perChunk, rows = Math.Min(job._perChunk, job.Batch - first);
            nint step = (nint)job.Batch * n, start = (nint)first * n;
            T* dh = (T*)job.Dh + start, g = (T*)job.G + first * job.GBatch;
            new Span<T>(dh, rows * n).Clear();
            for (int t = job.Time - 1; t >= 0; t--)
            {
                nint at = t * step + start;
                T* dInput = (T*)job.DGates + 3 * at, dState = (T*)job.DState + 3 * at;
                for (int r = 0; r < rows; r++)
                {
                    nint row = (nint)r * n;
                    T* gt = g + t * job.GTime + r * job.GBatch;
                    if (job.Runs(first + r, t))
                        GruAdjointRow(gt, (T*)job.Gates + 3 * (at + row), (T*)job.Cells + at + row, (T*)job.States + at + row, dInput + 3 * row,
                            dState + 3 * row,
                            dh + row, n);
                    else
                    {
                        new Span<T>(dInput + 3 * row, 3 * n).Clear();
                        new Span<T>(dState + 3 * row, 3 * n).Clear();
                        AddTo(dh + row, gt, n);
                    }
                }
                PanelProduct<S, V, T>.Multiply(dState, 3 * n, 1, (T*)job.Panels, rows, n, 3 * n, dh, n, add: true);
            }
        }

        // Leaves in dh what goes straight to the state before: the product adds to it.
        private static void GruAdjointRow(T* g, T* gates, T* candidate, T* before, T* dInput, T* dState, T* dh, int n)
        {
            V one = S.Create(T.One);
            for (int u = 0; u < n; u += S.Count)
            {
                int k = n - u;
                V r = Load(gates + u, k), z = Load(gates + n + u, k), m = Load(gates + 2 * n + u, k), back = S.Add(Load(dh + u, k), Load(g + u, k));
                V dm = S.Mul(S.Mul(back, S.Sub(one, z)), S.Sub(one, S.Mul(m, m)));
                V dr = S.Mul(S.Mul(dm, Load(candidate + u, k)), S.Mul(r, S.Sub(one, r)));
                V dz = S.Mul(S.Mul(back, S.Sub(Load(before + u, k), m)), S.Mul(z, S.Sub(one, z)));
                Store(dInput + u, dr, k);
                Store(dState + u, dr, k);
                Store(dInput + n + u, dz, k);
                Store(dState + n + u, dz, k);
                Store(dInput + 2 * n + u, dm, k);
                Store(dState + 2 * n + u, S.Mul(dm, r), k);
                Store(dh + u, S.Mul(back, z), k);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Load(T* p, int n) => PanelProduct<S, V, T>.Load(p, n);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(T* p, V v, int n) => PanelProduct<S, V, T>.Store(p, v, n);

        private static void AddTo(T* to, T* x, int n)
        {
            for (int u = 0; u < n; u += S.Count) Store(to + u, S.Add(Load(to + u, n - u), Load(x + u, n - u)), n - u);
        }

        private static void Copy(T* from, T* to, int n) => new Span<T>(from, n).CopyTo(new(to, n));
    }
}
