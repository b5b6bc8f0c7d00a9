namespace Ganglion.Nets.Tests;

public sealed class EncodingTests
{
    private const DType F64 = DType.F64;

    private static Csr Random(int nodes, int edges)
    {
        int[] a = new Rng(1).Integers(edges, nodes), b = new Rng(2).Integers(edges, nodes);
        return Csr.FromEdges(nodes, nodes, (int[])[.. a, .. b], (int[])[.. b, .. a]);
    }

    [Theory, InlineData(120, 300), InlineData(150, 160)]           // the second in many parts: eigenvalue 0 many times
    public void The_iterative_solution_spans_what_the_dense_one_does(int nodes, int edges)
    {
        var graph = Random(nodes, edges);
        var exact = new LaplacianEncoding(nodes - 1).Compute(graph, F64);
        var found = (new LaplacianEncoding(5) with { DenseLimit = 10, Tolerance = 1e-9 }).Compute(graph, F64);
        var laplacian = Tensor.Eye(nodes, F64) - Loopless(graph).SymmetricNormalized(F64).ToDense(F64);
        Tensor Values(Tensor v) => (v * laplacian.MatMul(v)).Sum(0);
        Checks.Close(Values(exact).Slice(0, 0, 5), Values(found), 1e-9);
        Checks.Close(Tensor.Eye(5, F64), found.MatMul(found, transposeA: true), 1e-9);
        Checks.Close(laplacian.MatMul(found), found * Values(found), 1e-7);
        if (edges == 300) Checks.Close(exact.Slice(1, 0, 5), found, 1e-6);
    }

    private static Csr Loopless(Csr graph)
    {
        var eye = Tensor.Eye(graph.Rows, F64);
        return Csr.FromDense(graph.ToDense(F64) * (1 - eye));
    }

    [Fact]
    public void A_long_path_gives_its_cosines()
    {
        const int n = 700;
        int[] a = [.. Enumerable.Range(0, n - 1)], b = [.. Enumerable.Range(1, n - 1)];
        var path = Csr.FromEdges(n, n, (int[])[.. a, .. b], (int[])[.. b, .. a]);
        var first = new LaplacianEncoding(1).Compute(path, F64).ToDoubles();
        for (int i = 1; i < n - 1; i++)                            // D^½ cos(π i / (n - 1)), up to its length and sign
            Assert.Equal(Math.Cos(Math.PI * i / (n - 1)) / Math.Cos(Math.PI / (n - 1)), first[i] / first[1], 3);
    }

    [Fact]
    public void Small_graphs_have_zeros_in_the_last_columns_and_signs_flip_graph_by_graph()
    {
        var graph = Csr.FromEdges(6, 6, (int[])[0, 1, 1, 2, 3, 4], (int[])[1, 0, 2, 1, 4, 3]);
        int[] pointers = [0, 3, 5, 6];
        var encoding = new LaplacianEncoding(2).Compute(graph, pointers, F64);
        Assert.Equal([6, 2], encoding.Shape.ToArray());
        Assert.Equal([0.0, 0, 0, 0], [.. encoding.Slice(0, 3, 2).Slice(1, 1, 1).ToDoubles(), .. encoding.Slice(0, 5, 1).ToDoubles()]);
        var seen = new HashSet<string>();
        for (int i = 0; i < 40; i++)
        {
            var flipped = LaplacianEncoding.Flip(encoding, pointers, new Rng((ulong)i)) * encoding.Sign();
            int[] ratio = [.. flipped.Slice(1, 0, 1).ToDoubles().Select(Math.Sign)];
            Assert.Single(new[] { ratio[0], ratio[2] }.Distinct());                                     // node 1 of a path of three has a zero
            seen.Add($"{ratio[0]}{ratio[3]}");
        }
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Walks_of_a_large_graph_are_those_of_its_dense_matrix()
    {
        var graph = Random(150, 400);
        var p = graph.Transpose().RowNormalized(F64).ToDense(F64);
        var power = p;
        var columns = new List<Tensor>();
        for (int k = 0; k < 4; k++, power = power.MatMul(p)) columns.Add(power.Diagonal());
        Checks.Close(Tensor.Stack(columns, 1), new RandomWalkEncoding(4).Compute(graph, F64), 1e-12);
    }
}
