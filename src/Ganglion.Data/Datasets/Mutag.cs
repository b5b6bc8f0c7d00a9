namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Molecules by whether they change genes; atoms as tags.</summary>
    /// <remarks>Debnath et al. 1991; the ten folds are those of Zhang et al. 2018 (DGCNN).</remarks>
    public static KnownDataSet Mutag { get; } = Add(new("tu-mutag", DataForm.GraphCollection, "MUTAG nitroaromatic compounds, ten folds")
    {
        Aliases = ["mutag"],
        Publisher = "https://chrsmrrs.github.io/datasets",
        Expected = new() { ["graphs"] = 188, ["mean nodes"] = 17.93, ["mean edges"] = 19.79, ["tags"] = 7, ["classes"] = 2, ["folds"] = 10 },
        Load = (folder, _) => GraphCollectionReader.Read(folder, folder.Require("MUTAG.txt")),
    });
}
