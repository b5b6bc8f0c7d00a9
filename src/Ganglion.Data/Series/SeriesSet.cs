namespace Ganglion.Data;

/// <summary>One time series.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Values">The values in time order; NaN = missing. Kept, not copied: do not change them afterwards.</param>
/// <param name="Test">The continuation that came with the data, to be judged on; null when there is none.</param>
public sealed record Series(string Id, double[] Values, double[]? Test = null);

/// <summary>Time series of one spacing; immutable.</summary>
public sealed class SeriesSet
{
    /// <summary>Makes the set.</summary>
    /// <param name="items">The series.</param>
    /// <param name="season">Steps in a season: 12 for months, 24 for hours; 1 = none.</param>
    /// <param name="horizon">Steps to forecast.</param>
    /// <exception cref="ArgumentException">No series, or a season or horizon below 1.</exception>
    public SeriesSet(IReadOnlyList<Series> items, int season, int horizon)
    {
        if (items.Count == 0) throw new ArgumentException("A set needs at least one series.", nameof(items));
        if (season < 1 || horizon < 1) throw new ArgumentException($"The season {season} and the horizon {horizon} must be at least 1.");
        (Items, Season, Horizon) = (items, season, horizon);
    }

    /// <summary>The series.</summary>
    public IReadOnlyList<Series> Items { get; }

    /// <summary>Number of series.</summary>
    public int Count => Items.Count;

    /// <summary>Steps in a season: 12 for months, 24 for hours; 1 = none.</summary>
    public int Season { get; }

    /// <summary>Steps to forecast, unless said otherwise.</summary>
    public int Horizon { get; }

    /// <summary>True when the series are columns of one table, measured at the same times.</summary>
    public bool Multivariate { get; init; }

    /// <summary>The series to predict where not all are; null = all.</summary>
    public string? Target { get; init; }

    /// <summary>The times of the rows as they were written, for a multivariate set or a single series; empty when unknown.</summary>
    public IReadOnlyList<string> Times { get; init; } = [];

    /// <summary>The series of a name.</summary>
    /// <exception cref="DataException">No such series; the nearest names are suggested.</exception>
    public Series this[string id] => Items.FirstOrDefault(s => s.Id == id) ?? throw new DataException($"no series '{id}'", "the name of a series",
        NearestNames.Sentence(id, [.. Items.Select(s => s.Id)]));

    /// <summary>
    /// Rows that the publisher gave to training, validation and test, in this order in time; null when the data has no such division.
    /// </summary>
    public (int Train, int Validation, int Test)? Rows { get; init; }
}
