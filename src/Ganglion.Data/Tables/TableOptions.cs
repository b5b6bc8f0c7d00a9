namespace Ganglion.Data;

/// <summary>Whether the first row of a file names the columns.</summary>
public enum HeaderMode
{
    /// <summary>Decided by looking at the file.</summary>
    Auto,

    /// <summary>The first row names the columns.</summary>
    Yes,

    /// <summary>The first row is data.</summary>
    No,
}

/// <summary>How to read a table; everything is found out by itself unless said here.</summary>
public sealed record TableOptions
{
    /// <summary>The column to predict; null = none yet.</summary>
    public string? Target { get; init; }

    /// <summary>The kinds of columns that shall not be inferred, by name.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>Columns that shall not be learnt from, by name.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Whether the first row names the columns.</summary>
    public HeaderMode Header { get; init; }

    /// <summary>The names of the columns, for a file without a header; null = from the header, or column1, column2, ….</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// What stands between values; null = found out among comma, tab, semicolon, bar and blanks. ' ' means any run of blanks or tabs.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>The quotation mark.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>What stands for a missing value.</summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["", "?", "NA", "NaN", "null"];

    /// <summary>Kinds taken from another table, whose columns need not all be here.</summary>
    internal Schema? Layout { get; init; }

    /// <summary>Lines to pass over before anything is read.</summary>
    internal int SkipLines { get; init; }

    /// <summary>Characters to cut from the end of a column's values (Adult's test part ends its labels with a full stop).</summary>
    internal (string Column, string Characters)? Suffix { get; init; }
}
