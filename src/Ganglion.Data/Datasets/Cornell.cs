namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Pages of one university by kind of author.</summary>
    /// <remarks>Pei et al. 2020 (arXiv:2002.05287).</remarks>
    public static KnownDataSet Cornell { get; } = Add(new("hetero-cornell", DataForm.Graph, "Cornell web pages, ten splits")
    {
        Aliases = ["cornell"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 183, ["edges"] = 277, ["features"] = 1703, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 1703),
    });
}
