namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Load and oil temperature of electricity transformers, hourly (h) or every quarter of an hour (m); the target is OT. Not to be changed and passed on.</summary>
    /// <remarks>Zhou et al. 2021 (Informer, arXiv:2012.07436); 12, 4 and 4 months for training, validation and test.</remarks>
    public static KnownDataSet Ett { get; } = Add(new("ett", DataForm.Series, "Electricity transformer temperature")
    {
        Publisher = "https://github.com/zhouhaoyi/ETDataset",
        Licence = "CC BY-ND 4.0",
        MemberList = [EttMember("ETTh1", 24, 17420, 1), EttMember("ETTh2", 24, 17420, 1), EttMember("ETTm1", 96, 69680, 4)],
    });

    private static DataMember EttMember(string name, int season, int rows, int perHour) => new(name, (folder, options) =>
    {
        var all = SeriesReader.Columns(folder, folder.Require($"{name}.csv"), options.Target ?? "OT", options.Season ?? season, options.Horizon ?? 96);
        return new SeriesSet(all.Items, all.Season, all.Horizon)
        {
            Multivariate = true, Target = all.Target, Times = all.Times, Rows = (8640 * perHour, 2880 * perHour, 2880 * perHour),
        };
    })
    {
        Statistics = new() { ["series"] = 7, ["longest"] = rows, ["season"] = season },
    };
}
