namespace Ganglion.Randomness;

public sealed class RngTests
{
    [Fact]
    public void Philox_matches_the_published_vectors()
    {
        // Random123's kat_vectors for philox4x32-10; our counter has 64 bits, so its upper words are 0.
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0));
        Assert.Equal(0xbc57ac4cu, Philox.Word(0, 2));
        Assert.Equal(Philox.Block(7, 5).Item2, Philox.Word(7, 21));
    }

    [Fact]
    public void The_same_key_gives_the_same_numbers_and_another_gives_others()
    {
        var rng = new Rng(42);
        Assert.Equal(rng.Normal([100]).ToArray(), new Rng(42).Normal([100]).ToArray());
        Assert.NotEqual(rng.Normal([100]).ToArray(), rng.Split("a").Normal([100]).ToArray());
        Assert.NotEqual(rng.Split("a").Normal([100]).ToArray(), rng.Split("b").Normal([100]).ToArray());
        Assert.NotEqual(rng.Split(0).Key, rng.Split(1).Key);
        Assert.NotEqual(rng.Split(0).Split(1).Key, rng.Split(1).Split(0).Key);
        Assert.Equal(100_000, Enumerable.Range(0, 100_000).Select(i => rng.Split(i).Key).Distinct().Count());
    }

    [Fact]
    public void A_longer_stream_begins_with_the_shorter()
    {
        var rng = new Rng(9);
        Assert.Equal(rng.Uniform([1001]).ToArray()[..77], rng.Uniform([77]).ToArray());
        Assert.Equal(rng.Normal([1001]).ToArray()[..77], rng.Normal([77]).ToArray());
    }

    [Fact]
    public void Split_keys_are_uncorrelated()
    {
        double[] a = new Rng(1).Split(1).Normal([100_000]).ToDoubles(), b = new Rng(1).Split(2).Normal([100_000]).ToDoubles();
        Assert.InRange(a.Zip(b, (p, q) => p * q).Average(), -0.015, 0.015);
    }

    [Theory, InlineData(DType.F32), InlineData(DType.F64)]
    public void Moments_are_those_of_the_distributions(DType dtype)
    {
        double[] u = new Rng(3).Uniform([200_000], -1, 3, dtype).ToDoubles(), n = new Rng(4).Normal([200_000], 2, 0.5, dtype).ToDoubles();
        Assert.All(u, v => Assert.True(v is >= -1 and < 3));
        Assert.InRange(u.Average(), 0.98, 1.02);
        Assert.InRange(u.Select(v => (v - 1) * (v - 1)).Average(), 16 / 12.0 - 0.02, 16 / 12.0 + 0.02);
        Assert.InRange(n.Average(), 1.995, 2.005);
        Assert.InRange(n.Select(v => Math.Pow((v - 2) / 0.5, 2)).Average(), 0.98, 1.02);
        Assert.InRange(n.Select(v => Math.Pow((v - 2) / 0.5, 4)).Average(), 2.9, 3.1);
    }

    [Fact]
    public void A_permutation_holds_each_number_once_and_is_fair()
    {
        Assert.Equal(Enumerable.Range(0, 1000), new Rng(5).Permutation(1000).Order());
        int[] firsts = new int[5];
        for (int i = 0; i < 10_000; i++) firsts[new Rng(6).Split(i).Permutation(5)[0]]++;
        Assert.All(firsts, c => Assert.InRange(c, 1850, 2150));
        Assert.Equal([], new Rng(1).Permutation(0));
    }

    [Fact]
    public void Whole_numbers_stay_below_the_limit_and_reach_it()
    {
        int[] v = new Rng(8).Integers(10_000, 7);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], v.Distinct().Order());
        Assert.All(v.CountBy(x => x), c => Assert.InRange(c.Value, 1300, 1560));
    }

    [Fact]
    public void Dropout_keeps_its_share_and_its_mean_and_its_mask()
    {
        var x = Tensor.Ones([100_000], DType.F64);
        var y = x.Dropout(0.3, new Rng(1));
        Assert.InRange(y.ToDoubles().Count(v => v == 0) / 100_000.0, 0.29, 0.31);
        Assert.InRange(y.Mean().Item(), 0.99, 1.01);
        Assert.Equal(y.ToDoubles(), Diff.Grad(t => t.Dropout(0.3, new Rng(1)).Sum(), x).ToDoubles());
        Assert.Equal(y.ToDoubles().Select(v => v == 0), Tensor.Ones([100_000]).Dropout(0.3, new Rng(1)).ToDoubles().Select(v => v == 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Dropout(1, new Rng(1)));
    }
}
