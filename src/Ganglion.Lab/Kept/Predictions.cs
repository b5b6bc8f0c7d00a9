using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ganglion.Lab;

/// <summary>What a network answered: <see cref="ClassPredictions"/>, <see cref="ValuePredictions"/>, <see cref="Recommendations"/>,
/// <see cref="Completions"/> or <see cref="Forecasts"/>.</summary>
public abstract record Predictions
{
    /// <summary>How many things were asked about.</summary>
    public abstract int Count { get; }

    /// <summary>The predicted class of each, by name.</summary>
    /// <exception cref="InvalidOperationException">The network does not predict classes.</exception>
    public virtual IReadOnlyList<string> Labels => throw new InvalidOperationException($"This network gives {GetType().Name}, which have no labels.");

    /// <summary>The predicted number of each.</summary>
    /// <exception cref="InvalidOperationException">The network does not predict numbers.</exception>
    public virtual IReadOnlyList<double> Values =>
        throw new InvalidOperationException($"This network gives {GetType().Name}, which are not one number each.");

    /// <summary>The column names of <see cref="WriteCsv"/>.</summary>
    private protected abstract IReadOnlyList<string> Header { get; }

    /// <summary>The rows of <see cref="WriteCsv"/>: text as string, numbers as double, whole numbers as int.</summary>
    private protected abstract IEnumerable<IReadOnlyList<object>> Rows();

    /// <summary>Writes a header and a row an answer, comma-separated.</summary>
    public void WriteCsv(TextWriter to)
    {
        to.Write(string.Join(',', Header.Select(Quote)) + "\n");
        foreach (var row in Rows()) to.Write(string.Join(',', row.Select(Text).Select(Quote)) + "\n");
    }

    /// <summary>Writes an array of objects, one an answer.</summary>
    public void WriteJson(Stream to)
    {
        using var json = new Utf8JsonWriter(to, new() { Indented = false });
        WriteJson(json);
    }

    /// <summary>Writes an array of objects, one an answer, into a larger document.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var row in Rows())
        {
            json.WriteStartObject();
            for (int c = 0; c < Header.Count; c++)
                switch (row[c])
                {
                    case string text: json.WriteString(Header[c], text); break;
                    case int whole: json.WriteNumber(Header[c], whole); break;
                    case double number when double.IsFinite(number): json.WriteNumber(Header[c], number); break;
                    default: json.WriteNull(Header[c]); break;
                }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The same as <see cref="WriteCsv"/>.</summary>
    public sealed override string ToString()
    {
        var text = new StringWriter(new StringBuilder(), CultureInfo.InvariantCulture);
        WriteCsv(text);
        return text.ToString();
    }

    private static string Text(object cell) => cell is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : (string)cell;

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell
        : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>A distribution over classes for each row, node, image or graph.</summary>
/// <param name="Names">What was asked about, if it has names; else empty.</param>
/// <param name="Classes">The classes.</param>
/// <param name="Probabilities">Row-major <c>[count, classes]</c>.</param>
public sealed record ClassPredictions(IReadOnlyList<string> Names, IReadOnlyList<string> Classes, IReadOnlyList<float> Probabilities) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Probabilities.Count / Classes.Count;

    /// <summary>The most probable class of each, as a position in <see cref="Classes"/>; the first of equals.</summary>
    public IReadOnlyList<int> Codes => field
        ??= [.. Enumerable.Range(0, Count).Select(row => Enumerable.Range(0, Classes.Count).MaxBy(c => this[row, c]))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Labels => field ??= [.. Codes.Select(c => Classes[c])];

    /// <summary>The probability of a class for a row.</summary>
    public float this[int row, int label] => Probabilities[row * Classes.Count + label];

    private protected override IReadOnlyList<string> Header => field
        ??= [Names.Count > 0 ? "name" : "row", "prediction", .. Classes.Select(c => $"p({c})")];

    private protected override IEnumerable<IReadOnlyList<object>> Rows() => Enumerable.Range(0, Count).Select(row =>
        (IReadOnlyList<object>)[Names.Count > 0 ? Names[row] : row + 1, Labels[row],
            .. Enumerable.Range(0, Classes.Count).Select(c => (object)Math.Round((double)this[row, c], 6))]);
}

/// <summary>A number for each row.</summary>
/// <param name="Target">The column predicted; numbers are in its unit.</param>
/// <param name="Numbers">One a row.</param>
public sealed record ValuePredictions(string Target, IReadOnlyList<double> Numbers) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Numbers.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Values => Numbers;

    private protected override IReadOnlyList<string> Header => ["row", Target];

    private protected override IEnumerable<IReadOnlyList<object>> Rows() => Numbers.Select((v, row) => (IReadOnlyList<object>)[row + 1, v]);
}

/// <summary>An item and how much it is recommended; scores compare within one user and one network.</summary>
public readonly record struct ScoredItem(string Item, int Id, double Score);

/// <summary>Items for users, best first.</summary>
/// <param name="Users">The users.</param>
/// <param name="Items">The items of each user.</param>
public sealed record Recommendations(IReadOnlyList<string> Users, IReadOnlyList<IReadOnlyList<ScoredItem>> Items) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Users.Count;

    private protected override IReadOnlyList<string> Header => ["user", "rank", "item", "score"];

    private protected override IEnumerable<IReadOnlyList<object>> Rows() =>
        Users.SelectMany((user, u) => Items[u].Select((item, rank) => (IReadOnlyList<object>)[user, rank + 1, item.Item, item.Score]));
}

/// <summary>A triple with one end open: exactly one of head and tail is null.</summary>
/// <param name="Head">The entity that the relation starts from, or null if it is asked for.</param>
/// <param name="Relation">The relation.</param>
/// <param name="Tail">The entity that the relation leads to, or null if it is asked for.</param>
public readonly record struct TripleQuery(string? Head, string Relation, string? Tail);

/// <summary>Entities that complete triples, best first.</summary>
/// <param name="Queries">What was asked.</param>
/// <param name="Entities">The entities for each query.</param>
public sealed record Completions(IReadOnlyList<TripleQuery> Queries, IReadOnlyList<IReadOnlyList<ScoredItem>> Entities) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Queries.Count;

    private protected override IReadOnlyList<string> Header => ["head", "relation", "tail", "asked", "rank", "score"];

    private protected override IEnumerable<IReadOnlyList<object>> Rows() => Queries.SelectMany((q, i) => Entities[i].Select((e, rank) =>
        (IReadOnlyList<object>)[q.Head ?? e.Item, q.Relation, q.Tail ?? e.Item, q.Head is null ? "head" : "tail", rank + 1, e.Score]));
}

/// <summary>The next values of each series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Steps">The forecast of each series, next step first, in the series' unit.</param>
public sealed record Forecasts(IReadOnlyList<string> Series, IReadOnlyList<IReadOnlyList<double>> Steps) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Series.Count;

    private protected override IReadOnlyList<string> Header => ["series", "step", "forecast"];

    private protected override IEnumerable<IReadOnlyList<object>> Rows() =>
        Series.SelectMany((name, s) => Steps[s].Select((v, step) => (IReadOnlyList<object>)[name, step + 1, v]));
}
