using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// The oracle: plain loops that follow the seam's formulas word by word, sums in double precision. Every other backend is tested against
/// it, and starts from it.
/// </summary>
internal partial class ReferenceKernels : Kernels
{
    public static ReferenceKernels Instance { get; } = new();

    public override string Name => "Reference";

    /// <summary>The whole array behind a tensor; its elements are at <see cref="Positions"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static T[] Elements<T>(Tensor t) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.As<T[]>(t.Storage.F32) : Unsafe.As<T[]>(t.Storage.F64);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double D<T>(T value) where T : INumberBase<T> => double.CreateTruncating(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T F<T>(double value) where T : INumberBase<T> => T.CreateTruncating(value);
}

/// <summary>Walks the positions of a strided tensor's elements in row-major order.</summary>
internal ref struct Positions(Tensor t, Span<int> index)
{
    private readonly ReadOnlySpan<int> _shape = t.Shape, _strides = t.Strides;
    private readonly Span<int> _index = index[..t.Rank];        // zeros at the start

    public int Current { get; private set; } = t.Offset;

    public void Next()
    {
        for (int d = _index.Length - 1; d >= 0; d--)
        {
            Current += _strides[d];
            if (++_index[d] < _shape[d]) return;
            Current -= _strides[d] * _shape[d];
            _index[d] = 0;
        }
    }
}
