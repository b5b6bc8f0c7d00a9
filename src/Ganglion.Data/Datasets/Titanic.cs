namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Who survived? Passengers with missing ages and decks; <c>alive</c> repeats the target and is not learnt from.</summary>
    /// <remarks>Encyclopedia Titanica; table of Harrell and Dawson.</remarks>
    public static KnownDataSet Titanic { get; } = Add(new("titanic", DataForm.Table, "Titanic passengers")
    {
        Publisher = "https://github.com/mwaskom/seaborn-data",
        Expected = new() { ["rows"] = 891, ["classes"] = 2 },
        Load = TableMember.Of("titanic", "survived", 891, 2, ignore: "alive").Load,
    });
}
