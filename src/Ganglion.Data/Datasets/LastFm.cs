namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Artists that people listened to, and how often; a train and a test part. The network of trust beside it is not read.</summary>
    /// <remarks>Cantador et al. 2011 (HetRec); split shipped with LightGCN-PyTorch.</remarks>
    public static KnownDataSet LastFm { get; } = Add(new("lastfm-lightgcn", DataForm.Interactions, "Last.fm listening, LightGCN form")
    {
        Aliases = ["lastfm"],
        Publisher = "https://grouplens.org/datasets/hetrec-2011/",
        Expected = new() { ["users"] = 1892, ["items"] = 4489, ["events"] = 42135, ["test events"] = 10533 },
        Load = (folder, _) => InteractionsReader.Delimited(folder, folder.Require("data1.txt"), folder.Require("test1.txt"), first: 1),
    });
}
