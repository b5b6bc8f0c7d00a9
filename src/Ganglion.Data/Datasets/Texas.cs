namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Pages of one university by kind of author.</summary>
    /// <remarks>Pei et al. 2020 (arXiv:2002.05287).</remarks>
    public static KnownDataSet Texas { get; } = Add(new("hetero-texas", DataForm.Graph, "Texas web pages, ten splits")
    {
        Aliases = ["texas"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 183, ["edges"] = 279, ["features"] = 1703, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 1703),
    });
}
