namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Books that people rated, with the split of KGAT; not the Amazon-Book of LightGCN.</summary>
    /// <remarks>Wang et al. 2019 (arXiv:1905.07854), used by KGIN (arXiv:2102.07057).</remarks>
    public static KnownDataSet AmazonBookKgat { get; } = Add(new("amazon-book-kgat", DataForm.Interactions, "Amazon-Book, KGAT split")
    {
        Publisher = "https://github.com/huangtinglin/Knowledge_Graph_based_Intent_Network",
        Expected = new() { ["users"] = 70679, ["items"] = 24915, ["events"] = 652514, ["test events"] = 193920 },
        Load = (folder, _) => InteractionsReader.Adjacency(folder, folder.Require("train.txt"), folder.Require("test.txt")),
    });
}
