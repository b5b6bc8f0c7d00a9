namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Load and oil temperature of electricity transformers, hourly (h) or every quarter of an hour (m); the target is OT. Not to be changed and
    /// passed on.
    /// </summary>
    /// <remarks>Zhou et al. 2021 (Informer, arXiv:2012.07436); 12, 4 and 4 months for training, validation and test.</remarks>
    public static KnownDataSet Ett { get; } = Add(new("ett", DataForm.Series, "Electricity transformer temperature")
    {
        Publisher = "https://github.com/zhouhaoyi/ETDataset",
        Downloads =
        [
            new($"{EttFiles}/ETTh1.csv", "ETTh1.csv", "f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066"),
            new($"{EttFiles}/ETTh2.csv", "ETTh2.csv", "a3dc2c597b9218c7ce1cd55eb77b283fd459a1d09d753063f944967dd6b9218b"),
            new($"{EttFiles}/ETTm1.csv", "ETTm1.csv", "6ce1759b1a18e3328421d5d75fadcb316c449fcd7cec32820c8dafda71986c9e"),
        ],
        Licence = "CC BY-ND 4.0",
        MemberList = [EttMember("ETTh1", 24, 17420, 1), EttMember("ETTh2", 24, 17420, 1), EttMember("ETTm1", 96, 69680, 4)],
    });

    private static DataMember EttMember(string name, int season, int rows, int perHour) => new(name, (folder, options) =>
    {
        var file = folder.Require($"{name}.csv");
        var all = SeriesReader.Columns(folder, file, options.Target ?? "OT", options.Season ?? season, options.Horizon ?? 96);
        return new SeriesSet(all.Items, all.Season, all.Horizon)
        {
            Multivariate = true,
            Target = all.Target,
            Times = all.Times,
            Rows = (8640 * perHour, 2880 * perHour, 2880 * perHour),
        };
    })
    {
        Statistics = new() { ["series"] = 7, ["longest"] = rows, ["season"] = season },
    };

    private const string EttFiles = "https://raw.githubusercontent.com/zhouhaoyi/ETDataset/1d16c8f4f943005d613b5bc962e9eeb06058cf07/ETT-small";
}
