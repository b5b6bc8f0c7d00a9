namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    private const int WidestPanel = 32;                         // elements; narrower ones pad less

    public override void Lstm(Tensor gates, Tensor recurrent, Tensor states, Tensor cells, in SequenceShape s)
    {
        var panels = Panels(s.Units, 4 * s.Units, gates.DType);
        fixed (byte* pg = &First(gates), pr = &First(recurrent), ps = &First(states), pc = &First(cells), pp = &First(panels))
        fixed (int* lengths = s.Lengths)
        {
            var job = new RecurrentJob
            {
                Gates = pg,
                Recurrent = pr,
                States = ps,
                Cells = pc,
                Panels = pp,
                Lengths = lengths,
                Time = s.Time,
                Batch = s.Batch,
                Units = s.Units,
                Late = s.Late
            };
            Dispatch(gates.DType, ref job);
        }
    }

    public override void LstmAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor cells, Tensor dGates, Tensor dh, Tensor dc, in SequenceShape s)
    {
        var panels = Panels(4 * s.Units, s.Units, gates.DType);
        fixed (byte* from = &First(g), pg = &First(gates), pr = &First(recurrent), pc = &First(cells), pd = &First(dGates), ph = &First(dh),
            pdc = &First(dc), pp = &First(panels))
        fixed (int* lengths = s.Lengths)
        {
            var job = new RecurrentJob
            {
                Adjoint = true,
                G = from,
                GTime = g.Strides[0],
                GBatch = g.Strides[1],
                Gates = pg,
                Recurrent = pr,
                Cells = pc,
                DGates = pd,
                Dh = ph,
                Dc = pdc,
                Panels = pp,
                Lengths = lengths,
                Time = s.Time,
                Batch = s.Batch,
                Units = s.Units,
                Late = s.Late
            };
            Dispatch(gates.DType, ref job);
        }
    }

    public override void Gru(Tensor gates, Tensor recurrent, Tensor? bias, Tensor candidates, Tensor states, in SequenceShape s)
    {
        var panels = Panels(s.Units, 3 * s.Units, gates.DType);
        fixed (byte* pg = &First(gates), pr = &First(recurrent), pb = &First(bias), ps = &First(states), pc = &First(candidates), pp = &First(panels))
        fixed (int* lengths = s.Lengths)
        {
            var job = new RecurrentJob
            {
                Gru = true,
                Gates = pg,
                Recurrent = pr,
                Bias = pb,
                States = ps,
                Cells = pc,
                Panels = pp,
                Lengths = lengths,
                Time = s.Time,
                Batch = s.Batch,
                Units = s.Units,
                Late = s.Late
            };
            Dispatch(gates.DType, ref job);
        }
    }

    public override void GruAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor candidates, Tensor states, Tensor dInput, Tensor dState,
        Tensor dh,
        in SequenceShape s)
    {
        var panels = Panels(3 * s.Units, s.Units, gates.DType);
        fixed (byte* from = &First(g), pg = &First(gates), pr = &First(recurrent), pc = &First(candidates), ps = &First(states), pi = &First(dInput),
            pd = &First(dState), ph = &First(dh), pp = &First(panels))
        fixed (int* lengths = s.Lengths)
        {
            var job = new RecurrentJob
            {
                Gru = true,
                Adjoint = true,
                G = from,
                GTime = g.Strides[0],
                GBatch = g.Strides[1],
                Gates = pg,
                Recurrent = pr,
                Cells = pc,
                States = ps,
                DGates = pi,
                DState = pd,
                Dh = ph,
                Panels = pp,
                Lengths = lengths,
                Time = s.Time,
                Batch = s.Batch,
                Units = s.Units,
                Late = s.Late
            };
            Dispatch(gates.DType, ref job);
        }
    }

    private static Tensor Panels(int k, int n, DType dtype) => Tensor.Empty([(n + WidestPanel - 1) / WidestPanel * WidestPanel * k], dtype, "Panels");
}
