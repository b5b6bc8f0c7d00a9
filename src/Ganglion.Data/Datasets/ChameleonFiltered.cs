namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Pages on chameleons by traffic, duplicated nodes removed.</summary>
    /// <remarks>Platonov et al. 2023 (arXiv:2302.11640).</remarks>
    public static KnownDataSet ChameleonFiltered { get; } = Add(new("hetero-chameleon-filtered", DataForm.Graph,
        "Chameleon Wikipedia pages without duplicates, ten splits")
    {
        Aliases = ["chameleon-filtered"],
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 890, ["edges"] = 8854, ["features"] = 2325, ["classes"] = 5, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 2325),
    });
}
