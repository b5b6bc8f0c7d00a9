namespace Ganglion;

/// <summary>
/// A convolution of 8-bit codes: for each image and group, the windows are unfolded to [positions, taps] and filters · windowsᵀ is one matrix
/// product. Images share the threads; a single one is multiplied by all of them.
/// </summary>
internal unsafe struct Int8ConvJob
{
    public sbyte* X, W;
    public int* Y;
    public float* Scales;                                       // [batch, filters], or none
    public ConvShape Shape;

    public void Run() => Workers.For(Shape.Batch * Shape.Groups, ref this, &One);

    private static void One(ref Int8ConvJob job, int chunk)
    {
        ref readonly ConvShape s = ref job.Shape;
        int group = chunk % s.Groups, channels = s.Channels / s.Groups, filters = s.Filters / s.Groups;
        int positions = s.OutHeight * s.OutWidth, taps = channels * s.KernelHeight * s.KernelWidth, firstFilter = chunk * filters;
        var windows = BufferPool.Rent<sbyte>(checked(positions * taps));
        fixed (sbyte* p = windows)
        {
            Unfold(job.X + (nint)chunk * channels * s.Height * s.Width, channels, s, p);
            new Int8MatMulJob
            {
                A = job.W + (nint)group * filters * taps,
                B = p,
                C = job.Y + (nint)firstFilter * positions,
                M = filters,
                N = positions,
                K = taps,
                RowScales = job.Scales == null ? null : job.Scales + firstFilter,
            }.Run();
        }
        BufferPool.Return(windows);
    }

    private static void Unfold(sbyte* x, int channels, in ConvShape s, sbyte* to)
    {
        for (int i = 0; i < s.OutHeight; i++)
            for (int j = 0; j < s.OutWidth; j++)
            {
                int top = i * s.StrideHeight - s.PadHeight, left = j * s.StrideWidth - s.PadWidth;
                for (int c = 0; c < channels; c++)
                    for (int u = 0; u < s.KernelHeight; u++)
                    {
                        int row = top + u * s.DilationHeight;
                        bool outside = (uint)row >= (uint)s.Height;
                        sbyte* from = x + ((nint)c * s.Height + row) * s.Width;
                        for (int v = 0, at = left; v < s.KernelWidth; v++, at += s.DilationWidth)
                            *to++ = outside || (uint)at >= (uint)s.Width ? (sbyte)0 : from[at];
                    }
            }
    }
}
