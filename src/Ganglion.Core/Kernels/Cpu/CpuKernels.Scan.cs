namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void LinearScan(Tensor a, Tensor b, Tensor h, int outer, int n, int inner, bool reverse)
    {
        if (h.Length == 0) return;
        fixed (byte* pa = &First(a), pb = &First(b), ph = &First(h))
        {
            var job = new LinearScanJob { A = pa, B = pb, H = ph, Outer = outer, N = n, Inner = inner, Reverse = reverse };
            Dispatch(h.DType, ref job);
        }
    }

    public override void SelectiveScan(Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip, Tensor y, int batch, int time, int channels,
        int states)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), pd = &First(delta), pa = &First(a), pb = &First(b), pc = &First(c), ps = &First(skip), py = &First(y))
        {
            var job = new SelectiveScanJob
            {
                X = px,
                Delta = pd,
                A = pa,
                B = pb,
                C = pc,
                Skip = ps,
                Y = py,
                Batch = batch,
                Time = time,
                Channels = channels,
                States = states
            };
            Dispatch(y.DType, ref job);
        }
    }

    public override void SelectiveScanAdjoint(Tensor g, Tensor[] at, Tensor[] d, int batch, int time, int channels, int states)
    {
        if (g.Length == 0) { base.SelectiveScanAdjoint(g, at, d, batch, time, channels, states); return; }
        fixed (byte* pg = &First(g), px = &First(at[0]), pd = &First(at[1]), pa = &First(at[2]), pb = &First(at[3]), pc = &First(at[4]),
            ps = &First(at[5]))
        fixed (byte* dx = &First(d[0]), dd = &First(d[1]), da = &First(d[2]), db = &First(d[3]), dc = &First(d[4]), ds = &First(d[5]))
        {
            var job = new SelectiveScanJob
            {
                Adjoint = true,
                G = pg,
                X = px,
                Delta = pd,
                A = pa,
                B = pb,
                C = pc,
                Skip = ps,
                Dx = dx,
                DDelta = dd,
                Da = da,
                Db = db,
                Dc = dc,
                DSkip = ds,
                Batch = batch,
                Time = time,
                Channels = channels,
                States = states
            };
            Dispatch(g.DType, ref job);
        }
    }
}
