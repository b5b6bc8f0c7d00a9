namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    private const int FewChannels = 8;

    private static bool IsPointwise(in ConvShape s) => s is
    {
        KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1, PadHeight: 0,
        PadWidth: 0, ExtraHeight: 0, ExtraWidth: 0, Groups: 1
    };

    private static bool IsDepthwise(in ConvShape s) => s.Groups == s.Channels && s.Groups > 1;

    public override void Conv2d(Tensor x, Tensor w, Tensor y, in ConvShape s)
    {
        if (y.Length == 0) return;
        int pixels = s.Height * s.Width;
        if (IsPointwise(s)) { MatMul(w, false, 0, x, false, s.Channels * pixels, y, s.Batch, s.Filters, pixels, s.Channels); return; }
        fixed (byte* px = &First(x), pw = &First(w), py = &First(y))
        {
            if (IsDepthwise(s))
            {
                var plane = new PlaneJob { Use = PlaneJob.Uses.Forward, X = px, W = pw, Y = py, Shape = s };
                Dispatch(y.DType, ref plane);
                return;
            }
            Direct(y.DType, px, pw, py, s);
        }
    }

    /// <summary>With stride 1 and channels enough to fill the tiles, a convolution with the mirrored weights.</summary>
    public override void Conv2dInput(Tensor g, Tensor w, Tensor dx, in ConvShape s)
    {
        if (dx.Length == 0) return;
        if (g.Length == 0) { base.Conv2dInput(g, w, dx, s); return; }
        int pixels = s.Height * s.Width;
        if (IsPointwise(s)) { MatMul(w, true, 0, g, false, s.Filters * pixels, dx, s.Batch, s.Channels, pixels, s.Filters); return; }
        fixed (byte* pg = &First(g), pw = &First(w), px = &First(dx))
        {
            if (IsDepthwise(s))
            {
                var plane = new PlaneJob { Use = PlaneJob.Uses.Input, X = px, W = pw, Y = pg, Shape = s };
                Dispatch(dx.DType, ref plane);
            }
            else if (s is { StrideHeight: 1, StrideWidth: 1 } && s.Channels / s.Groups > FewChannels)
            {
                if (dx.DType == DType.F32) Mirrored<float>((float*)pg, (float*)pw, px, s);
                else Mirrored<double>((double*)pg, (double*)pw, px, s);
            }
            else
            {
                var job = new ConvInputJob { G = pg, W = pw, Dx = px, Shape = s };
                Dispatch(dx.DType, ref job);
            }
        }
    }

    // Filters in the lanes, where there are enough to fill half a vector.
    private static void Direct(DType type, void* x, void* w, void* y, in ConvShape s)
    {
        if (s.Filters / s.Groups * (type == DType.F32 ? 4 : 8) * 16 >= MaxVectorBits)
        {
            var job = new ConvJob { X = x, W = w, Y = y, Shape = s };
            Dispatch(type, ref job);
        }
        else
        {
            var job = new UnfoldedConvJob { X = x, W = w, Y = y, Shape = s };
            Dispatch(type, ref job);
        }
    }

    private static void Mirrored<T>(T* g, T* w, void* dx, in ConvShape s) where T : unmanaged
    {
        int channels = s.Channels / s.Groups, filters = s.Filters / s.Groups, kernel = s.KernelHeight * s.KernelWidth;
        var buffer = BufferPool.Rent<T>(s.Filters * channels * kernel);
        fixed (T* mirrored = buffer)
        {
            for (int f = 0; f < s.Filters; f++)                 // [groups, channels, filters, kernel]
                for (int c = 0; c < channels; c++)
                {
                    T* to = mirrored + ((nint)(f / filters * channels + c) * filters + f % filters) * kernel + kernel;
                    for (int t = 0; t < kernel; t++) *--to = *w++;
                }
            Direct(typeof(T) == typeof(float) ? DType.F32 : DType.F64, g, mirrored, dx, s with
            {
                Channels = s.Filters,
                Filters = s.Channels,
                Height = s.OutHeight,
                Width = s.OutWidth,
                PadHeight = s.DilationHeight * (s.KernelHeight - 1) - s.PadHeight,
                PadWidth = s.DilationWidth * (s.KernelWidth - 1) - s.PadWidth,
                ExtraHeight = -s.ExtraHeight,
                ExtraWidth = -s.ExtraWidth,
            });
        }
        BufferPool.Return(buffer);
    }

    public override void Conv2dWeight(Tensor x, Tensor g, Tensor dw, in ConvShape s)
    {
        if (dw.Length == 0) return;
        if (g.Length == 0) { base.Conv2dWeight(x, g, dw, s); return; }
        fixed (byte* px = &First(x), pg = &First(g), pw = &First(dw))
        {
            if (IsDepthwise(s))
            {
                var plane = new PlaneJob { Use = PlaneJob.Uses.Weight, X = px, W = pw, Y = pg, Shape = s };
                Dispatch(dw.DType, ref plane);
                return;
            }
            var job = new ConvWeightJob { X = px, G = pg, W = pw, Shape = s };
            Dispatch(dw.DType, ref job);
        }
    }

    public override void MaxPool2d(Tensor x, Tensor y, int[] arg, in ConvShape s)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        fixed (int* pArg = arg)
        {
            var job = new MaxPoolJob { X = px, Y = py, Arg = pArg, Shape = s };
            Dispatch(y.DType, ref job);
        }
    }

    public override void SumPool2d(Tensor x, Tensor y, in ConvShape s) => Pool(PlaneJob.Uses.Forward, x, y, y, s);

    public override void SumPool2dAdjoint(Tensor g, Tensor dx, in ConvShape s) => Pool(PlaneJob.Uses.Input, dx, g, dx, s);

    private static void Pool(PlaneJob.Uses use, Tensor x, Tensor y, Tensor result, in ConvShape s)
    {
        if (result.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new PlaneJob { Use = use, X = px, Y = py, Shape = s };
            Dispatch(result.DType, ref job);
        }
    }
}
