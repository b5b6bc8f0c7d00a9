namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// What people bought or visited, in time order; each user and item occurs five times or more. By custom the last item is for testing and the one
    /// before it for validation.
    /// </summary>
    /// <remarks>Zhou et al. 2020 (S3-Rec, arXiv:2008.07873); data of McAuley et al. 2015 and of Yelp.</remarks>
    public static KnownDataSet SeqRec { get; } = Add(new("seqrec-s3rec", DataForm.Interactions, "Amazon Beauty, Sports, Toys and Yelp, in time order")
    {
        Aliases = ["seqrec"],
        Publisher = "https://github.com/salesforce/ICLRec",
        MemberList =
        [
            SequenceMember("Beauty", 22363, 12101, 198502), SequenceMember("Sports_and_Outdoors", 35598, 18357, 296337),
            SequenceMember("Toys_and_Games", 19412, 11924, 167597), SequenceMember("Yelp", 30431, 20033, 316354),
        ],
    });

    private static DataMember SequenceMember(string name, int users, int items, int events) =>
        new(name, (folder, _) => InteractionsReader.Adjacency(folder, folder.Require($"{name}.txt"), first: 1, ordered: true))
        {
            Statistics = new() { ["users"] = users, ["items"] = items, ["events"] = events },
        };
}
