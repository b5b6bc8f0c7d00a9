namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Three species of penguins by bill, flipper, mass, island and sex.</summary>
    /// <remarks>Gorman, Williams and Fraser 2014 (PLoS ONE 9); CC0.</remarks>
    public static KnownDataSet Penguins { get; } = Add(new("penguins", DataForm.Table, "Palmer penguins")
    {
        Publisher = "https://github.com/allisonhorst/palmerpenguins",
        Expected = new() { ["rows"] = 344, ["classes"] = 3 },
        Load = TableMember.Of("penguins", "species", 344, 3).Load,
    });
}
