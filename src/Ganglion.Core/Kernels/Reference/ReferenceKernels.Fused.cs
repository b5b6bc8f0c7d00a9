using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Moments(Tensor x, Tensor mean, Tensor variance, int outer, int channels, int inner)
    {
        if (x.DType == DType.F32) Moments<float>(x, mean, variance, outer, channels, inner);
        else Moments<double>(x, mean, variance, outer,
            channels, inner);
    }

    public override void ScaleShift(Tensor x, Tensor mean, Tensor scale, Tensor? shift, Tensor y, int outer, int channels, int inner)
    {
        if (x.DType == DType.F32) ScaleShift<float>(x, mean, scale, shift, y, outer, channels, inner);
        else ScaleShift<double>(x, mean, scale, shift, y, outer, channels, inner);
    }

    public override void MomentSums(Tensor g, Tensor x, Tensor mean, Tensor sumG, Tensor sumGx, int outer, int channels, int inner)
    {
        if (x.DType == DType.F32) MomentSums<float>(g, x, mean, sumG, sumGx, outer, channels, inner);
        else MomentSums<double>(g, x, mean, sumG, sumGx, outer, channels, inner);
    }

    public override void NormalizationInput(Tensor g, Tensor x, Tensor mean, Tensor p, Tensor q, Tensor r, Tensor y, int outer, int channels,
        int inner)
    {
        if (x.DType == DType.F32) NormalizationInput<float>(g, x, mean, p, q, r, y, outer, channels, inner);
        else NormalizationInput<double>(g, x, mean, p, q, r, y, outer, channels, inner);
    }

    public override void AdamStep(Tensor p, Tensor g, Tensor m, Tensor v, Tensor? vmax, double lr, double beta1, double beta2, double epsilon,
        double l2, double decay, double correction1, double correction2)
    {
        if (p.DType == DType.F32) AdamStep<float>(p, g, m, v, vmax, lr, beta1, beta2, epsilon, l2, decay, correction1, correction2);
        else AdamStep<double>(p, g, m, v, vmax, lr, beta1, beta2, epsilon, l2, decay, correction1, correction2);
    }

    public override void SgdStep(Tensor p, Tensor g, Tensor? b, double lr, double momentum, double l2, bool nesterov)
    {
        if (p.DType == DType.F32) SgdStep<float>(p, g, b, lr, momentum, l2, nesterov); else SgdStep<double>(p, g, b, lr, momentum, l2, nesterov);
    }

    private static void Moments<T>(Tensor x, Tensor mean, Tensor variance, int outer, int channels, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var from = x.Data<T>();
        double n = (double)outer * inner;
        for (int c = 0; c < channels; c++)
        {
            double sum = 0, squares = 0;
            for (int o = 0; o < outer; o++)
                for (int i = 0; i < inner; i++) sum += D(from[(o * channels + c) * inner + i]);
            double mu = sum / n;
            for (int o = 0; o < outer; o++)
                for (int i = 0; i < inner; i++)
                {
                    double d = D(from[(o * channels + c) * inner + i]) - mu;
                    squares += d * d;
                }
            mean.Data<T>()[c] = F<T>(mu);
            variance.Data<T>()[c] = F<T>(squares / n);
        }
    }

    private static void ScaleShift<T>(Tensor x, Tensor mean, Tensor scale, Tensor? shift, Tensor y, int outer, int channels, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int i = 0; i < to.Length; i++)
        {
            int c = i / inner % channels;
            to[i] = (from[i] - mean.Data<T>()[c]) * scale.Data<T>()[c] + (shift is null ? T.Zero : shift.Data<T>()[c]);
        }
    }

    private static void MomentSums<T>(Tensor g, Tensor x, Tensor mean, Tensor sumG, Tensor sumGx, int outer, int channels, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> eg = g.Data<T>(), ex = x.Data<T>();
        for (int c = 0; c < channels; c++)
        {
            double mu = D(mean.Data<T>()[c]), sum = 0, product = 0;
            for (int o = 0; o < outer; o++)
                for (int i = 0; i < inner; i++)
                {
                    int at = (o * channels + c) * inner + i;
                    sum += D(eg[at]);
                    product += D(eg[at]) * (D(ex[at]) - mu);
                }
            sumG.Data<T>()[c] = F<T>(sum);
            sumGx.Data<T>()[c] = F<T>(product);
        }
    }

    private static void NormalizationInput<T>(Tensor g, Tensor x, Tensor mean, Tensor p, Tensor q, Tensor r, Tensor y, int outer, int channels,
        int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> eg = g.Data<T>(), ex = x.Data<T>(), to = y.Data<T>();
        for (int i = 0; i < to.Length; i++)
        {
            int c = i / inner % channels;
            to[i] = p.Data<T>()[c] * eg[i] + q.Data<T>()[c] * (ex[i] - mean.Data<T>()[c]) + r.Data<T>()[c];
        }
    }

    private static void AdamStep<T>(Tensor p, Tensor g, Tensor m, Tensor v, Tensor? vmax, double lr, double beta1, double beta2, double epsilon,
        double l2, double decay, double correction1, double correction2)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> ep = p.Data<T>(), eg = g.Data<T>(), em = m.Data<T>(), ev = v.Data<T>(), top = vmax is null ? default : vmax.Data<T>();
        for (int i = 0; i < ep.Length; i++)
        {
            double gradient = D(eg[i]) + l2 * D(ep[i]);
            em[i] = F<T>(beta1 * D(em[i]) + (1 - beta1) * gradient);
            ev[i] = F<T>(beta2 * D(ev[i]) + (1 - beta2) * gradient * gradient);
            if (vmax is not null) top[i] = T.Max(top[i], ev[i]);
            double second = D(vmax is null ? ev[i] : top[i]);
            ep[i] = F<T>((1 - lr * decay) * D(ep[i]) - lr * (D(em[i]) / correction1) / (Math.Sqrt(second / correction2) + epsilon));
        }
    }

    private static void SgdStep<T>(Tensor p, Tensor g, Tensor? b, double lr, double momentum, double l2, bool nesterov)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> ep = p.Data<T>(), eg = g.Data<T>(), eb = b is null ? default : b.Data<T>();
        for (int i = 0; i < ep.Length; i++)
        {
            double gradient = D(eg[i]) + l2 * D(ep[i]), step = gradient;
            if (b is not null)
            {
                eb[i] = F<T>(momentum * D(eb[i]) + gradient);
                step = nesterov ? gradient + momentum * D(eb[i]) : D(eb[i]);
            }
            ep[i] = F<T>(D(ep[i]) - lr * step);
        }
    }
}
