using System.Globalization;

namespace Ganglion.Data;

/// <summary>Turns the cells of one column into a typed column.</summary>
internal sealed class ColumnInference(
    CellBuffer cells, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> missing, string? path, List<int> lines, int number, string suffix)
{
    private const double AlmostAll = 0.99;

    /// <summary>A column of the kind asked for, or of the kind that the values show.</summary>
    public Column Column(ColumnKind? asked) => asked switch
    {
        ColumnKind.Numeric => Numbers(),
        ColumnKind.Text => Texts(),
        ColumnKind.Categorical => Names(),
        _ => Infer(),
    };

    /// <summary>True for an unnamed first column that counts the rows, and for a column named as an identifier whose values never repeat.</summary>
    public bool LooksLikeRowNumber(Column column)
    {
        var isId = column.Name.Equals("id", StringComparison.OrdinalIgnoreCase) || column.Name.EndsWith("_id", StringComparison.OrdinalIgnoreCase);
        if (number == 1 && column.Name == "column1" && column is NumericColumn { Values: [0 or 1, _, ..] values })
            return values.Select((v, i) => v == values[0] + i).All(same => same) && values.Length > 2;
        return isId && Enumerable.Range(0, column.Length).Select(column.Format).Distinct(StringComparer.Ordinal).Count() == column.Length;
    }

    private ReadOnlySpan<char> Cell(int row)
    {
        var cell = cells[row];
        return suffix.Length > 0 ? cell.TrimEnd(suffix) : cell;
    }

    private Column Infer()
    {
        var (present, numeric, odd) = (0, 0, -1);
        for (var row = 0; row < cells.Count; row++)
        {
            if (missing.Contains(Cell(row))) continue;
            present++;
            if (IsNumber(Cell(row))) numeric++;
            else if (odd < 0) odd = row;
        }

        if (numeric == present) return Numbers();
        // One mistyped number would otherwise turn the whole column into names without a word.
        if (numeric >= 20 && numeric >= AlmostAll * present && path is not null)
            throw new DataException($"'{Cell(odd)}' in column '{cells.Name}', where {numeric} of {present} values are numbers",
                "a number or a missing value",
                $"Correct it, list it in TableOptions.MissingMarkers, or set TableOptions.Kinds[\"{cells.Name}\"] to Categorical.", path, lines[odd],
                    number);
        var names = Names();
        var distinct = names.Levels.Length;
        return distinct > 1000 || (distinct > 20 && distinct * 2 > present) ? Texts() : names;
    }

    private NumericColumn Numbers()
    {
        var values = new double[cells.Count];
        for (var row = 0; row < values.Length; row++)
        {
            if (missing.Contains(Cell(row))) values[row] = double.NaN;
            else if (!double.TryParse(Cell(row), NumberStyles.Float, CultureInfo.InvariantCulture, out values[row]))
                throw new DataException($"'{Cell(row)}' in column '{cells.Name}'", "a number or a missing value",
                    $"Correct it, list it in TableOptions.MissingMarkers, or treat the column as categorical (TableOptions.Kinds[\"{cells.Name}\"]).",
                    path, lines.Count > row ? lines[row] : null, number > 0 ? number : null);
        }

        return new(cells.Name, values);
    }

    private CategoricalColumn Names()
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = index.GetAlternateLookup<ReadOnlySpan<char>>();
        var seen = new int[cells.Count];
        for (var row = 0; row < seen.Length; row++)
        {
            var cell = Cell(row);
            if (missing.Contains(cell)) seen[row] = -1;
            else if (!lookup.TryGetValue(cell, out seen[row])) lookup[cell] = seen[row] = index.Count;
        }

        var levels = CategoricalColumn.SortLevels(index.Keys);
        var map = new int[levels.Length];
        for (var i = 0; i < levels.Length; i++) map[index[levels[i]]] = i;
        return new(cells.Name, [.. seen.Select(code => code < 0 ? -1 : map[code])], levels);
    }

    private TextColumn Texts()
    {
        var values = new string[cells.Count];
        for (var row = 0; row < values.Length; row++) values[row] = missing.Contains(Cell(row)) ? "" : Cell(row).ToString();
        return new(cells.Name, values);
    }

    private static bool IsNumber(ReadOnlySpan<char> cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
