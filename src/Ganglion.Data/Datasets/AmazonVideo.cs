namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Games that people reviewed, each user's in time order. By custom the last item is for testing and the one before it for validation.
    /// </summary>
    /// <remarks>McAuley et al. 2015; form of Kang and McAuley 2018 (arXiv:1808.09781).</remarks>
    public static KnownDataSet AmazonVideo { get; } = Add(new("amazon-video-sasrec", DataForm.Interactions, "Amazon video games, in time order")
    {
        Aliases = ["amazon-video"],
        Publisher = "https://github.com/kang205/SASRec",
        Expected = new() { ["users"] = 31013, ["items"] = 23715, ["events"] = 287107 },
        Load = (folder, _) => InteractionsReader.InOrder(InteractionsReader.Delimited(folder, folder.Require("Video.txt"))),
    });
}
