namespace Ganglion;

/// <summary>
/// The layout of up to three operands and a contiguous result, with neighbouring axes merged where every operand allows it: rows of
/// <see cref="Inner"/> elements. Most calls become one row.
/// </summary>
internal unsafe struct StridedRows
{
    public const int MaxRank = 16;

    private fixed int _shape[MaxRank];
    private fixed int _strides[3 * MaxRank];

    public int Rank, Inner, Rows;

    public StridedRows(ReadOnlySpan<int> shape, ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> c)
    {
        Rank = 0;
        for (int d = 0; d < shape.Length; d++)
        {
            if (shape[d] == 1) continue;
            int last = Rank - 1, sa = a[d], sb = b.IsEmpty ? 0 : b[d], sc = c.IsEmpty ? 0 : c[d];
            if (last >= 0 && _strides[last] == sa * shape[d] && _strides[MaxRank + last] == sb * shape[d]
                && _strides[2 * MaxRank + last] == sc * shape[d])
                _shape[last] *= shape[d];
            else if (Rank < MaxRank) _shape[last = Rank++] = shape[d];
            else throw new NotSupportedException($"A strided operand has more than {MaxRank} axes that cannot be merged; call Contiguous() first.");
            (_strides[last], _strides[MaxRank + last], _strides[2 * MaxRank + last]) = (sa, sb, sc);
        }
        if (Rank == 0) (_shape[0], Rank) = (1, 1);
        Inner = _shape[Rank - 1];
        Rows = 1;
        for (int d = 0; d < Rank - 1; d++) Rows *= _shape[d];
    }

    /// <summary>The step of an operand (0 to 2) within a row.</summary>
    public readonly int Step(int operand) => _strides[operand * MaxRank + Rank - 1];

    public readonly int Size(int axis) => _shape[axis];

    public readonly int Stride(int operand, int axis) => _strides[operand * MaxRank + axis];

    /// <summary>The positions of row <paramref name="row"/> in the three operands.</summary>
    public readonly (nint A, nint B, nint C) Row(int row)
    {
        nint a = 0, b = 0, c = 0;
        for (int d = Rank - 2; d >= 0; d--)
        {
            int i = row % _shape[d];
            row /= _shape[d];
            a += (nint)i * _strides[d];
            b += (nint)i * _strides[MaxRank + d];
            c += (nint)i * _strides[2 * MaxRank + d];
        }
        return (a, b, c);
    }
}
