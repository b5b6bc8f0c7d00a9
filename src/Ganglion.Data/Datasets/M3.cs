namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>The series of the M3 competition by period, and those of M1 as <c>m3/M1-yearly</c> and so on, with their continuations.</summary>
    /// <remarks>Makridakis and Hibon 2000 (Int. J. Forecasting 16); Makridakis et al. 1982 (J. Forecasting 1).</remarks>
    public static KnownDataSet M3 { get; } = Add(new("m3", DataForm.Series, "M3 and M1 competitions")
    {
        Publisher = "https://github.com/robjhyndman/Mcomp",
        MemberList =
        [
            M3Member("monthly", "M3", 12, 1428), M3Member("quarterly", "M3", 4, 756), M3Member("yearly", "M3", 1, 645),
            M3Member("other", "M3", 1, 174),
            M3Member("M1-monthly", "M1", 12, 617), M3Member("M1-quarterly", "M1", 4, 203), M3Member("M1-yearly", "M1", 1, 181),
        ],
    });

    private static DataMember M3Member(string name, string file, int season, int series) => new(name, (folder, options) =>
        SeriesReader.Competition(folder, folder.Require($"{file}.tsv"), name.Replace("M1-", "", StringComparison.Ordinal), options.Season ?? season))
    {
        Statistics = new() { ["series"] = series, ["continuations"] = series },
    };
}
