namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>A made-up grid in which a fifth of the cells hide a mine; judged by ROC AUC.</summary>
    /// <remarks>Platonov et al. 2023 (arXiv:2302.11640).</remarks>
    public static KnownDataSet Minesweeper { get; } = Add(new("hetero-minesweeper", DataForm.Graph, "Minesweeper grid, ten splits")
    {
        Aliases = ["minesweeper"],
        Metric = "roc-auc",
        Publisher = "https://github.com/yandex-research/heterophilous-graphs",
        Expected = new() { ["nodes"] = 10000, ["edges"] = 39402, ["features"] = 7, ["classes"] = 2, ["splits"] = 10 },
        Load = GraphReader.Loader(features: 7),
    });
}
