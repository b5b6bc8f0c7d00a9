namespace Ganglion.Lab;

/// <summary>Fills <paramref name="scores"/> with the score of every item for each of the <paramref name="users"/>.</summary>
/// <param name="users">User ids of this block, ascending.</param>
/// <param name="scores">Row-major <c>[users, items]</c>, to be overwritten entirely.</param>
public delegate void ScoreUsers(ReadOnlySpan<int> users, Span<float> scores);

/// <summary>The top-n measures at one cutoff, averaged over the users with test items.</summary>
/// <param name="K">The cutoff.</param>
/// <param name="Users">Number of users averaged over.</param>
/// <param name="Recall">Mean of <see cref="Metrics.Recall"/>.</param>
/// <param name="Precision">Mean of <see cref="Metrics.Precision"/>.</param>
/// <param name="Ndcg">Mean of <see cref="Metrics.Ndcg"/>.</param>
/// <param name="HitRate">Mean of <see cref="Metrics.HitRate"/>.</param>
/// <param name="Mrr">Mean of <see cref="Metrics.ReciprocalRank"/>.</param>
/// <param name="Map">Mean of the average precision at the cutoff.</param>
public sealed record TopNScores(int K, int Users, double Recall, double Precision, double Ndcg, double HitRate, double Mrr, double Map);

/// <summary>Evaluates top-n recommendation against all items, without sampled negatives.</summary>
public static class FullRanking
{
    private const int BlockFloats = 1 << 22; // 16 MiB of scores at a time.

    /// <summary>The measures at each cutoff over the users that have test items.</summary>
    /// <param name="score">Scores a block of users against every item.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="seen">For each user the items to leave out (usually the training items); the list's index is the user id.</param>
    /// <param name="relevant">For each user the distinct test items, possibly none.</param>
    /// <param name="cutoffs">The values of k.</param>
    /// <param name="threads">Threads that pick the best items; the result does not depend on it.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="ArgumentException">Lists of different lengths, an item out of range or twice in a list, or no test item at all.</exception>
    public static TopNScores[] Evaluate(ScoreUsers score, int items, IReadOnlyList<int[]> seen, IReadOnlyList<int[]> relevant,
        ReadOnlySpan<int> cutoffs, int threads = 1, CancellationToken cancellation = default)
    {
        Require.NotEmpty(cutoffs.Length, nameof(cutoffs));
        foreach (var k in cutoffs) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k, nameof(cutoffs));
        var (users, top) = Rank(score, items, seen, relevant, cutoffs.ToArray().Max(), threads, cancellation);
        var results = new TopNScores[cutoffs.Length];
        for (var c = 0; c < results.Length; c++)
        {
            var k = cutoffs[c];
            results[c] = new(k, users.Length, Mean(Metrics.Recall), Mean(Metrics.Precision), Mean(Metrics.Ndcg), Mean(Metrics.HitRate),
                Mean(Metrics.ReciprocalRank), Mean(Metrics.AveragePrecision));

            double Mean(Func<ReadOnlySpan<int>, ReadOnlySpan<int>, int, double> measure)
            {
                var sum = 0.0;
                for (var u = 0; u < users.Length; u++) sum += measure(top[u], relevant[users[u]], k);
                return sum / users.Length;
            }
        }
        return results;
    }

    /// <summary>The users with test items, ascending, and the best <paramref name="k"/> unseen items of each.</summary>
    private static (int[] Users, int[][] Top) Rank(ScoreUsers score, int items, IReadOnlyList<int[]> seen, IReadOnlyList<int[]> relevant, int k,
        int threads, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        Require.SameLength(seen.Count, relevant.Count, nameof(seen), nameof(relevant));
        var users = Enumerable.Range(0, relevant.Count).Where(u => relevant[u].Length > 0).ToArray();
        if (users.Length == 0) throw new ArgumentException("No user has a test item; there is nothing to measure.", nameof(relevant));
        foreach (var user in users) CheckItems(relevant[user], items, user);
        var top = new int[users.Length][];
        var rows = (int)Math.Clamp(BlockFloats / (long)items, 1, users.Length);
        var scores = new float[rows * items];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        for (var start = 0; start < users.Length; start += rows)
        {
            var count = Math.Min(rows, users.Length - start);
            score(users.AsSpan(start, count), scores.AsSpan(0, count * items));
            Parallel.For(start, start + count, parallel,
                i => top[i] = TopK.Select(scores.AsSpan((i - start) * items, items), seen[users[i]], k));
        }
        return (users, top);
    }

    private static void CheckItems(int[] relevant, int items, int user)
    {
        var sorted = relevant.AsSpan().ToArray();
        Array.Sort(sorted);
        if (sorted[0] < 0 || sorted[^1] >= items)
            throw new ArgumentException(
                $"User {user} has test items from {sorted[0]} to {sorted[^1]}, but there are {items} items.", nameof(relevant));
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] == sorted[i - 1]) throw new ArgumentException($"User {user} has test item {sorted[i]} twice.", nameof(relevant));
    }
}
