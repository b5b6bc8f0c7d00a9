namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Three cultivars of wine by thirteen chemical measures.</summary>
    /// <remarks>Aeberhard and Forina 1991 (UCI).</remarks>
    public static KnownDataSet Wine { get; } = Add(new("wine", DataForm.Table, "Wine cultivars")
    {
        Publisher = "https://archive.ics.uci.edu/dataset/109",
        Expected = new() { ["rows"] = 178, ["classes"] = 3 },
        Load = TableMember.Of("wine", "cultivar", 178, 3).Load,
    });
}
