namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Films that people rated 3 or more: 70 / 10 / 20 at random. Not to be redistributed.</summary>
    /// <remarks>Harper and Konstan 2015; split of Lee et al. 2024 (RecSys, LightGCN++).</remarks>
    public static KnownDataSet Ml1mLightGcnPp { get; } = Add(new("ml-1m-lightgcnpp", DataForm.Interactions,
        "MovieLens 1M, ratings of 3 and above, LightGCN++ split")
    {
        Publisher = "https://grouplens.org/datasets/movielens/1m/",
        Expected = new() { ["users"] = 6039, ["items"] = 3628, ["events"] = 590733, ["validation events"] = 80897, ["test events"] = 164848 },
        Load = (folder, _) => InteractionsReader.Adjacency(folder, folder.Require("train.txt"), folder.Require("test.txt"),
            folder.Require("valid.txt")),
    });
}
