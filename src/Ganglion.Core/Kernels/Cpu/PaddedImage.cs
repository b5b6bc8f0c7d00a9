namespace Ganglion;

/// <summary>
/// Some rows of an image's channels, copied with their padding, so that the taps of a convolution are plain offsets. Whole vectors may be
/// read beyond its end.
/// </summary>
internal readonly unsafe struct PaddedImage<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged
{
    private readonly T* _data;
    private readonly int _width, _rows, _firstRow;

    /// <summary>The rows that output rows <paramref name="from"/> to <paramref name="to"/> - 1 read, copied to
    /// <paramref name="data"/>, which has room for <see cref="Size"/>.</summary>
    public PaddedImage(T* x, int channels, in ConvShape s, int from, int to, T* data)
    {
        _data = data;
        (_width, _firstRow, _rows) = (PaddedWidth(s), from * s.StrideHeight, RowsFor(s, from, to));
        for (int c = 0; c < channels; c++)
            for (int r = 0; r < _rows; r++, data += _width)
            {
                int y = _firstRow + r - s.PadHeight;
                var row = new Span<T>(data, _width);
                if ((uint)y >= (uint)s.Height) { row.Clear(); continue; }
                var source = new ReadOnlySpan<T>(x + ((nint)c * s.Height + y) * s.Width, s.Width);
                if (s.PadWidth == 0) { source.CopyTo(row); continue; }
                if (s.PadWidth < 0) { source.Slice(-s.PadWidth, _width).CopyTo(row); continue; }
                row[..s.PadWidth].Clear();
                source.CopyTo(row[s.PadWidth..]);
                row[(s.PadWidth + s.Width)..].Clear();
            }
    }

    public static nint Size(int channels, in ConvShape s, int from, int to) => (nint)channels * RowsFor(s, from, to) * PaddedWidth(s) + 3 * S.Count;

    private static int PaddedWidth(in ConvShape s) => s.Width + 2 * s.PadWidth;

    private static int RowsFor(in ConvShape s, int from, int to) => (to - 1 - from) * s.StrideHeight + s.DilationHeight * (s.KernelHeight - 1) + 1;

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
            T* plane = _data + ((nint)c * _rows + ky * s.DilationHeight - _firstRow) * _width + kx * s.DilationWidth;
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
