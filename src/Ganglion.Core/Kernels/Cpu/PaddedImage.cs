namespace Ganglion;

/// <summary>
/// Some rows of an image's channels, copied with their padding, so that the taps of a convolution are plain offsets. Whole vectors may be
/// read beyond its end.
/// </summary>
internal readonly unsafe struct PaddedImage<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged
{
    private readonly T* _data;
    private readonly int _width, _firstRow;
    private readonly nint _plane;

    /// <summary>The rows that output rows <paramref name="from"/> to <paramref name="to"/> - 1 read, copied to
    /// <paramref name="data"/>, which has room for <see cref="Size"/>. Channels lie <paramref name="plane"/> apart, or follow each other.</summary>
    public PaddedImage(T* x, int channels, in ConvShape s, int from, int to, T* data, nint plane = 0)
    {
        _data = data;
        (_width, _firstRow) = (Width(s), from * s.StrideHeight);
        int rows = Rows(s, to - from);
        _plane = plane > 0 ? plane : (nint)rows * _width;
        int left = Math.Clamp(s.PadWidth, 0, _width), skip = Math.Max(-s.PadWidth, 0), length = Math.Clamp(s.Width - skip, 0, _width - left);
        for (int c = 0; c < channels; c++, data = _data + c * _plane)
            for (int r = 0; r < rows; r++, data += _width)
            {
                int y = _firstRow + r - s.PadHeight;
                if ((uint)y >= (uint)s.Height) { new Span<T>(data, _width).Clear(); continue; }
                T* source = x + ((nint)c * s.Height + y) * s.Width + skip, row = data + left;
                for (int i = 0; i < left; i++) data[i] = default;
                for (int i = left + length; i < _width; i++) data[i] = default;
                int j = 0;
                for (; j <= length - S.Count; j += S.Count) S.Store(row + j, S.Load(source + j));
                if (j < length) S.StorePart(row + j, S.LoadPart(source + j, length - j), length - j);
            }
    }

    public static nint Size(int channels, in ConvShape s, int from, int to) => (nint)channels * Rows(s, to - from) * Width(s) + 3 * S.Count;

    /// <summary>A distance between channels at which they do not fall on the same lines of a cache.</summary>
    public static nint Plane(in ConvShape s, int outRows) => ((nint)Rows(s, outRows) * Width(s) + 15) / 16 * 16 | 16;

    public static int Width(in ConvShape s) => s.Width + 2 * s.PadWidth + s.ExtraWidth;

    /// <summary>The input rows that a number of output rows reads.</summary>
    public static int Rows(in ConvShape s, int outRows) => (outRows - 1) * s.StrideHeight + s.DilationHeight * (s.KernelHeight - 1) + 1;

    /// <summary>The places of all taps, counted over (channel, ky, kx), from that of the first.</summary>
    public static void Taps(in ConvShape s, int channels, nint plane, int* offsets)
    {
        for (int c = 0; c < channels; c++)
            for (int ky = 0; ky < s.KernelHeight; ky++)
                for (int kx = 0; kx < s.KernelWidth; kx++)
                    *offsets++ = checked((int)(c * plane + ky * s.DilationHeight * Width(s) + kx * s.DilationWidth));
    }

    /// <summary>
    /// Output positions <paramref name="position"/> to position + count - 1 as seen by taps tap to tap + taps - 1, counted over (channel, ky, kx):
    /// one row of <paramref name="to"/> a tap. Up to a vector beyond a row's end is overwritten.
    /// </summary>
    public void Unfold(in ConvShape s, int tap, int taps, int position, int count, T* to, nint rowLength)
    {
        int outWidth = s.OutWidth, ky = tap / s.KernelWidth, kx = tap % s.KernelWidth, c = ky / s.KernelHeight;
        ky %= s.KernelHeight;
        int y0 = position / outWidth, x0 = position % outWidth;
        for (int l = 0; l < taps; l++, to += rowLength)
        {
            T* plane = _data + c * _plane + ((nint)ky * s.DilationHeight - _firstRow) * _width + kx * s.DilationWidth;
            for (int t = 0, y = y0, x = x0; t < count; y++, x = 0)
            {
                int length = Math.Min(count - t, outWidth - x);
                T* from = plane + (nint)y * s.StrideHeight * _width + x * s.StrideWidth, target = to + t;
                if (s.StrideWidth == 1)
                    for (int i = 0; i < length; i += S.Count) S.Store(target + i, S.Load(from + i));
                else if (s.StrideWidth == 2)
                    for (int i = 0; i < length; i += S.Count) S.Store(target + i, S.Even(S.Load(from + 2 * i), S.Load(from + 2 * i + S.Count)));
                else
                    for (int i = 0; i < length; i++, from += s.StrideWidth) target[i] = *from;
                t += length;
            }
            if (++kx < s.KernelWidth) continue;
            kx = 0;
            if (++ky < s.KernelHeight) continue;
            ky = 0;
            c++;
        }
    }
}
