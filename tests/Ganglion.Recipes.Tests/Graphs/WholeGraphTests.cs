using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

public sealed class WholeGraphTests
{
    private static readonly (GraphBatch Star, GraphBatch Path) s_pair = Gin.Pairs().Where(p => p.Name == "star and path").Select(p => (p.A, p.B)).Single();

    // What each column counts, smallest first, before the row was scaled to unit length.
    private static double[] Counted(Csr row)
    {
        double[] values = row.Values!.ToDoubles();
        return [.. values.Select(v => v / values.Min()).Order()];
    }

    [Fact]
    public void Shortest_paths_are_counted_by_length()
    {
        Assert.Equal([1, 1], Counted(GraphPatterns.ShortestPaths(s_pair.Star, 4096)));
        double[] path = Counted(GraphPatterns.ShortestPaths(s_pair.Path, 4096));
        Assert.Equal([1, 2, 3], path.Select(v => Math.Round(v, 9)));
    }

    [Fact]
    public void Graphlets_are_wedges_and_triangles()
    {
        int[] from = [0, 1, 2, 2], to = [1, 2, 0, 3];
        var tailed = new GraphBatch(Csr.FromEdges(4, 4, (int[])[.. from, .. to], (int[])[.. to, .. from]), Tensor.Ones([4, 1], DType.F64), [0, 4]);
        Assert.Equal([1, 2], Counted(GraphPatterns.Graphlets(tailed, 4096)).Select(v => Math.Round(v, 9)));
        Assert.Single(Counted(GraphPatterns.Graphlets(s_pair.Star, 4096)));
    }

    [Fact]
    public void The_kernel_is_the_product_of_the_counts()
    {
        int[] pointers = [0, 4, 8];
        var both = new GraphBatch(Joined(s_pair.Star.Adjacency, s_pair.Path.Adjacency), Tensor.Ones([8, 1], DType.F64), pointers);
        var patterns = GraphPatterns.ShortestPaths(both, 4096);
        double[] gram = GraphPatterns.Gram(patterns), dense = patterns.ToDense(DType.F64).MatMul(patterns.ToDense(DType.F64).Transpose()).ToDoubles();
        for (int i = 0; i < 4; i++) Assert.Equal(dense[i], gram[i], 12);
        Assert.Equal(1, gram[0], 12);
        Assert.InRange(gram[1], 0.1, 0.999);
    }

    private static Csr Joined(Csr a, Csr b) => new(a.Rows + b.Rows, a.Rows + b.Rows,
        (int[])[.. a.RowPointers.Span, .. b.RowPointers.Span[1..].ToArray().Select(p => p + a.Nonzeros)],
        (int[])[.. a.ColumnIds.Span, .. b.ColumnIds.Span.ToArray().Select(c => c + a.Rows)]);
}
