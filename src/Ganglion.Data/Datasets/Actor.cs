namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Actors named on one Wikipedia page; few neighbours share a class.</summary>
    /// <remarks>Pei et al. 2020 (arXiv:2002.05287).</remarks>
    public static KnownDataSet Actor { get; } = Add(new("hetero-actor", DataForm.Graph, "Actor co-occurrence graph, ten splits")
    {
        Aliases = ["actor"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 7600, ["edges"] = 26659, ["features"] = 932, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 932),
    });
}
