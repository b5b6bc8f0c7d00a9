namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Hourly and weekly series of the M4 competition, with the continuations that entries were judged on.</summary>
    /// <remarks>Makridakis, Spiliotis and Assimakopoulos 2020 (Int. J. Forecasting 36). Weekly series are scored with a season of 1 there.</remarks>
    public static KnownDataSet M4 { get; } = Add(new("m4", DataForm.Series, "M4 competition, Hourly and Weekly")
    {
        Publisher = "https://github.com/Mcompetitions/M4-methods",
        Downloads =
        [
            new($"{M4Files}/Train/Hourly-train.csv", "Hourly-train.csv", "ea59b7783573c49077a835ab6465c7d66f1474783360f310988a9a737fbca62f"),
            new($"{M4Files}/Test/Hourly-test.csv", "Hourly-test.csv", "71a57fccb15e534d973626ada4fb87febf789e9317715b7cc6dd3b5f90db6f42"),
            new($"{M4Files}/Train/Weekly-train.csv", "Weekly-train.csv", "d478d3f6ed673e6ed3c2cb0fbed5425f72eedd51318ebebeb0b5ecfcefc37714"),
            new($"{M4Files}/Test/Weekly-test.csv", "Weekly-test.csv", "3b2bc4be8e636e802260dcd843ca3c5da40536a1fbe1ecb3229a97dae4f44688"),
        ],
        MemberList = [M4Member("Hourly", 24, 48, 414), M4Member("Weekly", 1, 13, 359)],
    });

    private static DataMember M4Member(string name, int season, int horizon, int series) => new(name, (folder, options) =>
        SeriesReader.Wide(folder, folder.Require($"{name}-train.csv"), folder.Require($"{name}-test.csv"),
            options.Season ?? season, options.Horizon ?? horizon))
    {
        Statistics = new() { ["series"] = series, ["continuations"] = series, ["horizon"] = horizon },
    };

    private const string M4Files = "https://raw.githubusercontent.com/Mcompetitions/M4-methods/6c1067e5a57161249b17289a565178dc7a3fb3ca/Dataset";
}
