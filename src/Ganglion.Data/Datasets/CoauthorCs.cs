namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Authors who wrote together, by field of study; words of their papers as features; five splits drawn by its authors' protocol.</summary>
    /// <remarks>Shchur et al. 2018 (arXiv:1811.05868).</remarks>
    public static KnownDataSet CoauthorCs { get; } = Add(new("coauthor-cs", DataForm.Graph, "Coauthor CS")
    {
        Publisher = "https://github.com/shchur/gnn-benchmark",
        Expected = new()
        {
            ["nodes"] = 18333,
            ["edges"] = 81894,
            ["features"] = 6805,
            ["feature entries"] = 1092079,
            ["classes"] = 15,
            ["splits"] = 5
        },
        Load = ShchurSplits.Drawn(GraphReader.Loader(features: 6805)),
    });
}
