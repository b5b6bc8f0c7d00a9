namespace Ganglion.Vectors.Tests;

public class TSneTests
{
    // Three groups of points in ten dimensions.
    private static Tensor Groups(int each, double apart)
    {
        var noise = new Rng(1).Normal([3 * each, 10], dtype: DType.F64).ToDoubles();
        for (int i = 0; i < 3 * each; i++) noise[(10 * i) + (i / each)] += apart;
        return Tensor.From(noise, [3 * each, 10]);
    }

    [Fact]
    public void Each_point_has_the_perplexity_asked_for()
    {
        const int n = 60;
        double[] squares = TSne.SquaredDistances(Groups(20, 5).ToDoubles(), n);
        double[] conditional = TSne.Conditional(squares, n, 10);
        Assert.All(Enumerable.Range(0, n), i =>
            Assert.Equal(10, Math.Exp(-conditional.Skip(i * n).Take(n).Where(v => v > 0).Sum(v => v * Math.Log(v))), 1e-3));
        float[] p = TSne.Affinities(squares, n, 10);
        Assert.Equal(1, p.Sum(v => (double)v), 5);
        for (int i = 0; i < n; i++) Assert.Equal(p[(i * n) + ((i + 7) % n)], p[(((i + 7) % n) * n) + i]);
        Assert.All(Enumerable.Range(0, n), i => Assert.Equal(0, p[(i * n) + i]));
    }

    [Fact]
    public void The_gradient_is_that_of_the_divergence()
    {
        const int n = 23;
        var rng = new Rng(5);
        float[] p = TSne.Affinities(TSne.SquaredDistances(rng.Split("points").Normal([n, 4], dtype: DType.F64).ToDoubles(), n), n, 5);
        float[] x = rng.Split("x").Normal([n]).ToArray(), y = rng.Split("y").Normal([n]).ToArray();
        float[] gradient = TSne.Gradient(p, x, y);
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(Difference(x, i), gradient[2 * i], 3e-4);
            Assert.Equal(Difference(y, i), gradient[(2 * i) + 1], 3e-4);
        }

        double Difference(float[] axis, int i)
        {
            const float h = 1f / 64;
            float kept = axis[i];
            axis[i] = kept + h;
            double up = TSne.Divergence(p, x, y);
            axis[i] = kept - h;
            double down = TSne.Divergence(p, x, y);
            axis[i] = kept;
            return (up - down) / (2 * h);
        }
    }

    [Fact]
    public void Groups_stay_groups()
    {
        const int each = 50;
        var (places, divergence) = new TSne { Perplexity = 15, Iterations = 400 }.Fit(Groups(each, 8));
        double[] squares = TSne.SquaredDistances(places.To(DType.F64).ToDoubles(), 3 * each);
        int own = Enumerable.Range(0, 3 * each).Count(i =>
            Enumerable.Range(0, 3 * each).Where(j => j != i).MinBy(j => squares[(i * 3 * each) + j]) / each == i / each);
        Assert.True(own >= (3 * each) - 2, $"{own} of {3 * each} points have a neighbour of their own group.");
        Assert.InRange(divergence, 0, 1.5);
    }

    [Fact]
    public void The_same_points_give_the_same_bits_on_one_and_two_threads()
    {
        int threads = Compute.Threads;
        try
        {
            var runs = new[] { 1, 2 }.Select(count =>
            {
                Compute.Threads = count;
                return new TSne { Perplexity = 5, Iterations = 60 }.Fit(Groups(11, 3)).Places.ToArray();
            }).ToArray();
            Assert.Equal(runs[0], runs[1]);
        }
        finally { Compute.Threads = threads; }
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Few_or_equal_points_are_laid_out_all_the_same(int points)
    {
        var (places, divergence) = new TSne { Iterations = 30 }.Fit(Tensor.Ones([points, 3]));
        Assert.Equal([points, 2], places.Shape.ToArray());
        Assert.All(places.ToArray(), v => Assert.True(float.IsFinite(v)));
        Assert.True(double.IsFinite(divergence));
    }

    [Fact]
    public void Points_that_are_not_finite_are_named() =>
        Assert.Contains("Point 1", Assert.Throws<ArgumentException>(() => new TSne().Fit(Tensor.From([0f, 1, float.NaN, 2, 3, 4], 3, 2))).Message);
}
