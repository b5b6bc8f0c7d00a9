namespace Ganglion;

/// <summary>The places of a sparse matrix, without values: shared by all matrices that differ in values only.</summary>
internal sealed class Pattern(int rows, int columns, int[] pointers, int[] ids)
{
    private Turned? _transposed;
    private bool _ordered;

    private sealed record Turned(Pattern Pattern, int[] Permutation);

    public int Rows => rows;

    public int Columns => columns;

    /// <summary>Row r holds entries pointers[r] to pointers[r + 1] - 1.</summary>
    public int[] Pointers => pointers;

    /// <summary>The column of each entry.</summary>
    public int[] Ids => ids;

    /// <summary>The row of each entry.</summary>
    public int[] RowIds => field ??= Expand();

    public Pattern Transposed => Turn().Pattern;

    /// <summary>For each entry of the transpose, its place here.</summary>
    public int[] Permutation => Turn().Permutation;

    /// <summary>Row c holds the entries of column c: <c>[columns, entries]</c>.</summary>
    public Pattern Incidence => field ??= new(columns, ids.Length, Transposed.Pointers, Permutation);

    private int[] Expand()
    {
        var result = new int[ids.Length];
        for (int r = 0; r < rows; r++) result.AsSpan(pointers[r]..pointers[r + 1]).Fill(r);
        return result;
    }

    // A counting sort by column: rows come out in order, so the transpose of the transpose is the sorted original.
    private Turned Turn()
    {
        if (_transposed is not null) return _transposed;
        var starts = new int[columns + 1];
        foreach (int c in ids) starts[c + 1]++;
        for (int c = 0; c < columns; c++) starts[c + 1] += starts[c];
        int[] next = [.. starts], turned = new int[ids.Length], permutation = new int[ids.Length], inverse = new int[ids.Length];
        for (int r = 0; r < rows; r++)
            for (int e = pointers[r]; e < pointers[r + 1]; e++)
            {
                int at = next[ids[e]]++;
                (turned[at], permutation[at], inverse[e]) = (r, e, at);
            }
        var other = new Pattern(columns, rows, starts, turned) { _transposed = new Turned(this, inverse) };
        return _transposed = new Turned(other, permutation);
    }

    public ReadOnlySpan<int> Row(int row) => ids.AsSpan(pointers[row]..pointers[row + 1]);

    /// <summary>Fails unless the columns of each row ascend; looked at once.</summary>
    public void Ordered()
    {
        if (_ordered) return;
        for (int r = 0; r < rows; r++)
            for (int e = pointers[r] + 1; e < pointers[r + 1]; e++)
                if (ids[e] <= ids[e - 1])
                    throw new ArgumentException($"Row {r} has column {ids[e]} after {ids[e - 1]}; rows that are compared need ascending columns. "
                        + "Csr.FromEdges makes them so.");
        _ordered = true;
    }

    /// <summary>Fails with a message that says what is wrong.</summary>
    public void Validate()
    {
        if (rows < 0 || columns < 0) throw new ArgumentException($"A sparse matrix of {rows} rows and {columns} columns cannot be.");
        if (pointers.Length != rows + 1) throw new ArgumentException($"{rows} rows need {rows + 1} row pointers; got {pointers.Length}.");
        if (pointers[0] != 0 || pointers[rows] != ids.Length)
            throw new ArgumentException(
                $"Row pointers run from 0 to the number of column ids, {ids.Length}; these run from {pointers[0]} to {pointers[rows]}.");
        for (int r = 0; r < rows; r++)
            if (pointers[r] > pointers[r + 1])
                throw new ArgumentException($"Row pointers never fall; row {r} begins at {pointers[r]} and ends at {pointers[r + 1]}.");
        for (int e = 0; e < ids.Length; e++)
            if ((uint)ids[e] >= (uint)columns) throw new ArgumentException($"Column id {ids[e]} of entry {e} is outside 0 to {columns - 1}.");
    }
}
