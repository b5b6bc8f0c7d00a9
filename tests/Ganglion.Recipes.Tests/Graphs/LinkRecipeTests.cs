using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

public sealed class LinkRecipeTests
{
    // 0 and 1 share 2 and 3; 3 is also linked to 4.
    private static readonly Csr s_small = Csr.FromEdges(5, 5, (int[])[0, 0, 1, 1, 3, 2, 3, 2, 3, 4], (int[])[2, 3, 2, 3, 4, 0, 0, 1, 1, 3]);

    private static double[] Score(Method method, int[] pairs, string options = "")
    {
        var info = new LinkInfo(5, 5, false);
        object o = method.ParseOptions(method.NewOptions(), options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => KeyValuePair.Create(w.Split('=')[0], w.Split('=')[1])));
        var network = (FittedNetwork<LinkInput>)method.Restore(info, o, new Dictionary<string, Tensor>());
        return network.Predict(new(new(s_small, Tensor.Zeros([5, 5])), IntTensor.From(pairs, pairs.Length / 2, 2))).ToDoubles();
    }

    [Fact]
    public void Shared_neighbours_are_counted_and_weighed_as_the_papers_say()
    {
        int[] pairs = [0, 1, 2, 4, 0, 4, 2, 3];
        Near([2, 0, 1, 2], Score(new CommonNeighbors(), pairs));
        Near([1 / Math.Log(2) + 1 / Math.Log(3), 0, 1 / Math.Log(3), 2 / Math.Log(2)], Score(new AdamicAdar(), pairs));
        Near([0.5 + 1.0 / 3, 0, 1.0 / 3, 1], Score(new ResourceAllocation(), pairs));
    }

    [Fact]
    public void Walks_are_those_of_the_powers_of_the_matrix()
    {
        int[] pairs = [0, 1, 2, 4, 0, 4];
        var a = s_small.ToDense(DType.F64);
        var katz = (a.MatMul(a) * 0.01 + a.MatMul(a).MatMul(a) * 0.001 + a * 0.1).ToDoubles();
        Near([katz[1], katz[14], katz[4]], Score(new Katz(), pairs, "beta=0.1 steps=3"));
        var p = s_small.RowNormalized(DType.F64).ToDense(DType.F64);
        var rank = (p * (0.2 * 0.8) + p.MatMul(p) * (0.2 * 0.64)).ToDoubles();
        Near([rank[1] + rank[5], rank[14] + rank[22], rank[4] + rank[20]], Score(new PageRankLink(), pairs, "alpha=0.2 steps=2"));
    }

    [Fact]
    public void Louvain_finds_cliques_with_bridges()
    {
        var (from, to) = (new List<int>(), new List<int>());
        for (int c = 0; c < 4; c++)
        {
            for (int i = 0; i < 5; i++) for (int j = 0; j < i; j++) { from.Add(5 * c + i); to.Add(5 * c + j); }
            from.Add(5 * c);
            to.Add((5 * c + 6) % 20);
        }
        var graph = Graph.FromEdges(20, [.. from], [.. to]) with { Labels = [.. Enumerable.Range(0, 20).Select(n => n / 5)], ClassNames = ["a", "b", "c", "d"] };
        var task = NodeClustering.From(graph, "cliques", new());
        var groups = ((FittedNetwork<GraphInput>)((Method)new Louvain()).Fit(task, new Louvain.Options(), new Run(0))).Predict(task.Input).ToArray();
        Assert.Equal(4, groups.Distinct().Count());
        Assert.All(Enumerable.Range(0, 20), n => Assert.Equal(groups[n / 5 * 5], groups[n]));
    }

    private static void Near(double[] expected, double[] actual) => Assert.Equal(expected, actual, (x, y) => Math.Abs(x - y) < 1e-5);
}
