namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Citations among papers on diabetes in three classes; structure and labels only, the features are not in this copy.</summary>
    /// <remarks>Sen et al. 2008; the public split is that of Yang, Cohen and Salakhutdinov 2016 (arXiv:1603.08861).</remarks>
    public static KnownDataSet Pubmed { get; } = Add(new("planetoid-pubmed", DataForm.Graph,
        "Pubmed citation network, public split, without features")
    {
        Aliases = ["pubmed"],
        Publisher = "https://github.com/kimiyoung/planetoid",
        Expected = new() { ["nodes"] = 19717, ["edges"] = 44324, ["classes"] = 3, ["splits"] = 1 },
        Load = GraphReader.Loader(),
    });
}
