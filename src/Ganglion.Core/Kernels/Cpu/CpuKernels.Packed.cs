namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void PackBits(Tensor x, Tensor? boundaries, int bits, Tensor words)
    {
        if (x.DType != DType.F32 || x.Length == 0) { base.PackBits(x, boundaries, bits, words); return; }
        fixed (byte* px = &First(x), limits = &First(boundaries), to = &First(words))
        {
            var job = new PackedJob
            {
                Values = (float*)px,
                Table = (float*)limits,
                Count = boundaries?.Length ?? 0,
                Packed = to,
                Bits = bits,
                Length = x.Length
            };
            Workers.For(job.Chunks, ref job, &PackedJob.Pack);
        }
    }

    public override void UnpackBits(Tensor words, int bits, Tensor? table, Tensor y)
    {
        if (y.DType != DType.F32 || y.Length == 0) { base.UnpackBits(words, bits, table, y); return; }
        fixed (byte* py = &First(y), values = &First(table), from = &First(words))
        {
            var job = new PackedJob { Values = (float*)py, Table = (float*)values, Packed = from, Bits = bits, Length = y.Length };
            Workers.For(job.Chunks, ref job, &PackedJob.Unpack);
        }
    }
}
