namespace Ganglion.Randomness;

/// <summary>Relaxed draws, estimators that go straight through, and the kinds of dropout.</summary>
public sealed class RelaxationTests
{
    [Fact]
    public void Hard_Gumbel_draws_are_unit_vectors_as_often_as_they_should_and_pass_soft_gradients()
    {
        double[] p = [0.2, 0.5, 0.3];
        var logits = Tensor.From(p).Log();
        var hard = logits.Expand([20_000, 3]).GumbelSoftmax(0.5, new Rng(1), hard: true);
        Assert.All(hard.Sum(-1).ToDoubles(), s => Assert.Equal(1, s));
        double[] share = hard.Mean(0).ToDoubles();
        for (int c = 0; c < 3; c++) Assert.Equal(p[c], share[c], 5 * Math.Sqrt(p[c] * (1 - p[c]) / 20_000));
        var w = Tensor.From([1.0, -2, 0.5]);
        Assert.Equal(Diff.Grad(x => (x.GumbelSoftmax(0.5, new Rng(2)) * w).Sum(), logits).ToDoubles(),
            Diff.Grad(x => (x.GumbelSoftmax(0.5, new Rng(2), hard: true) * w).Sum(), logits).ToDoubles());
    }

    [Fact]
    public void Along_another_axis_a_hard_draw_marks_that_axis()
    {
        var x = new Rng(3).Normal([4, 3, 2]);
        foreach (int axis in (int[])[0, 1, 2])
        {
            var hard = x.GumbelSoftmax(1, new Rng(4), hard: true, axis);
            Assert.All(hard.Sum(axis).ToDoubles(), s => Assert.Equal(1, s));
            Assert.Equal(x.GumbelSoftmax(1, new Rng(4), axis: axis).ArgMax(axis).Span, hard.ArgMax(axis).Span);
        }
    }

    [Fact]
    public void Relaxed_coins_fall_as_often_as_they_should()
    {
        var y = Tensor.Full([20_000], Math.Log(0.3 / 0.7)).RelaxedBernoulli(0.4, new Rng(5), hard: true);
        Assert.Equal(0.3, y.Mean().Item(), 5 * Math.Sqrt(0.21 / 20_000));
        Assert.True(y.ToDoubles().All(v => v is 0 or 1));
    }

    [Fact]
    public void Straight_through_keeps_the_value_and_hands_on_the_gradient()
    {
        var x = Tensor.From([-1.7, -0.4, 0, 0.5, 2.5]);
        var g = Tensor.From([1.0, 2, 3, 4, 5]);
        Assert.Equal([-2, 0, 0, 0, 2], x.RoundStraightThrough().ToDoubles());
        Assert.Equal([1, 2, 3, 4, 5], Diff.Grad(v => (v.RoundStraightThrough() * g).Sum(), x).ToDoubles());
        Assert.Equal([-1, -1, 1, 1, 1], x.SignStraightThrough().ToDoubles());
        Assert.Equal([0, 2, 3, 4, 0], Diff.Grad(v => (v.SignStraightThrough() * g).Sum(), x).ToDoubles());
        Assert.Equal([0, 0, 0, 0, 1], x.ArgMaxStraightThrough().ToDoubles());
        Assert.Equal(Diff.Grad(v => (v.Softmax() * g).Sum(), x).ToDoubles(), Diff.Grad(v => (v.ArgMaxStraightThrough() * g).Sum(), x).ToDoubles());
        // the square of a rounded number: 2·round(x) by the first derivative, 2 by the second
        Assert.Equal([2, 2, 2, 2, 2], Diff.Grad(v => Diff.Grad(u => u.RoundStraightThrough().Square().Sum(), v).Sum(), x).ToDoubles());
    }

