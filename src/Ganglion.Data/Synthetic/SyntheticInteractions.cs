namespace Ganglion.Data;

/// <summary>Interaction logs made up from a seed: the same seed gives the same bits everywhere.</summary>
public static class SyntheticInteractions
{
    /// <summary>
    /// Users and items belong to clusters, one after the other. Users differ in how much they do and items in how well known they are, both by Zipf's
    /// law; a
    /// user takes from the own cluster with a given probability, else from anywhere, and never the same item twice. Ratings are higher within the
    /// cluster.
    /// Times run over one year; tastes stay as they are.
    /// </summary>
    /// <param name="users">Number of users.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="events">Number of events, at most half of all pairs.</param>
    /// <param name="clusters">Number of clusters.</param>
    /// <param name="loyalty">Probability of an item of the own cluster.</param>
    /// <param name="skew">Exponent of Zipf's law: 0 = all items are equally known.</param>
    /// <param name="seed">What the log depends on.</param>
    /// <exception cref="ArgumentOutOfRangeException">More events than half of all pairs.</exception>
    public static Interactions Clusters(int users, int items, int events, int clusters = 8, double loyalty = 0.7, double skew = 0.8, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, users * items / 2);
        const long Start = 1_704_067_200, Year = 366L * 86_400; // 2024, from its first second on
        var random = new SplitMix(seed);
        var (activity, fame) = (Zipf(users, skew, random.Split(1)), Zipf(items, skew, random.Split(2)));
        var (draws, seen) = (random.Split(3), new HashSet<(int, int)>());
        var log = new List<(long Time, int User, int Item, float Rating)>();
        while (log.Count < events)
        {
            var user = Draw(activity, draws.Uniform());
            var item = Draw(fame, draws.Uniform());
            var own = item % clusters == user % clusters;
            if (draws.Uniform() < loyalty && !own) continue;
            if (!seen.Add((user, item))) continue;
            var rating = (float)Math.Clamp(Math.Round((own ? 4.2 : 2.8) + draws.Normal()), 1, 5);
            log.Add((Start + (long)(draws.Uniform() * Year), user, item, rating));
        }

        log.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.User != b.User ? a.User.CompareTo(b.User) : a.Item.CompareTo(b.Item));
        return new([.. log.Select(e => e.User)], [.. log.Select(e => e.Item)], users, items)
        {
            Ratings = [.. log.Select(e => e.Rating)],
            Times = [.. log.Select(e => e.Time)],
        };
    }

    /// <summary>Cumulative shares of 1 / rank^skew, ranks given out at random.</summary>
    private static double[] Zipf(int count, double skew, SplitMix random)
    {
        int[] rank = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (rank[i], rank[j]) = (rank[j], rank[i]);
        }

        var cumulative = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) cumulative[i] = sum += Math.Pow(rank[i] + 1, -skew);
        return cumulative;
    }

    private static int Draw(double[] cumulative, double uniform)
    {
        var at = Array.BinarySearch(cumulative, uniform * cumulative[^1]);
        return Math.Min(at < 0 ? ~at : at + 1, cumulative.Length - 1);
    }
}
