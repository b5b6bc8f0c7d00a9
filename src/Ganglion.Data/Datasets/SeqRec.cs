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
        Downloads =
        [
            new($"{SeqRecFiles}/Beauty.txt", "Beauty.txt", "226cce9c3105299ca0db9615d7d3fb32b3175e90da43100ae352599f0f0107b8"),
            new($"{SeqRecFiles}/Sports_and_Outdoors.txt", "Sports_and_Outdoors.txt",
                "2a095e0648872beb9982408958290f5d655db5be2911c3756b5446de9f0b8de2"),
            new($"{SeqRecFiles}/Toys_and_Games.txt", "Toys_and_Games.txt", "176c680c688d497598c4a89a03b402c0fe78d795e5db335c2e78dd5f2d778a3f"),
            new($"{SeqRecFiles}/Yelp.txt", "Yelp.txt", "724b219106b81dd2349027da997334ddb6da9fe2f152ad6e0d97a93170f7caed"),
        ],
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

    private const string SeqRecFiles = "https://raw.githubusercontent.com/salesforce/ICLRec/2890e6c3ff6a22c6699fc19cb863b66786c1cde4/data";
}
