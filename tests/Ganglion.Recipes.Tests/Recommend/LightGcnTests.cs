namespace Ganglion.Recipes.Tests;

public sealed class LightGcnTests
{
    // Users 0 and 1, items 2 and 3; user 0 took both, user 1 the second.
    private static readonly Csr s_graph = Csr.FromEdges(4, 4, (int[])[0, 0, 1, 2, 3, 3], (int[])[2, 3, 3, 0, 0, 1]).SymmetricNormalized();

    [Fact]
    public void Propagation_is_the_mean_of_the_powers_of_the_normalised_graph()
    {
        var vectors = new Rng(3).Normal([4, 5]);
        Tensor a = s_graph.ToDense(), one = a.MatMul(vectors), two = a.MatMul(one);
        var found = new LightGcn.Net(vectors, []).Propagate(s_graph, new() { Layers = 2 });
        Assert.All(found.ToArray().Zip(((vectors + one + two) * (1.0 / 3)).ToArray()), p => Assert.Equal(p.Second, p.First, 5));
        Assert.Equal(1 / Math.Sqrt(2 * 2), a.ToArray()[3], 5);  // user 0 took two items, item 3 was taken twice
    }

    [Fact]
    public void Without_layers_the_first_vectors_are_the_last()
    {
        var vectors = new Rng(3).Normal([4, 5]);
        Assert.Equal(vectors.ToArray(), new LightGcn.Net(vectors, []).Propagate(s_graph, new() { Layers = 0 }).ToArray());
    }
}
