namespace Ganglion.Lab.Tests;

public sealed class ComparerTests
{
    private static Contender[] Of(params string[] names) => [.. names.Select(Contender.Parse)];

    [Fact]
    public void A_method_that_is_truly_better_wins_and_the_tests_are_those_of_its_seeds()
    {
        var comparison = new Comparer(Stub.Recipes).Compare(Stub.Task(), Of("stub-share", "stub-linear"), seeds: 4);
        Assert.Equal("stub-linear", comparison.Winner);
        Assert.Equal(["stub-linear", "stub-share"], comparison.Rows.Select(r => r.Name));
        var (linear, share) = (comparison.Rows[0], comparison.Rows[1]);
        Assert.Equal((4, 1), (linear.Results.Count, share.Results.Count));
        var pair = Assert.Single(comparison.Pairs);
        double[] ours = [.. linear.Results.Select(r => r.Test["accuracy"])], other = [.. Enumerable.Repeat(share.Test.Mean, 4)];
        Assert.Equal(Significance.PairedT(other, ours).PValue, pair.P);
        Assert.Equal(Significance.Wilcoxon(other, ours).PValue, pair.WilcoxonP);
        Assert.Contains("stub-linear is better than stub-share", comparison.Verdict, StringComparison.Ordinal);
        Assert.Equal(3, comparison.ToJson().Split("\"winner\": \"stub-linear\"").Length);
    }

    [Fact]
    public void Equal_methods_do_not_win_and_p_values_are_corrected_for_the_number_of_pairs()
    {
        var comparison = new Comparer(Stub.Recipes).Compare(Stub.Task(), Of("stub-linear", "stub-linear:epochs=13", "stub-linear:epochs=11"),
            seeds: 3);
        Assert.Null(comparison.Winner);
        Assert.Equal(3, comparison.Pairs.Count);
        Assert.Equal(Significance.Holm([.. comparison.Pairs.Select(p => p.T!.PValue)]), comparison.Pairs.Select(p => p.P));
        Assert.Contains("No contender is significantly better", comparison.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        var comparer = new Comparer(Stub.Recipes);
        Assert.Throws<ArgumentException>(() => comparer.Compare(Stub.Task(), Of("stub-linear")));
        Assert.Throws<ArgumentException>(() => comparer.Compare(Stub.Task(), Of("stub-linear", "stub-share"), seeds: 1));
        Assert.Contains("has no option 'hidden'",
            Assert.Throws<FormatException>(() => comparer.Compare(Stub.Task(), Of("stub-linear:hidden=3", "stub-share"))).Message,
            StringComparison.Ordinal);
    }
}
