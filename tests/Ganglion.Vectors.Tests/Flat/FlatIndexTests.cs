namespace Ganglion.Vectors.Tests;

public sealed class FlatIndexTests
{
    private static readonly Rng Key = new(7);

    [Theory]
    [InlineData(VectorMetric.L2)]
    [InlineData(VectorMetric.InnerProduct)]
    [InlineData(VectorMetric.Cosine)]
    public void The_answer_is_that_of_comparing_every_pair(VectorMetric metric)
    {
        Tensor vectors = Key.Split("vectors").Normal([5000, 13]), queries = Key.Split("queries").Normal([300, 13]);
        var index = new FlatIndex(13, metric);
        foreach (int[] part in Enumerable.Range(0, 5000).Chunk(617)) index.Add(vectors.GatherRows(part));
        var near = index.Search(queries, 7);
        for (int q = 0; q < 300; q += 10)
        {
            double[] scores = [.. Enumerable.Range(0, 5000).Select(i => Score(metric, queries, q, vectors, i))];
            int[] best = [.. Enumerable.Range(0, 5000).OrderBy(i => metric == VectorMetric.L2 ? scores[i] : -scores[i]).Take(7)];
            Assert.Equal(best, near.Ids.Span.Slice(q * 7, 7).ToArray());
            for (int j = 0; j < 7; j++) Assert.Equal(scores[best[j]], near.Scores.Span<float>()[q * 7 + j], 1e-4);
        }
    }

    [Fact]
    public void A_vector_is_at_distance_zero_of_itself_however_long_it_is()
    {
        var vectors = Key.Normal([500, 32], mean: 100);
        var index = new FlatIndex(32);
        index.Add(vectors);
        var near = index.Search(vectors, 1);
        Assert.Equal(Enumerable.Range(0, 500), near.Ids.Span.ToArray());
        Assert.All(near.Scores.ToArray(), d => Assert.Equal(0, d));
    }

    [Fact]
    public void Equally_near_vectors_come_in_the_order_of_their_addition()
    {
        var index = new FlatIndex(2);
        for (int i = 0; i < 9; i++) index.Add(Tensor.From([1f, 1f], 1, 2));
        Assert.Equal([0, 1, 2, 3], index.Search(Tensor.From([0f, 0f], 1, 2), 4).Ids.Span.ToArray());
    }

    [Fact]
    public void Fewer_vectors_than_asked_for_leave_places_empty()
    {
        var index = new FlatIndex(2);
        index.Add(Tensor.From([0f, 0f, 3f, 4f], 2, 2));
        var near = index.Search(Tensor.From([0f, 0f], 1, 2), 4);
        Assert.Equal([0, 1, -1, -1], near.Ids.Span.ToArray());
        Assert.Equal([0, 25, float.PositiveInfinity, float.PositiveInfinity], near.Scores.ToArray());
        Assert.Equal(2, near.Count(0));
        Assert.Equal(0, new FlatIndex(2, VectorMetric.Cosine).Search(Tensor.From([1f, 0f], 1, 2), 3).Count(0));
    }

    [Fact]
    public void Removed_vectors_are_found_no_more_and_their_ids_may_be_given_again()
    {
        var vectors = Key.Normal([1000, 8]);
        var index = new FlatIndex(8);
        foreach (int[] part in Enumerable.Range(0, 1000).Chunk(300)) index.Add(vectors.GatherRows(part));
        Assert.Equal(500, index.Remove([.. Enumerable.Range(0, 1000).Where(i => i % 2 == 0), 5000]));
        Assert.Equal(500, index.Count);
        var near = index.Search(vectors, 1);
        for (int i = 0; i < 1000; i++) Assert.True(i % 2 == 1 ? near.Ids[i] == i : near.Ids[i] % 2 == 1);
        index.Add(vectors.GatherRows((int[])[10]), (int[])[10]);
        Assert.Equal(10, index.Search(vectors.GatherRows((int[])[10]), 1).Ids[0]);
        index.Add(vectors.GatherRows((int[])[0]));
        Assert.Equal(1000, index.Search(vectors.GatherRows((int[])[0]), 1).Ids[0]);
    }

    [Fact]
    public void An_id_is_given_once()
    {
        var index = new FlatIndex(1);
        index.Add(Tensor.Zeros([1, 1]), (int[])[3]);
        var fault = Assert.Throws<ArgumentException>(() => index.Add(Tensor.Zeros([1, 1]), (int[])[3]));
        Assert.Contains("Id 3 is taken", fault.Message);
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void The_answer_does_not_depend_on_the_number_of_threads()
    {
        Tensor vectors = Key.Split(1).Normal([6000, 24]), queries = Key.Split(2).Normal([100, 24]);
        var index = new FlatIndex(24);
        index.Add(vectors);
        int threads = Compute.Threads;
        try
        {
            Compute.Threads = 1;
            var one = index.Search(queries, 20);
            Compute.Threads = 4;
            var four = index.Search(queries, 20);
            Assert.Equal(one.Ids.Span.ToArray(), four.Ids.Span.ToArray());
            Assert.Equal(one.Scores.ToArray(), four.Scores.ToArray());
        }
        finally { Compute.Threads = threads; }
    }

    private static double Score(VectorMetric metric, Tensor a, int i, Tensor b, int j)
    {
        ReadOnlySpan<float> x = a.Span<float>().Slice(i * 13, 13), y = b.Span<float>().Slice(j * 13, 13);
        double distance = 0, product = 0, xx = 0, yy = 0;
        for (int d = 0; d < 13; d++)
            (distance, product, xx, yy) = (distance + Math.Pow(x[d] - y[d], 2), product + x[d] * y[d], xx + x[d] * x[d], yy + y[d] * y[d]);
        return metric switch { VectorMetric.L2 => distance, VectorMetric.InnerProduct => product, _ => product / Math.Sqrt(xx * yy) };
    }
}
