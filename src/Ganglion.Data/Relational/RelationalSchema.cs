using System.Text.Json;

namespace Ganglion.Data;

/// <summary>Which columns are keys and times: as <c>schema.json</c> declares, or as their names and values say.</summary>
internal static class RelationalSchema
{
    /// <summary><c>{ "orders": { "key": "id", "time": "placed", "references": { "customer_id": "customers" } }, … }</c>.</summary>
    public static RelationalDatabase Declared(IReadOnlyList<RelationalTable> tables, string file)
    {
        using var json = Parse(file);
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (tables.All(t => t.Name != entry.Name))
                throw new DataException($"the table '{entry.Name}'", "the name of a CSV file beside it", NearestNames.Sentence(entry.Name, [.. tables.Select(t => t.Name)]), file);
        }

        return new([.. tables.Select(t => !json.RootElement.TryGetProperty(t.Name, out var said) ? t : t with
        {
            Key = said.TryGetProperty("key", out var key) ? key.GetString() : null,
            Time = said.TryGetProperty("time", out var time) ? time.GetString() : null,
            References = said.TryGetProperty("references", out var references) ? [.. references.EnumerateObject().Select(r => new ForeignKey(r.Name, r.Value.GetString()!))] : [],
        })]);
    }

    public static RelationalDatabase Found(IReadOnlyList<RelationalTable> tables)
    {
        var keyed = tables.Select(t => t with { Key = KeyOf(t), Time = t.Rows.Columns.FirstOrDefault(c => IsTime(c))?.Name }).ToArray();
        return new([.. keyed.Select(t => t with
        {
            References = [.. t.Rows.Columns.Where(c => c.Name != t.Key)
                .Select(c => (c.Name, Table: keyed.FirstOrDefault(o => o.Key is not null && PointsTo(c.Name, o))))
                .Where(r => r.Table is not null).Select(r => new ForeignKey(r.Name, r.Table!.Name))],
        })]);
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(file));
        }
        catch (JsonException error)
        {
            throw new DataException($"no JSON ({error.Message})", "an object with a table a property", "Correct it, or remove the file to have the keys found.", file, inner: error);
        }
    }

    private static string? KeyOf(RelationalTable table)
    {
        var column = table.Rows.Columns.FirstOrDefault(c => c.Name.Equals("id", StringComparison.OrdinalIgnoreCase) || Names(table.Name).Any(n => c.Name.Equals($"{n}_id", StringComparison.OrdinalIgnoreCase)));
        return column is not null && column.Missing == 0 && Enumerable.Range(0, column.Length).Select(column.Format).Distinct().Count() == column.Length ? column.Name : null;
    }

    private static bool PointsTo(string column, RelationalTable table) => Names(table.Name).Any(n => column.Equals($"{n}_id", StringComparison.OrdinalIgnoreCase))
        || (table.Key != "id" && column == table.Key);

    // customers and customer, companies and company, boxes and box.
    private static IEnumerable<string> Names(string table) => [table, .. table switch
    {
        [.. var stem, 'i', 'e', 's'] => [stem + "y"],
        [.. var stem, 'e', 's'] => [stem, stem + "e"],
        [.. var stem, 's'] => (string[])[stem],
        _ => [],
    }];

    private static bool IsTime(Column column) => TimeColumn.IsTimeName(column.Name)
        && (column is NumericColumn || Enumerable.Range(0, Math.Min(column.Length, 20)).All(r => column.IsMissing(r) || TimeColumn.TryParse(column.Format(r), out _)));
}
