namespace Ganglion;

internal sealed partial class MeteredKernels
{
    public override void Lstm(Tensor gates, Tensor recurrent, Tensor states, Tensor cells, in SequenceShape s)
    {
        var t = s;
        Note("Lstm", Products(s, 4), [gates, recurrent, states, cells], () => inner.Lstm(gates, recurrent, states, cells, t));
    }

    public override void LstmAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor cells, Tensor dGates, Tensor dh, Tensor dc, in SequenceShape s)
    {
        var t = s;
        Note("LstmAdjoint", Products(s, 4), [g, gates, recurrent, cells, dGates, dh, dc],
            () => inner.LstmAdjoint(g, gates, recurrent, cells, dGates, dh, dc, t));
    }

    public override void Gru(Tensor gates, Tensor recurrent, Tensor? bias, Tensor candidates, Tensor states, in SequenceShape s)
    {
        var t = s;
        Note("Gru", Products(s, 3), [gates, recurrent, bias, candidates, states], () => inner.Gru(gates, recurrent, bias, candidates, states, t));
    }

    public override void GruAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor candidates, Tensor states, Tensor dInput, Tensor dState,
        Tensor dh, in SequenceShape s)
    {
        var t = s;
        Note("GruAdjoint", Products(s, 3), [g, gates, recurrent, candidates, states, dInput, dState, dh],
            () => inner.GruAdjoint(g, gates, recurrent, candidates, states, dInput, dState, dh, t));
    }

    public override void Attention(Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, in AttentionShape s)
    {
        var t = s;
        Note("Attention", Pairs(s) * (s.Width + s.Outputs), [q, k, v, mask, y, sums], () => inner.Attention(q, k, v, mask, y, sums, t));
    }

    public override void AttentionAdjoint(Tensor g, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, Tensor dq, Tensor dk,
        Tensor dv,
        in AttentionShape s)
    {
        var t = s;
        Note("AttentionAdjoint", Pairs(s) * (3 * s.Width + 2 * s.Outputs), [g, q, k, v, mask, y, sums, dq, dk, dv],
            () => inner.AttentionAdjoint(g, q, k, v, mask, y, sums, dq, dk, dv, t));
    }

    public override void LinearScan(Tensor a, Tensor b, Tensor h, int outer, int n, int inner1, bool reverse) =>
        Note("LinearScan", (long)outer * n * inner1, [a, b, h], () => inner.LinearScan(a, b, h, outer, n, inner1, reverse));

    public override void SelectiveScan(Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip, Tensor y, int batch, int time, int channels,
        int states) =>
        Note("SelectiveScan", 2L * batch * time * channels * states, [x, delta, a, b, c, skip, y],
            () => inner.SelectiveScan(x, delta, a, b, c, skip, y, batch, time, channels, states));

    public override void SelectiveScanAdjoint(Tensor g, Tensor[] at, Tensor[] d, int batch, int time, int channels, int states) =>
        Note("SelectiveScanAdjoint", 6L * batch * time * channels * states, [g, .. at, .. d],
            () => inner.SelectiveScanAdjoint(g, at, d, batch, time, channels, states));

    // Queries and keys that see each other.
    private static long Pairs(in AttentionShape s)
    {
        long pairs = 0;
        for (int b = 0; b < s.Batch; b++)
            for (int i = 0; i < s.Queries; i++) pairs += s.Seen(b, i);
        return pairs * s.Heads;
    }

    private static long Products(in SequenceShape s, int gates) => (long)s.Time * s.Batch * gates * s.Units * s.Units;
}
