namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Actors who played together, around one actor: comedy, romance or science fiction; no tags.</summary>
    /// <remarks>Yanardag and Vishwanathan 2015; the ten folds are those of Zhang et al. 2018 (DGCNN).</remarks>
    public static KnownDataSet ImdbMulti { get; } = Add(new("tu-imdbmulti", DataForm.GraphCollection, "IMDB-MULTI ego networks, ten folds")
    {
        Aliases = ["imdbmulti"],
        Publisher = "https://chrsmrrs.github.io/datasets",
        Expected = new() { ["graphs"] = 1500, ["mean nodes"] = 13.0, ["mean edges"] = 65.94, ["tags"] = 1, ["classes"] = 3, ["folds"] = 10 },
        Load = (folder, _) => GraphCollectionReader.Read(folder, folder.Require("IMDBMULTI.txt")),
    });
}
