namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Pages on squirrels by traffic, duplicated nodes removed.</summary>
    /// <remarks>Platonov et al. 2023 (arXiv:2302.11640).</remarks>
    public static KnownDataSet SquirrelFiltered { get; } = Add(new("hetero-squirrel-filtered", DataForm.Graph,
        "Squirrel Wikipedia pages without duplicates, ten splits")
    {
        Aliases = ["squirrel-filtered"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 2223, ["edges"] = 46998, ["features"] = 2089, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 2089),
    });
}
