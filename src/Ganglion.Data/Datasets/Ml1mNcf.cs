using System.Text;

namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Films that people rated, ratings left aside: each user's latest film is for testing, among 99 drawn beforehand. Not to be redistributed.
    /// </summary>
    /// <remarks>Harper and Konstan 2015; protocol of He et al. 2017 (NCF, arXiv:1708.05031).</remarks>
    public static KnownDataSet Ml1mNcf { get; } = Add(new("ml-1m-ncf", DataForm.Interactions, "MovieLens 1M, leave one out with 99 negatives")
    {
        Publisher = "https://grouplens.org/datasets/movielens/1m/",
        Licence = "GroupLens terms: research use, no redistribution, no commercial use without permission",
        Expected = new() { ["users"] = 6040, ["items"] = 3706, ["events"] = 994169, ["test events"] = 6040 },
        Load = (folder, _) =>
        {
            var train = InteractionsReader.Adjacency(folder, folder.Require("train.txt"));
            var (test, negatives) = (HeldOut(folder), Negatives(folder));
            var items = Math.Max(train.ItemCount, Math.Max(test.Items.Max(), negatives.Max(n => n.Max())) + 1);
            return new Interactions(train.Users, train.Items, train.UserCount, items)
            {
                Test = new(test.Users, test.Items, train.UserCount, items) { Times = test.Times },
                TestNegatives = negatives,
                ItemNames = Titles(folder, items),
            };
        },
    });

    private static (int[] Users, int[] Items, long[] Times) HeldOut(DataFolder folder)
    {
        using var lines = folder.Lines(folder.Require("test.rating"));
        var (users, items, times) = (new List<int>(), new List<int>(), new List<long>());
        while (lines.Next())
        {
            var cells = lines.Text.Split('\t');
            if (cells.Length < 4)
                throw lines.Error(cells.Length, TableReader.Count(cells.Length, "value"), "user, item, rating and time", "Fetch the file again.");
            users.Add(lines.Int(cells[0], 1, "a user number"));
            items.Add(lines.Int(cells[1], 2, "an item number"));
            times.Add(lines.Long(cells[3], 4, "seconds since 1970"));
        }

        return ([.. users], [.. items], [.. times]);
    }

    private static List<int[]> Negatives(DataFolder folder)
    {
        using var lines = folder.Lines(folder.Require("test.negative"));
        var negatives = new List<int[]>();
        while (lines.Next())
        {
            var cells = lines.Text.Split('\t');
            negatives.Add([.. cells.Skip(1).Select((cell, i) => lines.Int(cell, i + 2, "an item number"))]);
        }

        return negatives;
    }

    private static string[] Titles(DataFolder folder, int items)
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var movies = folder.Lines(folder.Require("movies.dat"), Encoding.Latin1))
            while (movies.Next())
                if (movies.Text.Split("::") is [var id, var title, ..]) titles[id] = title;
        string[] names = [.. Enumerable.Range(0, items).Select(i => $"{i}")];
        using var map = folder.Lines(folder.Require("item_map.tsv"));
        while (map.Next())
        {
            if (map.Text.Split('\t') is not [var here, var there]) continue;
            var item = map.Int(here, 1, "an item number");
            if (item >= 0 && item < items) names[item] = titles.GetValueOrDefault(there, there);
        }
        return names;
    }
}
