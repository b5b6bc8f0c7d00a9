namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Molecules by whether they act against lung cancer cells.</summary>
    /// <remarks>Wale et al. 2008; the ten folds are those of Zhang et al. 2018 (DGCNN).</remarks>
    public static KnownDataSet Nci1 { get; } = Add(new("tu-nci1", DataForm.GraphCollection, "NCI1 compounds, ten folds")
    {
        Aliases = ["nci1"],
        Publisher = "https://chrsmrrs.github.io/datasets",
        Expected = new() { ["graphs"] = 4110, ["mean nodes"] = 29.87, ["mean edges"] = 32.3, ["tags"] = 37, ["classes"] = 2, ["folds"] = 10 },
        Load = (folder, _) => GraphCollectionReader.Read(folder, folder.Require("NCI1.txt")),
    });
}
