namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Goods bought together, by product category; five splits drawn by its authors' protocol.</summary>
    /// <remarks>Shchur et al. 2018 (arXiv:1811.05868).</remarks>
    public static KnownDataSet AmazonComputers { get; } = Add(new("amazon-computers", DataForm.Graph, "Amazon Computers co-purchase graph")
    {
        Aliases = ["computers"],
        Publisher = "https://github.com/shchur/gnn-benchmark",
        Expected = new()
        {
            ["nodes"] = 13752,
            ["edges"] = 245861,
            ["features"] = 767,
            ["feature entries"] = 3675081,
            ["classes"] = 10,
            ["splits"] = 5
        },
        Load = ShchurSplits.Drawn(GraphReader.Loader(features: 767)),
    });
}
