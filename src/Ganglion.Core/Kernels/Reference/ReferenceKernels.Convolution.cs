using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Conv2d(Tensor x, Tensor w, Tensor y, in ConvShape s)
    {
        if (y.DType == DType.F32) Conv2d<float>(x, w, y, s); else Conv2d<double>(x, w, y, s);
    }

    public override void Conv2dInput(Tensor g, Tensor w, Tensor dx, in ConvShape s)
    {
        if (dx.DType == DType.F32) Conv2dInput<float>(g, w, dx, s); else Conv2dInput<double>(g, w, dx, s);
    }

    public override void Conv2dWeight(Tensor x, Tensor g, Tensor dw, in ConvShape s)
    {
        if (dw.DType == DType.F32) Conv2dWeight<float>(x, g, dw, s); else Conv2dWeight<double>(x, g, dw, s);
    }

    public override void MaxPool2d(Tensor x, Tensor y, int[] arg, in ConvShape s)
    {
        if (y.DType == DType.F32) MaxPool2d<float>(x, y, arg, s); else MaxPool2d<double>(x, y, arg, s);
    }

    public override void SumPool2d(Tensor x, Tensor y, in ConvShape s)
    {
        if (y.DType == DType.F32) SumPool2d<float>(x, y, s); else SumPool2d<double>(x, y, s);
    }

    public override void SumPool2dAdjoint(Tensor g, Tensor dx, in ConvShape s)
    {
        if (dx.DType == DType.F32) SumPool2dAdjoint<float>(g, dx, s); else SumPool2dAdjoint<double>(g, dx, s);
    }

    /// <summary>One product of a convolution: the flat positions of an output, an input and a weight that meet.</summary>
    private readonly record struct Meeting(int Output, int Input, int Weight);

    // Every (output, input, weight) triple of the definition; forward and both adjoints are sums over the same triples.
    private static IEnumerable<Meeting> Meetings(ConvShape s)
    {
        int perGroup = s.Channels / s.Groups, filtersPerGroup = s.Filters / s.Groups;
        for (int b = 0; b < s.Batch; b++)
            for (int f = 0; f < s.Filters; f++)
                foreach (var (o, i, kernel) in Windows(s))
                    for (int c = 0; c < perGroup; c++)
                        yield return new(((b * s.Filters) + f) * s.OutHeight * s.OutWidth + o,
                            (b * s.Channels + f / filtersPerGroup * perGroup + c) * s.Height * s.Width + i,
                            (f * perGroup + c) * s.KernelHeight * s.KernelWidth + kernel);
    }

    // The same within one plane; padding is left out.
    private static IEnumerable<Meeting> Windows(ConvShape s)
    {
        for (int oy = 0; oy < s.OutHeight; oy++)
            for (int ox = 0; ox < s.OutWidth; ox++)
                for (int ky = 0; ky < s.KernelHeight; ky++)
                    for (int kx = 0; kx < s.KernelWidth; kx++)
                    {
                        int iy = oy * s.StrideHeight - s.PadHeight + ky * s.DilationHeight;
                        int ix = ox * s.StrideWidth - s.PadWidth + kx * s.DilationWidth;
                        if ((uint)iy < (uint)s.Height && (uint)ix < (uint)s.Width) yield return new(oy * s.OutWidth + ox, iy * s.Width + ix,
                            ky * s.KernelWidth + kx);
                    }
    }

    private static void Store<T>(double[] sums, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var to = y.Data<T>();
        for (int i = 0; i < to.Length; i++) to[i] = F<T>(sums[i]);
    }

    private static void Conv2d<T>(Tensor x, Tensor w, Tensor y, ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[y.Length];
        foreach (var (o, i, k) in Meetings(s)) sums[o] += D(x.Data<T>()[i]) * D(w.Data<T>()[k]);
        Store<T>(sums, y);
    }

    private static void Conv2dInput<T>(Tensor g, Tensor w, Tensor dx, ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[dx.Length];
        foreach (var (o, i, k) in Meetings(s)) sums[i] += D(g.Data<T>()[o]) * D(w.Data<T>()[k]);
        Store<T>(sums, dx);
    }

    private static void Conv2dWeight<T>(Tensor x, Tensor g, Tensor dw, ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[dw.Length];
        foreach (var (o, i, k) in Meetings(s)) sums[k] += D(x.Data<T>()[i]) * D(g.Data<T>()[o]);
        Store<T>(sums, dw);
    }

    private static void MaxPool2d<T>(Tensor x, Tensor y, int[] arg, ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Array.Fill(arg, -1);
        y.Data<T>().Fill(T.NegativeInfinity);
        for (int p = 0; p < s.Batch * s.Channels; p++)
            foreach (var (o, i, _) in Windows(s))
            {
                int to = p * s.OutHeight * s.OutWidth + o, from = p * s.Height * s.Width + i;
                T v = x.Data<T>()[from], best = y.Data<T>()[to];
                if (arg[to] >= 0 && !(v > best) && (!T.IsNaN(v) || T.IsNaN(best))) continue;
                y.Data<T>()[to] = v;
                arg[to] = from;
            }
    }

    private static void SumPool2d<T>(Tensor x, Tensor y, ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[y.Length];
        for (int p = 0; p < s.Batch * s.Channels; p++)
            foreach (var (o, i, _) in Windows(s)) sums[p * s.OutHeight * s.OutWidth + o] += D(x.Data<T>()[p * s.Height * s.Width + i]);
        Store<T>(sums, y);
    }

    private static void SumPool2dAdjoint<T>(Tensor g, Tensor dx, ConvShape s) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sums = new double[dx.Length];
        for (int p = 0; p < s.Batch * s.Channels; p++)
            foreach (var (o, i, _) in Windows(s)) sums[p * s.Height * s.Width + i] += D(g.Data<T>()[p * s.OutHeight * s.OutWidth + o]);
        Store<T>(sums, dx);
    }
}
