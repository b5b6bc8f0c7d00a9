namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Citations among computer science papers in six fields; 15 of the nodes have neither label nor features.</summary>
    /// <remarks>Sen et al. 2008; the public split is that of Yang, Cohen and Salakhutdinov 2016 (arXiv:1603.08861).</remarks>
    public static KnownDataSet Citeseer { get; } = Add(new("planetoid-citeseer", DataForm.Graph, "Citeseer citation network, public split")
    {
        Aliases = ["citeseer"],
        Publisher = "https://github.com/kimiyoung/planetoid",
        Expected = new()
        {
            ["nodes"] = 3327,
            ["edges"] = 4552,
            ["features"] = 3703,
            ["feature entries"] = 105165,
            ["classes"] = 6,
            ["unlabelled"] = 15,
            ["splits"] = 1
        },
        Load = GraphReader.Loader(features: 3703),
    });
}
