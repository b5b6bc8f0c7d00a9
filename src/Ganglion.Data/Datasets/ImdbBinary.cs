namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Actors who played together, around one actor: action or romance; no tags.</summary>
    /// <remarks>Yanardag and Vishwanathan 2015; the ten folds are those of Zhang et al. 2018 (DGCNN).</remarks>
    public static KnownDataSet ImdbBinary { get; } = Add(new("tu-imdbbinary", DataForm.GraphCollection, "IMDB-BINARY ego networks, ten folds")
    {
        Aliases = ["imdbbinary"],
        Publisher = "https://chrsmrrs.github.io/datasets",
        Expected = new() { ["graphs"] = 1000, ["mean nodes"] = 19.77, ["mean edges"] = 96.53, ["tags"] = 1, ["classes"] = 2, ["folds"] = 10 },
        Load = (folder, _) => GraphCollectionReader.Read(folder, folder.Require("IMDBBINARY.txt")),
    });
}
