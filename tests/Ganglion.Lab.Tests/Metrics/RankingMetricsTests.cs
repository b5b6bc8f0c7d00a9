namespace Ganglion.Lab.Tests;

public sealed class RankingMetricsTests
{
    private static int[] BySorting(float[] scores, int[] masked, int k) =>
        [.. Enumerable.Range(0, scores.Length).Except(masked)
            .OrderBy(i => float.IsNaN(scores[i])).ThenByDescending(i => scores[i]).ThenBy(i => i).Take(k)];

    [Theory]
    [InlineData(1, 1, 1), InlineData(2, 5, 9), InlineData(3, 40, 7), InlineData(4, 1000, 20), InlineData(5, 333, 333), InlineData(6, 5000, 100)]
    public void Top_k_agrees_with_sorting_with_ties_masks_and_nan(int seed, int items, int k)
    {
        var random = new Random(seed);
        foreach (var levels in (int[])[2, 10, 100_000])
            foreach (var missing in (double[])[0, 0.1, 0.98])
            {
                var scores = new float[items];
                for (var i = 0; i < items; i++) scores[i] = random.NextDouble() < missing ? float.NaN : random.Next(levels) - levels / 2f;
                if (items > 3) (scores[1], scores[3]) = (float.NegativeInfinity, float.PositiveInfinity);
                var masked = Enumerable.Range(0, items).Where(_ => random.Next(4) == 0).Reverse().ToArray();
                Assert.Equal(BySorting(scores, masked, k), TopK.Select(scores, masked, k));
                Assert.Equal(BySorting(scores, [], k), TopK.Select(scores, [], k));
            }
    }

    [Theory, InlineData(1, 1), InlineData(2, 3), InlineData(3, 10), InlineData(4, 50)]
    public void Top_n_measures_follow_their_definitions(int seed, int k)
    {
        var random = new Random(seed);
        for (var trial = 0; trial < 50; trial++)
        {
            var ranked = Enumerable.Range(0, 30).OrderBy(_ => random.Next()).Take(25).ToArray();
            var relevant = Enumerable.Range(0, 30).OrderBy(_ => random.Next()).Take(random.Next(1, 9)).ToArray();
            var hit = ranked.Take(k).Select(i => relevant.Contains(i) ? 1.0 : 0).ToArray();
            var gain = hit.Select((h, i) => h / Math.Log2(i + 2)).Sum();
            var ideal = Enumerable.Range(0, Math.Min(k, relevant.Length)).Sum(i => 1 / Math.Log2(i + 2));
            var first = Array.IndexOf(hit, 1.0);
            var ap = hit.Select((h, i) => h * hit.Take(i + 1).Sum() / (i + 1)).Sum() / Math.Min(k, relevant.Length);
            Assert.Equal(hit.Sum() / relevant.Length, Metrics.Recall(ranked, relevant, k), 12);
            Assert.Equal(hit.Sum() / k, Metrics.Precision(ranked, relevant, k), 12);
            Assert.Equal(gain / ideal, Metrics.Ndcg(ranked, relevant, k), 12);
            Assert.Equal(first >= 0 ? 1.0 : 0, Metrics.HitRate(ranked, relevant, k));
            Assert.Equal(first >= 0 ? 1.0 / (first + 1) : 0, Metrics.ReciprocalRank(ranked, relevant, k), 12);
            Assert.Equal(ap, Metrics.AveragePrecision(ranked, relevant, k), 12);
        }
    }

    [Fact]
    public void The_best_possible_list_scores_one_even_when_the_cutoff_is_below_the_test_items()
    {
        Assert.Equal(1, Metrics.Ndcg([4, 2], [1, 2, 4, 8], 2), 12);
        Assert.Equal(1, Metrics.AveragePrecision([4, 2], [1, 2, 4, 8], 2), 12);
        Assert.Equal(0.5, Metrics.Recall([4, 2], [1, 2, 4, 8], 2), 12);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Full_ranking_averages_over_the_users_with_test_items(int threads)
    {
        const int Users = 70, Items = 90_000; // Items enough for several blocks.
        var random = new Random(3);
        int[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(500)).Distinct()];
        var seen = Enumerable.Range(0, Users).Select(_ => Draw(40)).ToArray();
        var test = Enumerable.Range(0, Users).Select(u => u % 5 == 0 ? [] : Draw(6).Except(seen[u]).ToArray()).ToArray();
        static float Score(int user, int item) => item < 500 ? (uint)(user * 7919 + item * 104729) % 997 : -1;
        var asked = 0;
        var results = FullRanking.Evaluate((users, scores) =>
        {
            asked++;
            for (var u = 0; u < users.Length; u++)
                for (var i = 0; i < Items; i++) scores[u * Items + i] = Score(users[u], i);
        }, Items, seen, test, [5, 20], threads);

        Assert.True(asked > 1);
        var active = Enumerable.Range(0, Users).Where(u => test[u].Length > 0).ToArray();
        foreach (var result in results)
        {
            var top = active.Select(u => BySorting([.. Enumerable.Range(0, 500).Select(i => Score(u, i))], seen[u], result.K)).ToArray();
            Assert.Equal(active.Length, result.Users);
            Assert.Equal(active.Select((u, i) => Metrics.Recall(top[i], test[u], result.K)).Average(), result.Recall, 12);
            Assert.Equal(active.Select((u, i) => Metrics.Ndcg(top[i], test[u], result.K)).Average(), result.Ndcg, 12);
            Assert.Equal(active.Select((u, i) => Metrics.AveragePrecision(top[i], test[u], result.K)).Average(), result.Map, 12);
            Assert.True(result.Recall > 0 && result.HitRate > result.Recall);
        }
    }

    [Fact]
    public void Ranks_share_ties_and_leave_other_answers_out()
    {
        float[] scores = [3, 1, 2, 2, 9, 2];
        Assert.Equal(4, Metrics.Rank(scores, 2, []));
        Assert.Equal(2.5, Metrics.Rank(scores, 2, [4, 2, 5]));
        Assert.Equal(1, Metrics.Rank(scores, 4, []));
        Assert.Equal(50.5, Metrics.Rank(new float[100], 17, []));
        Assert.Equal((1 + 0.5 + 0.25) / 3, Metrics.MeanReciprocalRank([1, 2, 4]), 12);
        Assert.Equal(2 / 3.0, Metrics.HitsAt([1, 2, 4], 3), 12);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Contains("item 7", Assert.Throws<ArgumentException>(() => TopK.Select([1, 2], [7], 1)).Message);
        Assert.Contains("leave users", Assert.Throws<ArgumentException>(() => Metrics.Recall([1], [], 1)).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => FullRanking.Evaluate((_, _) => { }, 5, [[]], [[1, 1]], [1])).Message);
        Assert.Contains("No user", Assert.Throws<ArgumentException>(() => FullRanking.Evaluate((_, _) => { }, 5, [[]], [[]], [1])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.Ndcg([1], [1], 0));
        Assert.Contains("count from 1", Assert.Throws<ArgumentException>(() => Metrics.MeanReciprocalRank([0.0])).Message);
    }
}
