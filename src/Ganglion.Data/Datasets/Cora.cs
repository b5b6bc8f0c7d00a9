namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Citations among machine learning papers in seven fields: words as features, 140 labelled papers to learn from.</summary>
    /// <remarks>Sen et al. 2008; the public split is that of Yang, Cohen and Salakhutdinov 2016 (arXiv:1603.08861).</remarks>
    public static KnownDataSet Cora { get; } = Add(new("planetoid-cora", DataForm.Graph, "Cora citation network, public split")
    {
        Aliases = ["cora"],
        Publisher = "https://github.com/kimiyoung/planetoid",
        Expected = new()
        {
            ["nodes"] = 2708,
            ["edges"] = 5278,
            ["features"] = 1433,
            ["feature entries"] = 49216,
            ["classes"] = 7,
            ["splits"] = 1,
            ["components"] = 78
        },
        Load = GraphReader.Loader(features: 1433),
    });
}
