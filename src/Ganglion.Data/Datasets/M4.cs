namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Hourly and weekly series of the M4 competition, with the continuations that entries were judged on.</summary>
    /// <remarks>Makridakis, Spiliotis and Assimakopoulos 2020 (Int. J. Forecasting 36). Weekly series are scored with a season of 1 there.</remarks>
    public static KnownDataSet M4 { get; } = Add(new("m4", DataForm.Series, "M4 competition, Hourly and Weekly")
    {
        Publisher = "https://github.com/Mcompetitions/M4-methods",
        MemberList = [M4Member("Hourly", 24, 48, 414), M4Member("Weekly", 1, 13, 359)],
    });

    private static DataMember M4Member(string name, int season, int horizon, int series) => new(name, (folder, options) =>
        SeriesReader.Wide(folder, folder.Require($"{name}-train.csv"), folder.Require($"{name}-test.csv"), options.Season ?? season, options.Horizon ?? horizon))
    {
        Statistics = new() { ["series"] = series, ["continuations"] = series, ["horizon"] = horizon },
    };
}
