using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

public sealed class GraphRecipeTests
{
    public static TheoryData<string> Names => [.. Gin.Pairs().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_subtree_kernel_and_sums_tell_the_same_pairs_apart(string name)
    {
        var (_, a, b, sum, _, _, _) = Gin.Pairs().Single(p => p.Name == name);
        var o = new WlKernel.Options();
        bool kernel = (WlKernel.Patterns(a, o).ToDense() - WlKernel.Patterns(b, o).ToDense()).Abs().Max().Item() > 1e-6;
        Assert.Equal(sum, kernel);
        Assert.Equal(sum, Gin.Difference(a, b, Gin.Aggregator.Sum, new Rng(3)) > 1e-6);
    }

    [Fact]
    public void The_subtree_kernel_does_not_depend_on_the_order_of_nodes()
    {
        var (_, a, _, _, _, _, _) = Gin.Pairs().First(p => p.Name == "shares of tags");
        int[] to = new Rng(4).Permutation(8), from = new int[8];
        for (int i = 0; i < 8; i++) from[to[i]] = i;
        int[] Moved(IntTensor nodes) => Array.ConvertAll(nodes.Span.ToArray(), n => to[n]);
        var graph = Csr.FromEdges(8, 8, Moved(a.Adjacency.ColumnIds), Moved(a.Adjacency.RowIds));
        var moved = new GraphBatch(graph, a.Features.GatherRows(from), a.Pointers);
        Assert.Equal(WlKernel.Patterns(a, new()).ToDense().ToDoubles(), WlKernel.Patterns(moved, new()).ToDense().ToDoubles());
    }

    [Fact]
    public void Rings_have_as_many_nodes_and_links_whether_one_or_two()
    {
        var rings = Gin.Rings(10);
        Assert.Equal(10 * 24 * 2, rings.Columns.Length);
        for (int g = 0; g < 10; g++) Assert.Equal(g % 2 == 0 ? 1 : 2, Components(rings.Select([g])));
    }

    private static int Components(GraphCollection graph)
    {
        var root = Enumerable.Range(0, graph.Nodes).ToArray();
        for (int round = 0; round < graph.Nodes; round++)
            for (int n = 0; n < graph.Nodes; n++)
                foreach (int m in graph.Columns[graph.RowPointers[n]..graph.RowPointers[n + 1]]) root[n] = root[m] = Math.Min(root[n], root[m]);
        return root.Distinct().Count();
    }
}
