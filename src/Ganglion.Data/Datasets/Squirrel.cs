namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Pages on squirrels by traffic. Known defect: duplicated nodes leak between training and test; prefer the filtered set.</summary>
    /// <remarks>Rozemberczki et al. 2021 (arXiv:1909.13021); the splits are those of Pei et al. 2020 (arXiv:2002.05287).</remarks>
    public static KnownDataSet Squirrel { get; } = Add(new("hetero-squirrel", DataForm.Graph, "Squirrel Wikipedia pages, ten splits")
    {
        Aliases = ["squirrel"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 5201, ["edges"] = 198353, ["features"] = 2089, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 2089),
    });
}
