namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Pages on chameleons by traffic. Known defect: duplicated nodes leak between training and test; prefer the filtered set.</summary>
    /// <remarks>Rozemberczki et al. 2021 (arXiv:1909.13021); the splits are those of Pei et al. 2020 (arXiv:2002.05287).</remarks>
    public static KnownDataSet Chameleon { get; } = Add(new("hetero-chameleon", DataForm.Graph, "Chameleon Wikipedia pages, ten splits")
    {
        Aliases = ["chameleon"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 2277, ["edges"] = 31371, ["features"] = 2325, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 2325),
    });
}
