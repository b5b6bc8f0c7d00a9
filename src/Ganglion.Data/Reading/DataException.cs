namespace Ganglion.Data;

/// <summary>An input that cannot be read: it says where, what was found, what was expected and what to do.</summary>
public sealed class DataException : Exception
{
    /// <summary>Makes the error; every part that is known is given.</summary>
    /// <param name="found">What the input holds.</param>
    /// <param name="expected">What it should hold.</param>
    /// <param name="remedy">What the reader of the message can do, as one sentence.</param>
    /// <param name="file">The file or folder.</param>
    /// <param name="line">Line in the file, 1-based.</param>
    /// <param name="column">Field within the line, 1-based.</param>
    /// <param name="inner">The error underneath, if any.</param>
    public DataException(string found, string expected, string remedy, string? file = null, int? line = null, int? column = null,
        Exception? inner = null)
        : base(Compose(found, expected, remedy, file, line, column), inner) =>
        (Found, Expected, Remedy, File, Line, Column) = (found, expected, remedy, file, line, column);

    /// <summary>What the input holds.</summary>
    public string Found { get; }

    /// <summary>What was expected instead.</summary>
    public string Expected { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }

    /// <summary>The file or folder, where there is one.</summary>
    public string? File { get; }

    /// <summary>Line in the file, 1-based.</summary>
    public int? Line { get; }

    /// <summary>Field within the line, 1-based.</summary>
    public int? Column { get; }

    private static string Compose(string found, string expected, string remedy, string? file, int? line, int? column)
    {
        string[] place = [.. new[] { file, line is { } l ? $"line {l}" : null, column is { } c ? $"column {c}" : null }.OfType<string>()];
        return $"{(place.Length > 0 ? string.Join(", ", place) + ": " : "")}found {found}; expected {expected}. {remedy}";
    }
}
