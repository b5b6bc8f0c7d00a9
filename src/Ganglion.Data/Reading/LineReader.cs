using System.Globalization;

namespace Ganglion.Data;

/// <summary>Reads a text file line by line and knows where it is, so that every error can say so.</summary>
internal sealed class LineReader(string file, TextReader reader) : IDisposable
{
    public string File { get; } = file;

    /// <summary>The current line number, 1-based.</summary>
    public int Line { get; private set; }

    /// <summary>The current line without its end.</summary>
    public string Text { get; private set; } = "";

    public bool Next()
    {
        if (reader.ReadLine() is not { } line) return false;
        (Text, Line) = (line, Line + 1);
        return true;
    }

    public Fields Fields(char separator = ' ') => new(Text, separator);

    public int Int(ReadOnlySpan<char> field, int column, string what) =>
        int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error(column, $"'{field}'", $"{what} (a whole number)", "Correct the value.");

    public long Long(ReadOnlySpan<char> field, int column, string what) =>
        long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error(column, $"'{field}'", $"{what} (a whole number)", "Correct the value.");

    public double Number(ReadOnlySpan<char> field, int column, string what) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Error(column, $"'{field}'", $"{what} (a number, with a point before the decimals)", "Correct the value.");

    public DataException Error(int? column, string found, string expected, string remedy) => new(found, expected, remedy, File, Line, column);

    public DataException Empty(string expected) => new("an empty file", expected, "Check that the file was written or downloaded completely.", File);

    public void Dispose() => reader.Dispose();
}

/// <summary>The fields of one line. A separator of ' ' means any run of blanks and tabs.</summary>
internal ref struct Fields(ReadOnlySpan<char> line, char separator)
{
    private ReadOnlySpan<char> rest = line;
    private bool done;

    /// <summary>The field last read.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Its number, 1-based.</summary>
    public int Column { get; private set; }

    public bool Next()
    {
        if (separator == ' ') rest = rest.TrimStart(" \t");
        if (done || (separator == ' ' && rest.IsEmpty)) return false;
        var end = separator == ' ' ? rest.IndexOfAny(' ', '\t') : rest.IndexOf(separator);
        done = end < 0;
        Current = (done ? rest : rest[..end]).Trim();
        rest = done ? default : rest[(end + 1)..];
        Column++;
        return true;
    }
}
