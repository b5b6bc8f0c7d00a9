using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void SparseConv2d(Pattern places, Tensor values, Tensor x, Tensor y, in ConvShape s)
    {
        if (y.DType == DType.F32) SparseConv<float>(places, values, x, y, s, 0); else SparseConv<double>(places, values, x, y, s, 0);
    }

    public override void SparseConv2dInput(Pattern places, Tensor values, Tensor g, Tensor dx, in ConvShape s)
    {
        if (dx.DType == DType.F32) SparseConv<float>(places, values, dx, g, s, 1); else SparseConv<double>(places, values, dx, g, s, 1);
    }

    public override void SparseConv2dValues(Pattern places, Tensor x, Tensor g, Tensor values, in ConvShape s)
    {
        if (x.DType == DType.F32) SparseConv<float>(places, values, x, g, s, 2); else SparseConv<double>(places, values, x, g, s, 2);
    }

    // All triples (entry, input, output) that meet; the result is y, x or the values.
    private static void SparseConv<T>(Pattern places, Tensor values, Tensor x, Tensor y, in ConvShape s, int result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> w = values.Data<T>(), from = x.Data<T>(), to = y.Data<T>(), into = result switch { 0 => to, 1 => from, _ => w };
        var sums = new double[result switch { 0 => y.Length, 1 => x.Length, _ => values.Length }];
        int kernel = s.KernelHeight * s.KernelWidth;
        for (int f = 0; f < s.Filters; f++)
            for (int e = places.Pointers[f]; e < places.Pointers[f + 1]; e++)
            {
                int c = places.Ids[e] / kernel, ky = places.Ids[e] % kernel / s.KernelWidth, kx = places.Ids[e] % s.KernelWidth;
                for (int b = 0; b < s.Batch; b++)
                    for (int oy = 0; oy < s.OutHeight; oy++)
                        for (int ox = 0; ox < s.OutWidth; ox++)
                        {
                            int iy = oy * s.StrideHeight + ky * s.DilationHeight - s.PadHeight, ix = ox * s.StrideWidth + kx * s.DilationWidth - s.PadWidth;
                            if ((uint)iy >= (uint)s.Height || (uint)ix >= (uint)s.Width) continue;
                            int i = ((b * s.Channels + c) * s.Height + iy) * s.Width + ix, o = ((b * s.Filters + f) * s.OutHeight + oy) * s.OutWidth + ox;
                            if (result == 0) sums[o] += D(w[e]) * D(from[i]);
                            else if (result == 1) sums[i] += D(w[e]) * D(to[o]);
                            else sums[e] += D(from[i]) * D(to[o]);
                        }
            }
        for (int i = 0; i < sums.Length; i++) into[i] = F<T>(sums[i]);
    }
}
