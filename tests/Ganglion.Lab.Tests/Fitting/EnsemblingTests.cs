namespace Ganglion.Lab.Tests;

public sealed class EnsemblingTests
{
    private static readonly TableTask s_task = Stub.Task();

    private static double Accuracy(Tensor answers) => s_task.Score(answers, Part.Validation)["accuracy"];

    /// <summary>Answers that are right on some rows: the true class gets the larger logit there, by a margin of its own.</summary>
    private static Tensor Answers(int seed, double rightShare)
    {
        var labels = ((TableClassification)s_task).ValidationLabels;
        var rng = new Rng((ulong)seed);
        var logits = new float[labels.Length * 2];
        for (int i = 0; i < labels.Length; i++)
        {
            bool right = rng.Split("right").Uniform(i) < rightShare;
            logits[i * 2 + (right ? labels[i] : 1 - labels[i])] = (float)(0.2 + 2 * rng.Split("margin").Uniform(i));
        }
        return Tensor.From(logits, labels.Length, 2);
    }

    [Fact]
    public void An_ensemble_is_never_worse_on_the_validation_part_than_its_best_member()
    {
        int better = 0;
        for (int seed = 0; seed < 12; seed++)
        {
            Tensor[] pool = [.. Enumerable.Range(0, 5).Select(i => Answers(seed * 10 + i, 0.6 + 0.05 * i))];
            var (weights, value) = Ensembling.Select(s_task, pool);
            double best = pool.Max(Accuracy);
            Assert.Equal(1, weights.Sum(), 12);
            Assert.True(value >= best, $"{value} < {best}");
            Assert.Equal(value, Accuracy(s_task.Info.Blend([.. weights.Select((w, i) => (w, pool[i])).Where(p => p.w > 0)])), 12);
            if (value > best) better++;
        }
        Assert.True(better > 6, $"independent errors cancel, and only {better} of 12 ensembles gained");
    }

    [Fact]
    public void A_network_that_is_right_everywhere_needs_no_other()
    {
        var (weights, value) = Ensembling.Select(s_task, [Answers(1, 0.7), Answers(2, 1.01), Answers(3, 0.7)]);
        Assert.Equal([0, 1, 0], weights);
        Assert.Equal(1, value);
    }

    [Fact]
    public void Search_costs_what_its_rungs_cost()
    {
        Assert.Equal(7 / 9.0 + 3 / 3.0 + 1, OptionSearch.Cost(7), 12);
        Assert.Equal([12, 4, 2], new[] { 12, OptionSearch.Survivors(12), OptionSearch.Survivors(OptionSearch.Survivors(12)) });
    }

    [Fact]
    public void Candidates_lie_in_their_ranges_and_repeat_with_the_seed()
    {
        var method = Stub.Recipes.Method("stub-linear");
        var drawn = OptionSearch.Candidates(method, method.NewOptions(), 40, 3).Cast<StubLinear.Options>().ToList();
        Assert.Equal(new StubLinear.Options(), drawn[0]);
        Assert.All(drawn, o => Assert.InRange(o.LearningRate, 0.001, 0.5));
        Assert.True(drawn.Count(o => o.LearningRate < 0.0224) is > 10 and < 30, "half of a logarithmic range lies below its geometric mean");
        Assert.Equal(drawn, OptionSearch.Candidates(method, method.NewOptions(), 40, 3));
        Assert.NotEqual(drawn, OptionSearch.Candidates(method, method.NewOptions(), 40, 4));
        Assert.All(drawn, o => Assert.Equal(12, o.Epochs));
    }
}
