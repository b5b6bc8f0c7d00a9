using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void LinearScan(Tensor a, Tensor b, Tensor h, int outer, int n, int inner, bool reverse)
    {
        if (a.DType == DType.F32) LinearScan<float>(a, b, h, outer, n, inner, reverse); else LinearScan<double>(a, b, h, outer, n, inner, reverse);
    }

    public override void SelectiveScan(Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip, Tensor y, int batch, int time, int channels,
        int states)
    {
        if (x.DType == DType.F32) SelectiveScan<float>(x, delta, a, b, c, skip, y, batch, time, channels, states);
        else SelectiveScan<double>(x, delta, a, b, c, skip, y, batch, time, channels, states);
    }

    public override void SelectiveScanAdjoint(Tensor g, Tensor[] at, Tensor[] d, int batch, int time, int channels, int states)
    {
        if (g.DType == DType.F32) SelectiveScanAdjoint<float>(g, at, d, batch, time, channels, states);
        else SelectiveScanAdjoint<double>(g, at, d, batch, time, channels, states);
    }

    private static void LinearScan<T>(Tensor a, Tensor b, Tensor h, int outer, int n, int inner, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> factor = a.Data<T>(), term = b.Data<T>(), to = h.Data<T>();
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                double state = 0;
                for (int t = 0; t < n; t++)
                {
                    int at = (o * n + (reverse ? n - 1 - t : t)) * inner + i;
                    to[at] = F<T>(state = (t == 0 ? 0 : D(factor[at]) * state) + D(term[at]));
                }
            }
    }

    private static void SelectiveScan<T>(Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip, Tensor y, int batch, int time,
        int channels,
        int states) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> ex = x.Data<T>(), ed = delta.Data<T>(), ea = a.Data<T>(), eb = b.Data<T>(), ec = c.Data<T>(), es = skip.Data<T>(), to = y.Data<T>();
        for (int s = 0; s < batch; s++)
            for (int d = 0; d < channels; d++)
            {
                var h = new double[states];
                for (int t = 0; t < time; t++)
                {
                    int at = (s * time + t) * channels + d, row = (s * time + t) * states;
                    double step = D(ed[at]), input = D(ex[at]), sum = D(es[d]) * input;
                    for (int n = 0; n < states; n++)
                    {
                        h[n] = Math.Exp(step * D(ea[d * states + n])) * h[n] + step * input * D(eb[row + n]);
                        sum += D(ec[row + n]) * h[n];
                    }
                    to[at] = F<T>(sum);
                }
            }
    }

    private static void SelectiveScanAdjoint<T>(Tensor g, Tensor[] operands, Tensor[] gradients, int batch, int time, int channels, int states)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[][] v = [.. operands.Select(t => t.ToDoubles())], d = [.. gradients.Select(t => new double[t.Length])];
        double[] back = g.ToDoubles();
        for (int s = 0; s < batch; s++)
            for (int k = 0; k < channels; k++)
            {
                double[] h = new double[(time + 1) * states], slope = new double[states];
                for (int t = 0; t < time; t++)
                    for (int n = 0; n < states; n++)
                    {
                        int at = (s * time + t) * channels + k;
                        h[(t + 1) * states + n] = Math.Exp(v[1][at] * v[2][k * states + n]) * h[t * states + n]
                            + v[1][at] * v[0][at] * v[3][(s * time + t) * states + n];
                    }
                for (int t = time - 1; t >= 0; t--)
                {
                    int at = (s * time + t) * channels + k, row = (s * time + t) * states;
                    double step = v[1][at], input = v[0][at], dInput = 0, dStep = 0;
                    for (int n = 0; n < states; n++)
                    {
                        double rate = v[2][k * states + n], decay = Math.Exp(step * rate), before = h[t * states + n];
                        slope[n] += back[at] * v[4][row + n];
                        d[4][row + n] += back[at] * h[(t + 1) * states + n];
                        d[3][row + n] += slope[n] * step * input;
                        dInput += slope[n] * v[3][row + n];
                        dStep += slope[n] * before * decay * rate;
                        d[2][(s * channels + k) * states + n] += slope[n] * before * decay * step;
                        slope[n] *= decay;
                    }
                    d[0][at] = dInput * step + back[at] * v[5][k];
                    d[1][at] = dInput * input + dStep;
                    d[5][s * channels + k] += back[at] * input;
                }
            }
        for (int i = 0; i < d.Length; i++)
        {
            var to = gradients[i].Data<T>();
            for (int j = 0; j < to.Length; j++) to[j] = F<T>(d[i][j]);
        }
    }
}
