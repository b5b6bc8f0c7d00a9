using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ganglion.Data;

/// <summary>What is known of one column.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What the values are.</param>
/// <param name="Role">What the column is for.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Levels">The names a categorical column can hold, in the order of its codes; empty for other kinds.</param>
/// <param name="Minimum">Smallest number; NaN for other kinds.</param>
/// <param name="Maximum">Largest number; NaN for other kinds.</param>
public sealed record ColumnSchema(string Name, ColumnKind Kind, ColumnRole Role, int Missing, IReadOnlyList<string> Levels,
    double Minimum = double.NaN,
    double Maximum = double.NaN);

/// <summary>The columns of a table: names, kinds, roles, levels. Printed with <see cref="ToString"/>, kept beside a network as JSON.</summary>
/// <param name="columns">The columns in order.</param>
public sealed class Schema(IReadOnlyList<ColumnSchema> columns) : IReadOnlyList<ColumnSchema>
{
    /// <summary>Number of columns.</summary>
    public int Count => columns.Count;

    /// <summary>The column at an index.</summary>
    public ColumnSchema this[int index] => columns[index];

    /// <summary>The column of a name.</summary>
    /// <exception cref="DataException">No such column; the nearest names are suggested.</exception>
    public ColumnSchema this[string name] => columns.FirstOrDefault(c => c.Name == name) ?? throw Unknown(name, [.. columns.Select(c => c.Name)]);

    /// <summary>The column to predict, if one is named.</summary>
    public ColumnSchema? Target => columns.FirstOrDefault(c => c.Role == ColumnRole.Target);

    /// <summary>The columns to predict from.</summary>
    public IEnumerable<ColumnSchema> Features => columns.Where(c => c.Role == ColumnRole.Feature);

    /// <inheritdoc/>
    public IEnumerator<ColumnSchema> GetEnumerator() => columns.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A readable table, one line a column.</summary>
    public override string ToString()
    {
        string[][] cells = [["column", "kind", "role", "missing", "values"], .. columns.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, 4).Select(i => cells.Max(row => row[i].Length))];
        var text = new StringBuilder();
        foreach (var row in cells)
        {
            for (var i = 0; i < 4; i++) text.Append(i == 3 ? row[i].PadLeft(widths[i]) : row[i].PadRight(widths[i])).Append("  ");
            text.Append(row[4]).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Row(ColumnSchema c) =>
    [
        c.Name, c.Kind.ToString().ToLowerInvariant(), c.Role.ToString().ToLowerInvariant(), c.Missing.ToString(CultureInfo.InvariantCulture),
        c.Kind switch
        {
            ColumnKind.Numeric => double.IsNaN(c.Minimum) ? "none" : string.Create(CultureInfo.InvariantCulture, $"{c.Minimum:G6} … {c.Maximum:G6}"),
            ColumnKind.Categorical => $"{c.Levels.Count}: {string.Join(", ", c.Levels.Take(6))}{(c.Levels.Count > 6 ? ", …" : "")}",
            _ => "text",
        },
    ];

    /// <summary>Writes the schema as JSON.</summary>
    public string ToJson()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartArray();
            foreach (var c in columns)
            {
                json.WriteStartObject();
                json.WriteString("name", c.Name);
                json.WriteString("kind", c.Kind.ToString());
                json.WriteString("role", c.Role.ToString());
                json.WriteNumber("missing", c.Missing);
                if (!double.IsNaN(c.Minimum)) json.WriteNumber("minimum", c.Minimum);
                if (!double.IsNaN(c.Maximum)) json.WriteNumber("maximum", c.Maximum);
                json.WriteStartArray("levels");
                foreach (var level in c.Levels) json.WriteStringValue(level);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>Reads a schema written by <see cref="ToJson"/>.</summary>
    /// <exception cref="DataException">The text is not such a schema.</exception>
    public static Schema FromJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new([.. document.RootElement.EnumerateArray().Select(c => new ColumnSchema(
                c.GetProperty("name").GetString()!, Enum.Parse<ColumnKind>(c.GetProperty("kind").GetString()!),
                Enum.Parse<ColumnRole>(c.GetProperty("role").GetString()!), c.GetProperty("missing").GetInt32(),
                [.. c.GetProperty("levels").EnumerateArray().Select(level => level.GetString()!)],
                c.TryGetProperty("minimum", out var low) ? low.GetDouble() : double.NaN,
                c.TryGetProperty("maximum", out var high) ? high.GetDouble() : double.NaN))]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new DataException("JSON that is not a schema", "what Schema.ToJson writes", "Save the network again.", inner: error);
        }
    }

    internal static DataException Unknown(string name, IReadOnlyCollection<string> names, string? file = null) =>
        new($"no column '{name}'", "the name of a column", NearestNames.Sentence(name, names), file);
}
