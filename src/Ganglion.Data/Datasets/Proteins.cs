namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Proteins by whether they are enzymes; parts of the structure as nodes.</summary>
    /// <remarks>Borgwardt et al. 2005; the ten folds are those of Zhang et al. 2018 (DGCNN).</remarks>
    public static KnownDataSet Proteins { get; } = Add(new("tu-proteins", DataForm.GraphCollection, "PROTEINS structures, ten folds")
    {
        Aliases = ["proteins"],
        Publisher = "https://chrsmrrs.github.io/datasets",
        Expected = new() { ["graphs"] = 1113, ["mean nodes"] = 39.06, ["mean edges"] = 72.82, ["tags"] = 3, ["classes"] = 2, ["folds"] = 10 },
        Load = (folder, _) => GraphCollectionReader.Read(folder, folder.Require("PROTEINS.txt")),
    });
}
