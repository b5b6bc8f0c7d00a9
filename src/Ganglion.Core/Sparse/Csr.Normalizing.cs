namespace Ganglion;

public sealed partial class Csr
{
    /// <summary>The matrix with a value on the diagonal of each row that has none yet.</summary>
    /// <param name="weight">The value of the new entries.</param>
    /// <param name="dtype">The element type, if the entries are ones so far and the weight is another number.</param>
    /// <exception cref="InvalidOperationException">The matrix is not square.</exception>
    public Csr AddSelfLoops(double weight = 1, DType dtype = DType.F32)
    {
        Square("AddSelfLoops");
        var pointers = new int[Rows + 1];
        List<int> ids = new(Nonzeros + Rows), from = new(Nonzeros + Rows);  // from: the entry's place here, or -1
        for (int r = 0; r < Rows; r++)
        {
            bool missing = !Row(r).Contains(r);
            for (int e = Pattern.Pointers[r]; e < Pattern.Pointers[r + 1]; e++)
            {
                if (missing && Pattern.Ids[e] > r) { ids.Add(r); from.Add(-1); missing = false; }
                ids.Add(Pattern.Ids[e]);
                from.Add(e);
            }
            if (missing) { ids.Add(r); from.Add(-1); }
            pointers[r + 1] = ids.Count;
        }
        var pattern = new Pattern(Rows, Columns, pointers, [.. ids]);
        if (Values is null && weight == 1) return new(pattern, null);
        var old = Values ?? Tensor.Ones([Nonzeros], dtype);
        var loops = Tensor.From([.. from.Select(e => e < 0 ? weight : 0.0)]).To(old.DType);
        return new(pattern, old.Take(from.ToArray()) + loops);
    }

    /// <summary>
    /// D^-½ (A + I) D^-½ with D the row sums of A + I: the propagation of a graph convolutional network (Kipf and Welling 2017, eq. 2).
    /// Existing loops keep their weight. Computed once per matrix.
    /// </summary>
    /// <param name="dtype">The element type of the result if this matrix has no values.</param>
    /// <exception cref="InvalidOperationException">The matrix is not square.</exception>
    public Csr GcnNormalized(DType dtype = DType.F32) => Cached(Derived.Gcn, dtype, () => AddSelfLoops(1, dtype).Symmetric(dtype));

    /// <summary>D_r^-½ A D_c^-½ with D_r, D_c the row and column sums, no loops added: the propagation of LightGCN (He et al. 2020, eq. 3),
    /// on bipartite graphs too.</summary>
    /// <param name="dtype">The element type of the result if this matrix has no values.</param>
    public Csr SymmetricNormalized(DType dtype = DType.F32) => Cached(Derived.Symmetric, dtype, () => Symmetric(dtype));

    /// <summary>D⁻¹ A: each row divided by its sum, so that <see cref="MatMul(Tensor)"/> takes means.</summary>
    /// <param name="dtype">The element type of the result if this matrix has no values.</param>
    public Csr RowNormalized(DType dtype = DType.F32) => Cached(Derived.Row, dtype, () =>
    {
        var degrees = Degrees(dtype);
        var inverse = degrees.NotEqual(0).Where(degrees.Reciprocal(), Tensor.Scalar(0, degrees.DType)).GatherRows(RowIds);
        return WithValues(Values is null ? inverse : Values * inverse);
    });

    // A square matrix takes its row sums on both sides (equal for undirected graphs, and what PyG does for directed ones).
    private Csr Symmetric(DType dtype)
    {
        Tensor rows = Root(Degrees(dtype)), columns = Rows == Columns ? rows : Root(Transpose().Degrees(dtype));
        var scale = rows.GatherRows(RowIds) * columns.GatherRows(ColumnIds);
        return WithValues(Values is null ? scale : Values * scale);
    }

    // 1/√d, and 0 where nothing arrives.
    private static Tensor Root(Tensor degrees)
    {
        var positive = degrees.Greater(0);
        return positive.Where(positive.Where(degrees, Tensor.Scalar(1, degrees.DType)).Rsqrt(), Tensor.Scalar(0, degrees.DType));
    }

    private void Square(string op)
    {
        if (Rows != Columns)
            throw new InvalidOperationException(
                $"{op} needs a square matrix; this one is [{Rows}, {Columns}]. For bipartite graphs use SymmetricNormalized or RowNormalized.");
    }
}
