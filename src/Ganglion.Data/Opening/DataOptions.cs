namespace Ganglion.Data;

/// <summary>How to open a data set; everything is found out by itself unless said here.</summary>
public sealed record DataOptions
{
    /// <summary>The column, label or series to predict; null = the one the data set is known for, if any.</summary>
    public string? Target { get; init; }

    /// <summary>The form to read the files as; null = recognised.</summary>
    public DataForm? Form { get; init; }

    /// <summary>How to read tables.</summary>
    public TableOptions Table { get; init; } = new();

    /// <summary>True keeps the direction of a graph's edges; null = as the data set is commonly used, undirected for other folders.</summary>
    public bool? Directed { get; init; }

    /// <summary>Steps in a season of a series; null = found from the spacing of the times.</summary>
    public int? Season { get; init; }

    /// <summary>Steps to forecast; null = the data set's own, or from the season.</summary>
    public int? Horizon { get; init; }

    /// <summary>Folders of data sets to look in before those of <c>GANGLION_DATA</c> and those shipped.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    internal TableOptions TableWith(string? target) => Table with { Target = Target ?? Table.Target ?? target };
}
