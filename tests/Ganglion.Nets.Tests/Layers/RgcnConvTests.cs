namespace Ganglion.Nets.Tests.Layers;

public sealed class RgcnConvTests
{
    private const int Nodes = 9, Relations = 3, Edges = 40;

    private static (int[] Sources, int[] Destinations, int[] Types) Sample()
    {
        var rng = new Rng(5);
        return (rng.Split("s").Integers(Edges, Nodes), rng.Split("d").Integers(Edges, Nodes - 1), rng.Split("t").Integers(Edges, Relations));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public void The_layer_is_the_equation_written_out(int bases, int blocks)
    {
        var (s, d, t) = Sample();
        var layer = RgcnConv.Create(4, 6, Relations, new Rng(1), bases, blocks, dtype: DType.F64);
        var x = new Rng(2).Normal([Nodes, 4], dtype: DType.F64);
        var expected = x.MatMul(layer.Self);
        for (int r = 0; r < Relations; r++)
        {
            var adjacency = new double[Nodes * Nodes];
            for (int e = 0; e < Edges; e++)
                if (t[e] == r) adjacency[d[e] * Nodes + s[e]] += 1.0 / Enumerable.Range(0, Edges).Count(f => t[f] == r && d[f] == d[e]);
            var w = layer.Matrices().Slice(0, r, 1);
            var dense = blocks == 0 ? w.Reshape(4, 6) : Diagonal(w.Reshape(2, 2, 3));
            expected += Tensor.From(adjacency, Nodes, Nodes).MatMul(x).MatMul(dense);
        }
        var got = layer.Forward(RelationalGraph.From(Nodes, Relations, s, d, t), x);
        double[] a = expected.ToDoubles(), b = got.ToDoubles();
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-6);
    }

    private static Tensor Diagonal(Tensor blocks)
    {
        var zero = Tensor.Zeros([2, 3], DType.F64);
        return Tensor.Concat([Tensor.Concat([blocks.Slice(0, 0, 1).Reshape(2, 3), zero], 1), Tensor.Concat([zero, blocks.Slice(0, 1, 1).Reshape(2, 3)], 1)], 0);
    }

    [Fact]
    public void Renumbering_nodes_renumbers_the_answer()
    {
        var (s, d, t) = Sample();
        int[] to = new Rng(8).Permutation(Nodes);
        var layer = RgcnConv.Create(4, 5, Relations, new Rng(1), bases: 2);
        var x = new Rng(2).Normal([Nodes, 4]);
        int[] back = new int[Nodes];
        for (int i = 0; i < Nodes; i++) back[to[i]] = i;
        var moved = layer.Forward(RelationalGraph.From(Nodes, Relations, Array.ConvertAll(s, i => to[i]), Array.ConvertAll(d, i => to[i]), t), x.GatherRows(back));
        float[] a = layer.Forward(RelationalGraph.From(Nodes, Relations, s, d, t), x).GatherRows(back).ToArray(), b = moved.ToArray();
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], 1e-5f);
    }

    [Fact]
    public void Dropped_edges_leave_means_of_those_that_stay()
    {
        var (s, d, t) = Sample();
        var graph = RelationalGraph.From(Nodes, Relations, s, d, t);
        var fewer = graph.DropEdges(0.5, new Rng(3));
        Assert.InRange(fewer.Edges, 8, 32);
        Assert.Equal(graph.Relations, fewer.Relations);
        foreach (float sum in fewer.Mean.MatMul(Tensor.Ones([Nodes, 1])).ToArray()) Assert.Equal(1, sum, 1e-6f);
        Assert.Equal(Edges, graph.DropEdges(0, new Rng(3)).Edges);
    }

    [Fact]
    public void Bases_cut_parameters_and_exclude_blocks()
    {
        Assert.True(RgcnConv.Create(16, 16, 40, new Rng(1), bases: 4).ParameterCount() < RgcnConv.Create(16, 16, 40, new Rng(1)).ParameterCount() / 4);
        Assert.Throws<ArgumentException>(() => RgcnConv.Create(4, 4, 2, new Rng(1), bases: 2, blocks: 2));
        Assert.Throws<ArgumentException>(() => RgcnConv.Create(4, 6, 2, new Rng(1), blocks: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => RelationalGraph.From(2, 1, (int[])[0], (int[])[2], (int[])[0]));
    }
}
