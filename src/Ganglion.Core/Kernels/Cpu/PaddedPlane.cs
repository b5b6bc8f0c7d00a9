using System.Numerics;

namespace Ganglion;

/// <summary>
/// One channel of an image with its padding, its columns sorted by phase (every stride-th column together), so that a tap of a strided window reads
/// neighbouring outputs from neighbouring places. Whole vectors may be read beyond the end of a row.
/// </summary>
internal readonly unsafe struct PaddedPlane<S, V, T> where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T* _data;
    private readonly int _rows, _phase, _stride;

    /// <summary>A plane for shape <paramref name="s"/> in memory with room for <see cref="Size"/>, full of <paramref name="padding"/>.</summary>
    public PaddedPlane(in ConvShape s, T* data, T padding)
    {
        _data = data;
        (_stride, _phase) = (s.StrideWidth, Phase(s));
        _rows = (s.OutHeight - 1) * s.StrideHeight + s.DilationHeight * (s.KernelHeight - 1) + 1;
        new Span<T>(data, checked((int)Size(s))).Fill(padding);
    }

    private PaddedPlane(in PaddedPlane<S, V, T> like, nint offset)
    {
        this = like;
        _data += offset;
    }

    /// <summary>The same layout <paramref name="offset"/> elements further on.</summary>
    public PaddedPlane<S, V, T> At(nint offset) => new(this, offset);

    /// <summary>The distance of rows.</summary>
    public int RowLength => _phase * _stride;

    public T* Data => _data;

    public static nint Size(in ConvShape s) =>
        ((nint)(s.OutHeight - 1) * s.StrideHeight + s.DilationHeight * (s.KernelHeight - 1) + 1) * Phase(s) * s.StrideWidth + S.Count;

    /// <summary>Where the taps read, from the place of an output's first.</summary>
    public void Taps(in ConvShape s, int* offsets)
    {
        for (int ky = 0; ky < s.KernelHeight; ky++)
            for (int kx = 0; kx < s.KernelWidth; kx++)
            {
                int column = kx * s.DilationWidth;
                *offsets++ = ky * s.DilationHeight * RowLength + column % _stride * _phase + column / _stride;
            }
    }

    /// <summary>Copies a channel in; what lies around it stays.</summary>
    public void Load(T* x, in ConvShape s)
    {
        int first = Math.Max(0, s.PadHeight), last = Math.Min(_rows, s.Height + s.PadHeight);
        for (int phase = 0; phase < _stride; phase++)
        {
            int from = Math.Max(0, (s.PadWidth - phase + _stride - 1) / _stride), column = from * _stride + phase - s.PadWidth;
            int count = Math.Min(_phase - from, (s.Width - column + _stride - 1) / _stride);
            for (int row = first; row < last; row++)
            {
                T* source = x + (nint)(row - s.PadHeight) * s.Width + column, to = _data + (nint)row * RowLength + phase * _phase + from;
                for (int i = 0; i < count; i += S.Count)
                {
                    int lanes = Math.Min(S.Count, count - i);
                    V v = Strided<S, V, T>.Load(source + (nint)i * _stride, _stride, lanes);
                    if (lanes == S.Count) S.Store(to + i, v);
                    else S.StorePart(to + i, v, lanes);
                }
            }
        }
    }

    // Columns of a phase that any output reads.
    private static int Phase(in ConvShape s) => s.OutWidth + s.DilationWidth * (s.KernelWidth - 1) / s.StrideWidth;
}
