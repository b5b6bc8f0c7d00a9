namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Moments(Tensor x, Tensor mean, Tensor variance, int outer, int channels, int inner)
    {
        if (x.Length == 0) { base.Moments(x, mean, variance, outer, channels, inner); return; }
        fixed (byte* px = &First(x), pMean = &First(mean), pVariance = &First(variance))
        {
            var job = new NormalizationJob
            {
                Use = NormalizationJob.Uses.Moments,
                X = px,
                Mean = pMean,
                Y = pVariance,
                Outer = outer,
                Channels = channels,
                Inner = inner
            };
            Dispatch(x.DType, ref job);
        }
    }

    public override void MomentSums(Tensor g, Tensor x, Tensor mean, Tensor sumG, Tensor sumGx, int outer, int channels, int inner)
    {
        if (x.Length == 0) { base.MomentSums(g, x, mean, sumG, sumGx, outer, channels, inner); return; }
        fixed (byte* pg = &First(g), px = &First(x), pMean = &First(mean), pSum = &First(sumG), pProduct = &First(sumGx))
        {
            var job = new NormalizationJob
            {
                Use = NormalizationJob.Uses.Sums,
                G = pg,
                X = px,
                Mean = pMean,
                P = pSum,
                Q = pProduct,
                Outer = outer,
                Channels = channels,
                Inner = inner
            };
            Dispatch(x.DType, ref job);
        }
    }

    public override void ScaleShift(Tensor x, Tensor mean, Tensor scale, Tensor? shift, Tensor y, int outer, int channels, int inner)
    {
        if (x.Length == 0) return;
        fixed (byte* px = &First(x), pMean = &First(mean), pScale = &First(scale), pShift = &First(shift), py = &First(y))
        {
            var job = new NormalizationJob
            {
                Use = NormalizationJob.Uses.ScaleShift,
                X = px,
                Mean = pMean,
                P = pScale,
                R = pShift,
                Y = py,
                Outer = outer,
                Channels = channels,
                Inner = inner
            };
            Dispatch(x.DType, ref job);
        }
    }

    public override void NormalizationInput(Tensor g, Tensor x, Tensor mean, Tensor p, Tensor q, Tensor r, Tensor y, int outer, int channels,
        int inner)
    {
        if (x.Length == 0) return;
        fixed (byte* pg = &First(g), px = &First(x), pMean = &First(mean), pp = &First(p), pq = &First(q), pr = &First(r), py = &First(y))
        {
            var job = new NormalizationJob
            {
                Use = NormalizationJob.Uses.Input,
                G = pg,
                X = px,
                Mean = pMean,
                P = pp,
                Q = pq,
                R = pr,
                Y = py,
                Outer = outer,
                Channels = channels,
                Inner = inner
            };
            Dispatch(x.DType, ref job);
        }
    }
}
