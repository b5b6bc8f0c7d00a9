namespace Ganglion;

/// <summary>
/// An immutable matrix of signs, 64 to a word: +1 is a set bit. Products of two signs are counted, not multiplied
/// (Rastegari et al. 2016, "XNOR-Net", sec. 3.2: the dot product is k - 2 · popcount(a xor b)).
/// </summary>
public sealed unsafe class BitMatrix
{
    internal ulong[] Words { get; }

    private BitMatrix(int rows, int columns)
    {
        (Rows, Columns, WordsPerRow) = (rows, columns, (int)((columns + 63L) / 64));
        Words = new ulong[checked(rows * WordsPerRow)];
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of signs in a row.</summary>
    public int Columns { get; }

    /// <summary>The bytes it takes; a row ends at a whole word.</summary>
    public long Bytes => Words.Length * 8L;

    internal int WordsPerRow { get; }

    /// <summary>The signs of a matrix: 0, -0 and above give +1; negative numbers and NaN give -1.</summary>
    /// <param name="x"><c>[rows, columns]</c>.</param>
    /// <exception cref="ArgumentException">x is no matrix.</exception>
    public static BitMatrix FromSigns(Tensor x)
    {
        if (x.Rank != 2) throw new ArgumentException($"BitMatrix: a matrix [rows, columns] is needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        var bits = new BitMatrix(x.Shape[0], x.Shape[1]);
        var flat = x.Detach().Contiguous();
        if (x.DType == DType.F32) bits.Fill(flat.Span<float>()); else bits.Fill(flat.Span<double>());
        return bits;
    }

    /// <summary>a · bᵀ: y[i, j] = Σ a[i, l] · b[j, l] over signs, exact.</summary>
    /// <param name="b"><c>[n, k]</c>: the right operand transposed, as linear layers hold their weights.</param>
    /// <returns><c>[m, n]</c>, whole numbers from -k to k.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public IntTensor MatMul(BitMatrix b)
    {
        if (Columns != b.Columns)
            throw new ArgumentException(
                $"BitMatrix.MatMul: rows of one length are needed, the right operand transposed; "
                + $"got [{Rows}, {Columns}] and [{b.Rows}, {b.Columns}].");
        var y = new int[checked(Rows * b.Rows)];
        fixed (ulong* p = Words, q = b.Words)
        fixed (int* c = y)
            new BitMatMulJob { A = p, B = q, C = c, M = Rows, N = b.Rows, K = Columns, WordsPerRow = WordsPerRow }.Run();
        return IntTensor.Wrap(y, [Rows, b.Rows]);
    }

    /// <summary>The signs as numbers, <c>[rows, columns]</c>.</summary>
    public Tensor ToTensor(DType dtype = DType.F32)
    {
        var y = Tensor.Empty([Rows, Columns], DType.F32);
        var to = y.Data<float>();
        for (int i = 0, at = 0; i < Rows; i++)
            for (int j = 0; j < Columns; j++, at++) to[at] = (Words[i * WordsPerRow + j / 64] >> j % 64 & 1) == 0 ? -1 : 1;
        return y.To(dtype);
    }

    /// <summary>Shape and bytes.</summary>
    public override string ToString() => $"BitMatrix [{Rows}, {Columns}], {Bytes} bytes";

    private void Fill<T>(ReadOnlySpan<T> x) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (int i = 0; i < Rows; i++)
            for (int w = 0; w < WordsPerRow; w++)
            {
                int first = 64 * w, count = Math.Min(64, Columns - first);
                var row = x.Slice(i * Columns + first, count);
                ulong word = 0;
                for (int l = 0; l < row.Length; l++) word |= (row[l] >= T.Zero ? 1UL : 0) << l;
                Words[i * WordsPerRow + w] = word;
            }
    }
}
