using System.Globalization;
using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class KeptNetwork
{
    /// <summary>The best items for a user.</summary>
    /// <param name="user">The user's name in the data, or number where users have no names.</param>
    /// <param name="count">How many items.</param>
    /// <param name="exclude">Items not to recommend, by name or number: as a rule those that the user has taken. The network keeps no log.</param>
    /// <param name="unknown">What to answer for a user who was not there in training.</param>
    /// <exception cref="DataException">The user or an item is not known.</exception>
    public IReadOnlyList<ScoredItem> Recommend(string user, int count = 10, IEnumerable<string>? exclude = null,
        UnknownUsers unknown = UnknownUsers.Refuse)
    {
        var info = Need<TopNInfo>("a user");
        int[] masked = [.. (exclude ?? []).Select(item => Find(item, _items.Value, info.Items)
            ?? throw new DataException($"the item '{item}'", "an item of the training data",
                Near(item, info.ItemNames, info.Items))).Distinct().Order()];
        if (Find(user, _users.Value, info.Users) is { } known) return Recommend(known, count, masked);
        return unknown == UnknownUsers.MostPopular ? Best([.. info.Popularity.Select(p => (float)p)], count, masked)
            : throw Unknown(user, info);
    }

    /// <summary>The best items for a user by number.</summary>
    /// <param name="user">0 to the number of users - 1.</param>
    /// <param name="count">How many items.</param>
    /// <param name="exclude">Items not to recommend, by number, ascending.</param>
    public IReadOnlyList<ScoredItem> Recommend(int user, int count, ReadOnlySpan<int> exclude)
    {
        var info = Need<TopNInfo>("a user");
        if ((uint)user >= (uint)info.Users) throw new DataException($"user {user}", $"0 to {info.Users - 1}",
            "New users need a network that was fitted with them, or the most popular items.");
        return Best(Answer<IntTensor>(new[] { user }).ToArray(), count, exclude);
    }

    /// <summary>The ten best items for each user of a log, without those that the log has for the user.</summary>
    /// <exception cref="DataException">A user is not known.</exception>
    public Recommendations Predict(Interactions log)
    {
        var info = Need<TopNInfo>("interactions");
        var (pointers, items) = log.ByUser();
        int?[] ids = [.. Enumerable.Range(0, log.ItemCount).Select(i => Find(Name(i, log.ItemNames), _items.Value, info.Items))];
        string[] names = [.. Enumerable.Range(0, log.UserCount).Select(u => Name(u, log.UserNames))];
        int[] users = [.. names.Select(user => Find(user, _users.Value, info.Users) ?? throw Unknown(user, info))];
        var best = new List<IReadOnlyList<ScoredItem>>();
        foreach (int[] block in Enumerable.Range(0, users.Length).Chunk(256))
        {
            float[] scores = Answer<IntTensor>(Array.ConvertAll(block, u => users[u])).ToArray();
            for (int i = 0; i < block.Length; i++)
                best.Add(Best(scores.AsSpan(i * info.Items, info.Items), 10,
                    [.. items[pointers[block[i]]..pointers[block[i] + 1]].Select(item => ids[item]).OfType<int>()]));
        }
        return new(names, best);
    }

    private IReadOnlyList<ScoredItem> Best(ReadOnlySpan<float> scores, int count, ReadOnlySpan<int> exclude)
    {
        var names = ((TopNInfo)Info).ItemNames;
        int[] best = TopK.Select(scores, exclude, count);
        var result = new ScoredItem[best.Length];
        for (int i = 0; i < best.Length; i++) result[i] = new(Name(best[i], names), best[i], scores[best[i]]);
        return result;
    }

    private static int? Find(string name, Dictionary<string, int> names, int count) => names.Count > 0
        ? names.TryGetValue(name, out int known) ? known : null
        : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < count ? id : null;

    private static Dictionary<string, int> Index(IReadOnlyList<string> names)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++) index.TryAdd(names[i], i);
        return index;
    }

    private DataException Unknown(string user, TopNInfo info) => new($"the user '{user}'", "a user of the training data",
        $"{Near(user, info.UserNames, info.Users)} For new users ask for the most popular items (UnknownUsers.MostPopular).");

    private static string Name(int id, IReadOnlyList<string> names) => names.Count == 0 ? Text(id) : names[id];

    private static string Near(string name, IReadOnlyList<string> names, int count) => names.Count == 0 ? $"They are numbered 0 to {count - 1}."
        : NearestNames.Sentence(name, [.. names]);
}
