namespace Ganglion.Nets.Tests.Embeddings;

public sealed class SkipGramTests
{
    // Items of one of four groups occur together.
    private static (int[] Centers, int[] Contexts) Groups(int items, int pairs)
    {
        int[] a = new Rng(1).Integers(pairs, items), step = new Rng(2).Integers(pairs, items / 4);
        return (a, [.. a.Zip(step, (x, s) => (x + 4 * s) % items)]);
    }

    private static float[] Train(int threads, bool symmetric, int items = 600)
    {
        int before = Compute.Threads;
        Compute.Threads = threads;
        try
        {
            var (centers, contexts) = Groups(items, 40_000);
            var net = new SkipGram(16, Enumerable.Repeat(1.0, items).ToArray(), new Rng(3), symmetric);
            for (int e = 0; e < 3; e++) net.Learn(centers, contexts, 0.05, new Rng((ulong)e));
            return net.Vectors.ToArray();
        }
        finally
        {
            Compute.Threads = before;
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Bits_do_not_depend_on_the_number_of_threads(bool symmetric) => Assert.Equal(Train(1, symmetric), Train(4, symmetric));

    [Theory, InlineData(40, false), InlineData(640, false), InlineData(640, true)]
    public void Items_that_occur_together_come_to_lie_together(int items, bool symmetric)
    {
        var (centers, contexts) = Groups(items, 60_000);
        var net = new SkipGram(12, Enumerable.Repeat(1.0, items).ToArray(), new Rng(3), symmetric);
        double first = net.Learn(centers, contexts, 0.05, new Rng(0)), last = 0;
        for (int e = 1; e < 12; e++) last = net.Learn(centers, contexts, 0.05, new Rng((ulong)e));
        Assert.True(last < first, $"{last} after {first}");
        var v = net.Vectors;
        var unit = v / v.Norm(1, keepDims: true);
        float[] cosines = unit.MatMul(unit, transposeB: true).ToArray();
        double same = 0, other = 0;
        for (int i = 0; i < items; i++)
            for (int j = 0; j < i; j++)
                if (i % 4 == j % 4) same += cosines[i * items + j] / (items * (items / 4 - 1) / 2.0);
                else other += cosines[i * items + j] / (items * (items * 0.75) / 2.0);
        Assert.True(same > other + 0.3, $"mean cosine {same} within, {other} between");
    }

    [Fact]
    public void A_step_is_the_gradient_of_the_negative_sampling_loss()
    {
        // One item pair and no noise: centre moves by rate·(1 - σ(v·u))·u, and the context, from zero, by rate·½·v.
        var net = new SkipGram(8, [1.0, 1.0], new Rng(5)) { Negatives = 0 };
        float[] v = net.Vectors.ToArray()[..8];
        net.Learn([0], [1], 0.1, new Rng(0));
        Assert.Equal(v, net.Vectors.ToArray()[..8]);
        Assert.Equal(v.Select(x => 0.05f * x), net.Contexts.ToArray()[8..], (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Draws_follow_the_weights()
    {
        int[] counts = new int[4];
        foreach (int i in new WeightedDraws([1, 0, 5, 2]).Draw(80_000, new Rng(4))) counts[i]++;
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[0], 9_600, 10_400);
        Assert.InRange(counts[2], 49_300, 50_700);
        Assert.Contains("weight 1", Assert.Throws<ArgumentException>(() => new WeightedDraws([1, -1])).Message);
    }
}
