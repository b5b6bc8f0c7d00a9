namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>How old is a shell? The number of its rings by size and weight.</summary>
    /// <remarks>Nash et al. 1994 (UCI).</remarks>
    public static KnownDataSet Abalone { get; } = Add(new("abalone", DataForm.Table, "Abalone")
    {
        Publisher = "https://archive.ics.uci.edu/dataset/1",
        Expected = new() { ["rows"] = 4177 },
        Load = TableMember.Of("abalone", "rings", 4177, 0).Load,
    });
}
