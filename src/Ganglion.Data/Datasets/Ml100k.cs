using System.Text;

namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Films that people rated from 1 to 5, with times. The whole log as <c>ml-100k</c>; with a published test part as <c>ml-100k/u1</c> to <c>u5</c>
    /// (fifths) and <c>ml-100k/ua</c>, <c>ub</c> (ten ratings a user). Not to be redistributed.
    /// </summary>
    /// <remarks>Harper and Konstan 2015 (ACM TiiS 5).</remarks>
    public static KnownDataSet Ml100k { get; } = Add(new("ml-100k", DataForm.Interactions, "MovieLens 100K")
    {
        Publisher = "https://grouplens.org/datasets/movielens/100k/",
        Licence = "GroupLens terms: research use, no redistribution, no commercial use without permission",
        Expected = new() { ["users"] = 943, ["items"] = 1682, ["events"] = 100000 },
        Load = (folder, _) => WithTitles(folder, InteractionsReader.Delimited(folder, folder.Require("u.data"))),
        MemberList = [.. ((string[])["u1", "u2", "u3", "u4", "u5", "ua", "ub"]).Select(Part)],
    });

    private static DataMember Part(string name) => new(name, (folder, _) =>
    {
        // The base part is what remains of u.data, so both are read as one log and told apart by the test file's pairs.
        var all = InteractionsReader.Delimited(folder, folder.Require("u.data"), folder.Require($"{name}.test"));
        var held = all.Test!.Users.Zip(all.Test.Items).ToHashSet();
        int[] rest = [.. Enumerable.Range(0, all.Count).Where(i => !held.Contains((all.Users[i], all.Items[i])))];
        return WithTitles(folder, all.Select(rest), all.Test);
    })
    {
        Statistics = new()
        {
            ["users"] = 943,
            ["items"] = 1682,
            ["events"] = name[1] is 'a' or 'b' ? 90570 : 80000,
            ["test events"] = name[1] is 'a' or 'b' ? 9430 : 20000
        },
    };

    private static Interactions WithTitles(DataFolder folder, Interactions log, Interactions? test = null)
    {
        if (folder.Find("u.item") is not { } file) return log;
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        using var lines = folder.Lines(file, Encoding.Latin1);
        while (lines.Next())
            if (lines.Text.Split('|', 3) is [var id, var title, _]) titles[id] = title;
        return new(log.Users, log.Items, log.UserCount, log.ItemCount)
        {
            Ratings = log.Ratings,
            Times = log.Times,
            UserNames = log.UserNames,
            Test = test,
            ItemNames = [.. log.ItemNames.Select(id => titles.GetValueOrDefault(id, id))],
        };
    }
}
