namespace Ganglion;

/// <summary>
/// A sparse matrix in compressed rows, immutable. A graph is the matrix whose row is the destination of an edge and whose column is
/// its source, so that <c>csr.MatMul(x)</c> sums messages at destinations. The transpose and normalised forms are computed once and kept.
/// Without values, all entries are one.
/// </summary>
public sealed partial class Csr
{
    private readonly Csr?[] _cache = new Csr?[Enum.GetValues<Derived>().Length * 2];

    /// <summary>A matrix over copies of the given arrays.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rowPointers">rows + 1 positions; row r holds entries rowPointers[r] to rowPointers[r + 1] - 1.</param>
    /// <param name="columnIds">The column of each entry.</param>
    /// <param name="values"><c>[nonzeros]</c>, or null for all ones.</param>
    /// <exception cref="ArgumentException">The arrays do not describe a matrix; the message says where.</exception>
    public Csr(int rows, int columns, ReadOnlySpan<int> rowPointers, ReadOnlySpan<int> columnIds, Tensor? values = null)
        : this(new Pattern(rows, columns, rowPointers.ToArray(), columnIds.ToArray()), values) => Pattern.Validate();

    internal Csr(Pattern pattern, Tensor? values)
    {
        if (values is not null && !values.Shape.SequenceEqual([pattern.Ids.Length]))
            throw new ArgumentException($"{pattern.Ids.Length} entries need values of shape [{pattern.Ids.Length}]; got {Shapes.Text(values.Shape)}.",
                nameof(values));
        (Pattern, Values) = (pattern, values);
    }

    internal Pattern Pattern { get; }

    /// <summary>The number of rows: of destinations, in a graph.</summary>
    public int Rows => Pattern.Rows;

    /// <summary>The number of columns: of sources, in a graph.</summary>
    public int Columns => Pattern.Columns;

    /// <summary>The number of entries: of edges, in a graph.</summary>
    public int Nonzeros => Pattern.Ids.Length;

    /// <summary>rows + 1 positions: row r holds entries RowPointers[r] to RowPointers[r + 1] - 1.</summary>
    public IntTensor RowPointers => Pattern.Pointers;

    /// <summary>The column of each entry: the source of each edge.</summary>
    public IntTensor ColumnIds => Pattern.Ids;

    /// <summary>The row of each entry: the destination of each edge.</summary>
    public IntTensor RowIds => Pattern.RowIds;

    /// <summary>The value of each entry <c>[nonzeros]</c>, or null if all are one.</summary>
    public Tensor? Values { get; }

    /// <summary>The columns of one row.</summary>
    public ReadOnlySpan<int> Row(int row) => Pattern.Ids.AsSpan(Pattern.Pointers[row]..Pattern.Pointers[row + 1]);

    /// <summary>The same places with other values, null for all ones; shares everything computed about the places.</summary>
    public Csr WithValues(Tensor? values) => new(Pattern, values);

    /// <summary>The same matrix with values in another element type; ones stay implicit.</summary>
    public Csr To(DType dtype) => Values is null || Values.DType == dtype ? this
        : Cached(Derived.Converted, dtype, () => new(Pattern, Values.To(dtype)));

    /// <summary>The transpose. Its places are computed once per pattern, its values once per matrix unless they are being differentiated.</summary>
    public Csr Transpose() => Cached(Derived.Transpose, DType.F32, () => new(Pattern.Transposed, Values?.Take(Pattern.Permutation)));

    /// <summary>The product with a dense matrix <c>[columns, …]</c>: row r of the result is Σ value · x[column], over the entries of r.</summary>
    public Tensor MatMul(Tensor x) => SpMMOp.SpMM(this, x);

    /// <summary>The sum of each row's values <c>[rows]</c>: its number of entries, if all are one.</summary>
    public Tensor Degrees(DType dtype = DType.F32)
    {
        if (Values is not null) return Values.SegmentSum(RowPointers);
        var counts = new double[Rows];
        for (int r = 0; r < Rows; r++) counts[r] = Pattern.Pointers[r + 1] - Pattern.Pointers[r];
        return Tensor.From(counts).To(dtype);
    }

    /// <summary>The rows with the given numbers, in that order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Csr SelectRows(IntTensor rows)
    {
        rows.CheckRange(Rows, "SelectRows");
        var pointers = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++) pointers[i + 1] = pointers[i] + Row(rows[i]).Length;
        var entries = new int[pointers[^1]];
        for (int i = 0; i < rows.Length; i++)
            for (int e = pointers[i]; e < pointers[i + 1]; e++) entries[e] = Pattern.Pointers[rows[i]] + e - pointers[i];
        return new(new Pattern(rows.Length, Columns, pointers, Array.ConvertAll(entries, e => Pattern.Ids[e])), Values?.Take(entries));
    }

    /// <summary>The dense matrix <c>[rows, columns]</c>; entries at one place add up.</summary>
    public Tensor ToDense(DType dtype = DType.F32)
    {
        var places = new int[Nonzeros];
        for (int e = 0; e < places.Length; e++) places[e] = checked(Pattern.RowIds[e] * Columns + Pattern.Ids[e]);
        return (Values ?? Tensor.Ones([Nonzeros], dtype)).PutAdd(places, [Rows, Columns]);
    }

    /// <summary>Size and number of entries.</summary>
    public override string ToString() => $"Csr [{Rows}, {Columns}] with {Nonzeros} entries{(Values is null ? "" : $" of {Values.DType}")}";

    private enum Derived { Transpose, Converted, Gcn, Row, Symmetric }

    // What is derived from values under differentiation belongs to that pass alone. What is kept must outlive the step that first asked.
    private Csr Cached(Derived what, DType dtype, Func<Csr> make)
    {
        if (Values?.Node is not null) return make();
        ref var slot = ref _cache[(int)what * 2 + (int)dtype];
        if (slot is null)
        {
            var made = make();
            if (made.Values is { Storage: var storage })
            {
                if (Values?.Storage.Scope is { } scope) scope.Adopt(storage);
                else storage.Scope = null;
            }
            slot = made;
        }
        return slot;
    }
}
