namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Short series that textbooks use: airline passengers, lynx trapped, shampoo sold, and others.</summary>
    /// <remarks>As sktime ships them.</remarks>
    public static KnownDataSet SmallSeries { get; } = Add(new("small-series", DataForm.Series, "Small classic series")
    {
        Publisher = "https://github.com/sktime/sktime",
        MemberList =
        [
            SmallMember("airline", 12, 144), SmallMember("lynx", 1, 114), SmallMember("shampoosales", 12, 36), SmallMember("pbs_dataset", 12, 204),
            SmallMember("uschange", 4, 187, "Consumption", 5),
            SmallMember("longley", 1, 16, "TOTEMP", 6, ["TOTEMP", "GNPDEFL", "GNP", "UNEMP", "ARMED", "POP"]),
            SmallMember("seatbelts", 12, 192, null, 1, ["KSI"]), SmallMember("solar", 48, 289),
        ],
    });

    private static DataMember SmallMember(string name, int season, int rows, string? target = null, int series = 1, string[]? only = null) =>
        new(name, (folder, options) =>
            SeriesReader.Columns(folder, folder.Require($"{name}.csv"), options.Target ?? target, options.Season ?? season, options.Horizon, only))
        {
            Statistics = new() { ["series"] = series, ["longest"] = rows, ["season"] = season },
        };
}
