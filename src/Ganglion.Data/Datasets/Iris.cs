namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Three species of iris by sepal and petal.</summary>
    /// <remarks>Fisher 1936 (Annals of Eugenics 7).</remarks>
    public static KnownDataSet Iris { get; } = Add(new("iris", DataForm.Table, "Iris flowers")
    {
        Publisher = "https://archive.ics.uci.edu/dataset/53",
        Expected = new() { ["rows"] = 150, ["classes"] = 3 },
        Load = TableMember.Of("iris", "species", 150, 3).Load,
    });
}
