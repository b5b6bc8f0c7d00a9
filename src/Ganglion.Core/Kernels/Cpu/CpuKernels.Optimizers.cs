namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void AdamStep(Tensor p, Tensor g, Tensor m, Tensor v, Tensor? vmax, double lr, double beta1, double beta2, double epsilon,
        double l2, double decay, double correction1, double correction2)
    {
        if (p.Length == 0) return;
        fixed (byte* pp = &First(p), pg = &First(g), pm = &First(m), pv = &First(v), pTop = &First(vmax))
        {
            var job = new OptimizerJob
            {
                P = pp,
                G = pg,
                M = pm,
                V2 = pv,
                Top = pTop,
                Length = p.Length,
                Adam = true,
                Rate = lr,
                Beta1 = beta1,
                Beta2 = beta2,
                Epsilon = epsilon,
                L2 = l2,
                Decay = decay,
                Correction1 = correction1,
                Correction2 = correction2,
            };
            Dispatch(p.DType, ref job);
        }
    }

    public override void SgdStep(Tensor p, Tensor g, Tensor? b, double lr, double momentum, double l2, bool nesterov)
    {
        if (p.Length == 0) return;
        fixed (byte* pp = &First(p), pg = &First(g), pb = &First(b))
        {
            var job = new OptimizerJob { P = pp, G = pg, M = pb, Length = p.Length, Nesterov = nesterov, Rate = lr, Beta1 = momentum, L2 = l2 };
            Dispatch(p.DType, ref job);
        }
    }
}