    [Fact]
    public void Dropout_decides_once_along_shared_axes_and_keeps_the_mean()
    {
        var ones = Tensor.Ones([50, 40, 6, 5]);
        float[] channels = ones.SpatialDropout(0.25, new Rng(6)).ToArray(), samples = ones.DropPath(0.25, new Rng(6)).ToArray();
        Assert.All(channels.Chunk(30), c => Assert.Single(c.Distinct()));
        Assert.All(samples.Chunk(1200), c => Assert.Single(c.Distinct()));
        Assert.Equal(1, channels.Average(), 5 * Math.Sqrt(1 / 3.0 / 2000));
        var times = Tensor.Ones([30, 7, 20]).VariationalDropout(0.25, new Rng(7));
        Assert.Equal(times.Select(1, 0).ToArray(), times.Select(1, 6).ToArray());
        Assert.Same(ones, ones.SpatialDropout(0, new Rng(6)));
    }

    [Fact]
    public void Gaussian_and_alpha_dropout_keep_mean_and_variance()
    {
        var x = new Rng(8).Normal([100_000], dtype: DType.F64);
        double[] alpha = x.AlphaDropout(0.2, new Rng(9)).ToDoubles(), noise = Tensor.Ones([100_000], DType.F64).GaussianDropout(0.2,
            new Rng(10)).ToDoubles();
        Assert.Equal(0, alpha.Average(), 0.02);
        Assert.Equal(1, alpha.Average(v => v * v), 0.03);
        Assert.Equal(1, noise.Average(), 0.01);
        Assert.Equal(0.25, noise.Average(v => (v - 1) * (v - 1)), 0.01);
    }

    [Fact]
    public void Blocks_are_dropped_whole_and_about_as_much_as_asked()
    {
        var y = Tensor.Ones([20, 10, 14, 14], DType.F64).DropBlock(0.1, 3, new Rng(11));
        double[] v = y.ToDoubles();
        Assert.Equal(0.1, v.Count(d => d == 0) / (double)v.Length, 0.02);
        Assert.Equal(1, v.Average(), 1e-12);
        for (int plane = 0; plane < 200; plane++)               // every dropped position lies in a dropped 3 x 3
            for (int i = 0; i < 14; i++)
                for (int j = 0; j < 14; j++)
                {
                    bool Dropped(int r, int c) => v[(plane * 14 + r) * 14 + c] == 0;
                    bool inBlock = false;
                    for (int r = Math.Max(0, i - 2); r <= Math.Min(i, 11); r++)
                        for (int c = Math.Max(0, j - 2); c <= Math.Min(j, 11); c++)
                            inBlock |= Enumerable.Range(0, 9).All(q => Dropped(r + q / 3, c + q % 3));
                    Assert.True(!Dropped(i, j) || inBlock);
                }
    }

    [Fact]
    public void Dropped_edges_are_gone_in_both_directions()
    {
        int[] a = new Rng(12).Integers(3000, 200), b = new Rng(13).Integers(3000, 200);
        var graph = Csr.FromEdges(200, 200, (int[])[.. a, .. b], (int[])[.. b, .. a]);
        var weights = new Rng(14).Normal([graph.Nonzeros], dtype: DType.F64);
        var less = graph.WithValues(weights).DropEdges(0.3, new Rng(15), undirected: true);
        Assert.Equal(0.7 * graph.Nonzeros, less.Nonzeros, 5 * Math.Sqrt(2 * 0.21 * graph.Nonzeros));
        Assert.Equal(less.WithValues(null).ToDense().ToArray(), less.WithValues(null).Transpose().ToDense().ToArray());
        double[] before = graph.WithValues(weights).ToDense().ToDoubles(), after = less.ToDense().ToDoubles();
        Assert.True(after.Zip(before).All(p => p.First == 0 || p.First == p.Second));
        Assert.Equal(graph.Nonzeros, graph.DropEdges(0, new Rng(1)).Nonzeros);
        Assert.Equal(0, graph.DropEdges(1, new Rng(1)).Nonzeros);
    }
}
