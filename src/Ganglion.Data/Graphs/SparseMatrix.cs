namespace Ganglion.Data;

/// <summary>A matrix of mostly zeros, row by row (CSR); immutable.</summary>
public sealed class SparseMatrix
{
    /// <summary>Makes the matrix; the arrays are kept, not copied: do not change them afterwards.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="rowPointers">Where each row begins, and the end: <c>[rows + 1]</c>.</param>
    /// <param name="columnIds">The column of each entry, ascending within a row.</param>
    /// <param name="values">The value of each entry.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other.</exception>
    public SparseMatrix(int rows, int columns, int[] rowPointers, int[] columnIds, float[] values)
    {
        if (rowPointers.Length != rows + 1 || rowPointers[0] != 0 || rowPointers[^1] != columnIds.Length || columnIds.Length != values.Length)
            throw new ArgumentException($"{rows} rows, {rowPointers.Length} pointers, {columnIds.Length} ids and {values.Length} values do not fit.");
        for (var r = 0; r < rows; r++)
        {
            for (var k = rowPointers[r]; k < rowPointers[r + 1]; k++)
            {
                if ((uint)columnIds[k] >= (uint)columns || (k > rowPointers[r] && columnIds[k] <= columnIds[k - 1]))
                    throw new ArgumentException($"Row {r} has the column {columnIds[k]}; columns ascend within a row and stay below {columns}.");
            }
        }

        (Rows, Columns, RowPointers, ColumnIds, Values) = (rows, columns, rowPointers, columnIds, values);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Where each row begins, and the end: <c>[rows + 1]</c>.</summary>
    public int[] RowPointers { get; }

    /// <summary>The column of each entry, ascending within a row.</summary>
    public int[] ColumnIds { get; }

    /// <summary>The value of each entry.</summary>
    public float[] Values { get; }

    /// <summary>Number of stored entries.</summary>
    public int Count => Values.Length;

    /// <summary>The rows of these numbers, in this order.</summary>
    public SparseMatrix SelectRows(ReadOnlySpan<int> rows)
    {
        var (pointers, ids, values) = (new int[rows.Length + 1], new List<int>(), new List<float>());
        for (var i = 0; i < rows.Length; i++)
        {
            var range = RowPointers[rows[i]]..RowPointers[rows[i] + 1];
            ids.AddRange(ColumnIds.AsSpan(range));
            values.AddRange(Values.AsSpan(range));
            pointers[i + 1] = ids.Count;
        }

        return new(rows.Length, Columns, pointers, [.. ids], [.. values]);
    }

    /// <summary>All values, zeros included, row after row: <c>[rows, columns]</c>.</summary>
    public float[] ToDense()
    {
        var dense = new float[checked(Rows * Columns)];
        for (var r = 0; r < Rows; r++)
            for (var k = RowPointers[r]; k < RowPointers[r + 1]; k++) dense[(r * Columns) + ColumnIds[k]] = Values[k];
        return dense;
    }

    /// <summary>Keeps what is not zero.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="dense">All values, row after row: <c>[rows, columns]</c>.</param>
    public static SparseMatrix FromDense(int rows, int columns, ReadOnlySpan<float> dense)
    {
        var (pointers, ids, values) = (new int[rows + 1], new List<int>(), new List<float>());
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var value = dense[(r * columns) + c];
                if (value == 0) continue;
                ids.Add(c);
                values.Add(value);
            }

            pointers[r + 1] = ids.Count;
        }

        return new(rows, columns, pointers, [.. ids], [.. values]);
    }
}
