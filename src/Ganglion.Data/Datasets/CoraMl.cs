namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Citations among machine learning papers, weighted words as features; read undirected unless <see cref="DataOptions.Directed"/> says otherwise.
    /// </summary>
    /// <remarks>Bojchevski and Günnemann 2018 (arXiv:1707.03815).</remarks>
    public static KnownDataSet CoraMl { get; } = Add(new("cora-ml", DataForm.Graph, "Cora-ML citation network")
    {
        Publisher = "https://github.com/abojchevski/graph2gauss",
        Expected = new() { ["nodes"] = 2995, ["edges"] = 8158, ["features"] = 2879, ["feature entries"] = 151171, ["classes"] = 7, ["splits"] = 0 },
        Load = GraphReader.Loader(features: 2879),
    });
}
