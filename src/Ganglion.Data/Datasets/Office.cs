namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>A generated network of colleagues that ships for the guide to graphs: the two tables that a person writes, with weights of edges.
    /// Figures on it say that a method works, not how well it does on people.</summary>
    public static KnownDataSet Office { get; } = Add(new("office", DataForm.Graph, "Office, a generated network of colleagues")
    {
        Licence = "Apache-2.0",
        Expected = new() { ["nodes"] = 240, ["edges"] = 960, ["features"] = 8, ["classes"] = 5 },
        Load = GraphReader.Loader(),
    });
}
