namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Attention(Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, in AttentionShape s)
    {
        fixed (byte* pq = &First(q), pk = &First(k), pv = &First(v), pm = &First(mask), py = &First(y), ps = &First(sums))
        fixed (int* lengths = s.Lengths)
        {
            var job = Job(s, lengths);
            (job.Q, job.K, job.V, job.Mask, job.Y, job.Sums) = (new(pq, q), new(pk, k), new(pv, v), new(pm, mask), new(py, y), (nint)ps);
            Dispatch(q.DType, ref job);
        }
    }

    public override void AttentionAdjoint(Tensor g, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, Tensor dq, Tensor dk,
        Tensor dv,
        in AttentionShape s)
    {
        fixed (byte* pg = &First(g), pq = &First(q), pk = &First(k), pv = &First(v), pm = &First(mask), py = &First(y), ps = &First(sums))
        fixed (byte* dpq = &First(dq), dpk = &First(dk), dpv = &First(dv))
        fixed (int* lengths = s.Lengths)
        {
            var job = Job(s, lengths);
            (job.Q, job.K, job.V, job.Mask, job.Y, job.Sums) = (new(pq, q), new(pk, k), new(pv, v), new(pm, mask), new(py, y), (nint)ps);
            (job.G, job.Dq, job.Dk, job.Dv, job.Adjoint) = (new(pg, g), new(dpq, dq), new(dpk, dk), new(dpv, dv), true);
            Dispatch(q.DType, ref job);
        }
    }

    private static AttentionJob Job(in AttentionShape s, int* lengths) => new()
    {
        Lengths = lengths,
        Batch = s.Batch,
        Heads = s.Heads,
        Queries = s.Queries,
        Keys = s.Keys,
        Width = s.Width,
        Outputs = s.Outputs,
        Scale = s.Scale,
        Keep = 1 / (1 - s.Dropout),
        Threshold = (uint)Math.Min(DropoutThreshold(s.Dropout), uint.MaxValue),
        Key = s.Key,
        Causal = s.Causal,
        Drops = s.Dropout > 0
    };
}
