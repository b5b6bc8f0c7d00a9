using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Attention(Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, in AttentionShape s)
    {
        if (q.DType == DType.F32) Attention<float>(q, k, v, mask, y, sums, s); else Attention<double>(q, k, v, mask, y, sums, s);
    }

    public override void AttentionAdjoint(Tensor g, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, Tensor dq, Tensor dk,
        Tensor dv,
        in AttentionShape s)
    {
        if (q.DType == DType.F32) AttentionAdjoint<float>(g, q, k, v, mask, y, sums, dq, dk, dv, s);
        else AttentionAdjoint<double>(g, q, k, v, mask, y, sums, dq, dk, dv, s);
    }

    private static Span<T> Row<T>(Tensor x, int b, int h, int i) where T : unmanaged =>
        Elements<T>(x).AsSpan(x.Offset + b * x.Strides[0] + h * x.Strides[1] + i * x.Strides[2], x.Shape[3]);

    // The scores of one query; what it does not see is left out at the end.
    private static double[] Scores<T>(Tensor q, Tensor k, Tensor? mask, in AttentionShape s, int b, int h, int i)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scores = new double[s.Seen(b, i)];
        for (int j = 0; j < scores.Length; j++)
        {
            Span<T> x = Row<T>(q, b, h, i), w = Row<T>(k, b, h, j);
            double dot = 0;
            for (int d = 0; d < x.Length; d++) dot += D(x[d]) * D(w[d]);
            scores[j] = s.Scale * dot + (mask is null ? 0 : D(Row<T>(mask, b, h, i)[j]));
        }
        return scores;
    }

    private static double Kept(in AttentionShape s, int b, int h, int i, int j) => s.Dropout == 0 ? 1
        : Philox.Word(s.Key, (((ulong)b * (ulong)s.Heads + (ulong)h) * (ulong)s.Queries + (ulong)i) * (ulong)s.Keys + (ulong)j)
            >= DropoutThreshold(s.Dropout) ? 1 / (1 - s.Dropout) : 0;

    private static void Attention<T>(Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, in AttentionShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int b = 0; b < s.Batch; b++)
            for (int h = 0; h < s.Heads; h++)
                for (int i = 0; i < s.Queries; i++)
                {
                    double[] p = Scores<T>(q, k, mask, s, b, h, i), total = new double[s.Outputs];
                    double max = p.Append(double.NegativeInfinity).Max(), sum = 0;
                    for (int j = 0; j < p.Length && max > double.NegativeInfinity; j++)
                    {
                        double e = Math.Exp(p[j] - max), kept = Kept(s, b, h, i, j);
                        sum += e;
                        for (int d = 0; d < total.Length; d++) total[d] += e * kept * D(Row<T>(v, b, h, j)[d]);
                    }
                    for (int d = 0; d < total.Length; d++) Row<T>(y, b, h, i)[d] = F<T>(sum > 0 ? total[d] / sum : 0);
                    sums.Data<T>()[(b * s.Heads + h) * s.Queries + i] = F<T>(sum > 0 ? max + Math.Log(sum) : double.PositiveInfinity);
                }
    }

    private static void AttentionAdjoint<T>(Tensor g, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, Tensor dq, Tensor dk,
        Tensor dv,
        in AttentionShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int b = 0; b < s.Batch; b++)
            for (int h = 0; h < s.Heads; h++)
            {
                double[] keys = new double[s.Keys * s.Width], values = new double[s.Keys * s.Outputs];
                for (int i = 0; i < s.Queries; i++)
                {
                    Span<T> x = Row<T>(q, b, h, i), gi = Row<T>(g, b, h, i), yi = Row<T>(y, b, h, i);
                    double[] p = Scores<T>(q, k, mask, s, b, h, i), back = new double[s.Width];
                    double log = D(sums.Data<T>()[(b * s.Heads + h) * s.Queries + i]), mean = 0;
                    for (int d = 0; d < gi.Length; d++) mean += D(gi[d]) * D(yi[d]);
                    for (int j = 0; j < p.Length; j++)
                    {
                        double weight = Math.Exp(p[j] - log), kept = Kept(s, b, h, i, j), slope = 0;
                        for (int d = 0; d < gi.Length; d++)
                        {
                            values[j * s.Outputs + d] += weight * kept * D(gi[d]);
                            slope += D(gi[d]) * D(Row<T>(v, b, h, j)[d]);
                        }
                        double score = weight * (slope * kept - mean) * s.Scale;
                        for (int d = 0; d < x.Length; d++)
                        {
                            back[d] += score * D(Row<T>(k, b, h, j)[d]);
                            keys[j * s.Width + d] += score * D(x[d]);
                        }
                    }
                    for (int d = 0; d < back.Length; d++) Row<T>(dq, b, h, i)[d] = F<T>(back[d]);
                }
                for (int j = 0; j < s.Keys; j++)
                {
                    for (int d = 0; d < s.Width; d++) Row<T>(dk, b, h, j)[d] = F<T>(keys[j * s.Width + d]);
                    for (int d = 0; d < s.Outputs; d++) Row<T>(dv, b, h, j)[d] = F<T>(values[j * s.Outputs + d]);
                }
            }
    }
}
