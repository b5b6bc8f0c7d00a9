using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Lstm(Tensor gates, Tensor recurrent, Tensor states, Tensor cells, in SequenceShape s)
    {
        if (gates.DType == DType.F32) Lstm<float>(gates, recurrent, states, cells, s); else Lstm<double>(gates, recurrent, states, cells, s);
    }

    public override void LstmAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor cells, Tensor dGates, Tensor dh, Tensor dc, in SequenceShape s)
    {
        if (gates.DType == DType.F32) LstmAdjoint<float>(g, gates, recurrent, cells, dGates, dh, dc, s);
        else LstmAdjoint<double>(g, gates, recurrent, cells, dGates, dh, dc, s);
    }

    public override void Gru(Tensor gates, Tensor recurrent, Tensor? bias, Tensor candidates, Tensor states, in SequenceShape s)
    {
        if (gates.DType == DType.F32) Gru<float>(gates, recurrent, bias, candidates, states, s);
        else Gru<double>(gates, recurrent, bias, candidates, states, s);
    }

    public override void GruAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor candidates, Tensor states, Tensor dInput, Tensor dState,
        Tensor dh,
        in SequenceShape s)
    {
        if (gates.DType == DType.F32) GruAdjoint<float>(g, gates, recurrent, candidates, states, dInput, dState, dh, s);
        else GruAdjoint<double>(g, gates, recurrent, candidates, states, dInput, dState, dh, s);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // Σ over k of x[k] · w[row, k]
    private static double Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> w, int row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++) sum += D(x[k]) * D(w[row * x.Length + k]);
        return sum;
    }

    private static void Lstm<T>(Tensor gates, Tensor recurrent, Tensor states, Tensor cells, in SequenceShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> a = gates.Data<T>(), w = recurrent.Data<T>(), h = states.Data<T>(), c = cells.Data<T>();
        int n = s.Units, step = s.Batch * n;
        Span<double> gate = stackalloc double[4];
        for (int t = 0; t < s.Time; t++)
            for (int b = 0; b < s.Batch; b++)
            {
                int row = (t * s.Batch + b) * n;
                for (int u = 0; u < n; u++)
                {
                    for (int q = 0; q < 4; q++)
                    {
                        double x = D(a[4 * row + q * n + u]) + Dot<T>(h.Slice(row, n), w, q * n + u);
                        gate[q] = q == 2 ? Math.Tanh(x) : Sigmoid(x);
                        a[4 * row + q * n + u] = F<T>(gate[q]);
                    }
                    double cell = gate[1] * D(c[row + u]) + gate[0] * gate[2];
                    bool runs = s.Runs(b, t);
                    c[row + step + u] = runs ? F<T>(cell) : c[row + u];
                    h[row + step + u] = runs ? F<T>(gate[3] * Math.Tanh(cell)) : h[row + u];
                }
            }
        c.Slice(s.Time * step, step).CopyTo(h[((s.Time + 1) * step)..]);
    }

    private static void LstmAdjoint<T>(Tensor g, Tensor gates, Tensor recurrent, Tensor cells, Tensor dGates, Tensor dh, Tensor dc,
        in SequenceShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> a = gates.Data<T>(), w = recurrent.Data<T>(), c = cells.Data<T>(), da = dGates.Data<T>();
        var from = Elements<T>(g);
        double At(Tensor x, T[] e, int t, int b, int u) => D(e[x.Offset + t * x.Strides[0] + b * x.Strides[1] + u]);
        int n = s.Units;
        for (int b = 0; b < s.Batch; b++)
        {
            double[] back = new double[n], cell = new double[n];
            for (int u = 0; u < n; u++) cell[u] = At(g, from, s.Time, b, u);
            for (int t = s.Time - 1; t >= 0; t--)
            {
                int row = (t * s.Batch + b) * n;
                for (int u = 0; u < n; u++) back[u] += At(g, from, t, b, u);
                if (!s.Runs(b, t)) { da.Slice(4 * row, 4 * n).Clear(); continue; }
                for (int u = 0; u < n; u++)
                {
                    int at = 4 * row + u;
                    double i = D(a[at]), f = D(a[at + n]), m = D(a[at + 2 * n]), o = D(a[at + 3 * n]), y = Math.Tanh(D(c[row + s.Batch * n + u]));
                    double d = cell[u] + back[u] * o * (1 - y * y);
                    da[at] = F<T>(d * m * i * (1 - i));
                    da[at + n] = F<T>(d * D(c[row + u]) * f * (1 - f));
                    da[at + 2 * n] = F<T>(d * i * (1 - m * m));
                    da[at + 3 * n] = F<T>(back[u] * y * o * (1 - o));
                    cell[u] = d * f;
                }
                Through<T>(da.Slice(4 * row, 4 * n), w, back);
            }
            for (int u = 0; u < n; u++) (dh.Data<T>()[b * n + u], dc.Data<T>()[b * n + u]) = (F<T>(back[u]), F<T>(cell[u]));
        }
    }

    // back = d·W, W [d.Length, units]
    private static void Through<T>(ReadOnlySpan<T> d, ReadOnlySpan<T> w, double[] back, double[]? straight = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int u = 0; u < back.Length; u++)
        {
            back[u] = straight?[u] ?? 0;
            for (int k = 0; k < d.Length; k++) back[u] += D(d[k]) * D(w[k * back.Length + u]);
        }
    }

    private static void Gru<T>(Tensor gates, Tensor recurrent, Tensor? bias, Tensor candidates, Tensor states, in SequenceShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> a = gates.Data<T>(), w = recurrent.Data<T>(), p = candidates.Data<T>(), h = states.Data<T>(),
            q = bias is null ? default : bias.Data<T>();
        int n = s.Units;
        for (int t = 0; t < s.Time; t++)
            for (int b = 0; b < s.Batch; b++)
            {
                int row = (t * s.Batch + b) * n, next = row + s.Batch * n;
                ReadOnlySpan<T> before = h.Slice(row, n);
                for (int u = 0; u < n; u++)
                {
                    double r = Sigmoid(D(a[3 * row + u]) + Dot(before, w, u) + (bias is null ? 0 : D(q[u])));
                    double z = Sigmoid(D(a[3 * row + n + u]) + Dot(before, w, n + u) + (bias is null ? 0 : D(q[n + u])));
                    double part = Dot(before, w, 2 * n + u) + (bias is null ? 0 : D(q[2 * n + u])),
                        m = Math.Tanh(D(a[3 * row + 2 * n + u]) + r * part);
                    (a[3 * row + u], a[3 * row + n + u], a[3 * row + 2 * n + u], p[row + u]) = (F<T>(r), F<T>(z), F<T>(m), F<T>(part));
                    h[next + u] = s.Runs(b, t) ? F<T>(m + z * (D(before[u]) - m)) : before[u];
                }
            }
    }

    private static void GruAdjoint<T>(Tensor g, Tensor gates, Tensor recurrent, Tensor candidates, Tensor states, Tensor dInput, Tensor dState,
        Tensor dh,
        in SequenceShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> a = gates.Data<T>(), w = recurrent.Data<T>(), p = candidates.Data<T>(), h = states.Data<T>(), dx = dInput.Data<T>(),
            ds = dState.Data<T>();
        var from = Elements<T>(g);
        int n = s.Units;
        double[] back = new double[n], straight = new double[n];
        for (int b = 0; b < s.Batch; b++)
        {
            Array.Clear(back);
            for (int t = s.Time - 1; t >= 0; t--)
            {
                int row = (t * s.Batch + b) * n;
                for (int u = 0; u < n; u++) back[u] += D(from[g.Offset + t * g.Strides[0] + b * g.Strides[1] + u]);
                if (!s.Runs(b, t)) { dx.Slice(3 * row, 3 * n).Clear(); ds.Slice(3 * row, 3 * n).Clear(); continue; }
                for (int u = 0; u < n; u++)
                {
                    int at = 3 * row + u;
                    double r = D(a[at]), z = D(a[at + n]), m = D(a[at + 2 * n]), dm = back[u] * (1 - z) * (1 - m * m);
                    dx[at] = ds[at] = F<T>(dm * D(p[row + u]) * r * (1 - r));
                    dx[at + n] = ds[at + n] = F<T>(back[u] * (D(h[row + u]) - m) * z * (1 - z));
                    dx[at + 2 * n] = F<T>(dm);
                    ds[at + 2 * n] = F<T>(dm * r);
                    straight[u] = back[u] * z;
                }
                Through<T>(ds.Slice(3 * row, 3 * n), w, back, straight);
            }
            for (int u = 0; u < n; u++) dh.Data<T>()[b * n + u] = F<T>(back[u]);
        }
    }
}
