namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>The monthly airline passengers of 1949 to 1960, as shipped.</summary>
    /// <remarks>Box and Jenkins 1976, series G.</remarks>
    public static KnownDataSet Airline { get; } = Add(new("airline", DataForm.Series, "Airline passengers, 1949 to 1960, monthly")
    {
        Expected = new() { ["series"] = 1, ["longest"] = 144, ["season"] = 12 },
        Load = (folder, options) =>
            SeriesReader.Columns(folder, folder.Require("airline.csv"), options.Target, options.Season ?? 12, options.Horizon),
    });
}
