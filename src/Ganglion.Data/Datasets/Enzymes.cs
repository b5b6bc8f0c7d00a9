namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Enzymes by the kind of reaction they further.</summary>
    /// <remarks>Borgwardt et al. 2005; the ten folds are those of Zhang et al. 2018 (DGCNN).</remarks>
    public static KnownDataSet Enzymes { get; } = Add(new("tu-enzymes", DataForm.GraphCollection, "ENZYMES structures, ten folds")
    {
        Aliases = ["enzymes"],
        Publisher = "https://chrsmrrs.github.io/datasets",
        Expected = new() { ["graphs"] = 600, ["mean nodes"] = 32.63, ["mean edges"] = 62.14, ["tags"] = 3, ["classes"] = 6, ["folds"] = 10 },
        Load = (folder, _) => GraphCollectionReader.Read(folder, folder.Require("ENZYMES.txt")),
    });
}
