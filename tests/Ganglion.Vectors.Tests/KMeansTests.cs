namespace Ganglion.Vectors.Tests;

public class KMeansTests
{
    [Fact]
    public void Separated_groups_are_found_and_centres_are_their_means()
    {
        const int each = 30;
        float[] x = new Rng(3).Normal([4 * each, 2]).ToArray();
        for (int i = 0; i < 4 * each; i++)
        {
            x[2 * i] += 20 * (i / each % 2);
            x[(2 * i) + 1] += 20 * (i / each / 2);
        }
        var points = Tensor.From(x, 4 * each, 2);
        var found = new KMeans(4).Fit(points, new Rng(0));
        Assert.Equal(4, found.Assignments.Distinct().Count());
        Assert.All(Enumerable.Range(0, 4 * each), i => Assert.Equal(found.Assignments[i / each * each], found.Assignments[i]));
        float[] centers = found.Centers.ToArray();
        for (int c = 0; c < 4; c++)
            Assert.Equal(Enumerable.Range(0, 4 * each).Where(i => found.Assignments[i] == c).Average(i => x[2 * i]), centers[2 * c], 3);
        double inertia = Enumerable.Range(0, 4 * each).Sum(i => Enumerable.Range(0, 2).Sum(d =>
            Math.Pow(x[(2 * i) + d] - centers[(2 * found.Assignments[i]) + d], 2)));
        Assert.Equal(inertia, found.Inertia, 0.5);
        Assert.Equal(found.Assignments, new KMeans(4).Fit(points, new Rng(0)).Assignments);
    }

    [Fact]
    public void More_groups_than_vectors_and_equal_vectors_are_served()
    {
        Assert.Equal(3, new KMeans(5).Fit(Tensor.From([0f, 10, 20], 3, 1), new Rng(0)).Assignments.Distinct().Count());
        Assert.Equal(0, new KMeans(2).Fit(Tensor.Ones([4, 3]), new Rng(0)).Inertia, 5);
        Assert.Throws<ArgumentException>(() => new KMeans(2).Fit(Tensor.Zeros([0, 3]), new Rng(0)));
    }
}
