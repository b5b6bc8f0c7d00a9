namespace Ganglion.Nets.Tests;

public sealed class EgnnConvTests
{
    private const int Nodes = 6, Width = 3;
    private static readonly Rng Key = new(165);

    // Two directed chords beside an undirected part; nothing reaches node 5.
    private static Csr Graph() => Csr.FromEdges(Nodes, Nodes, (int[])[0, 1, 1, 2, 2, 3, 3, 0, 0, 4, 5], (int[])[1, 0, 2, 1, 3, 2, 0, 3, 4, 0, 1]);

    private static Tensor Random(string name, params int[] shape) => Key.Split(name).Normal(shape, dtype: DType.F64);

    private static EgnnConv[] Layers(bool velocity, DType dtype) =>
        [.. Enumerable.Range(0, 3).Select(l => EgnnConv.Create(Width, 8, Key.Split(l), edges: 2, velocity, dtype))];

    private static (Tensor H, Tensor X, Tensor? V) Run(EgnnConv[] layers, Tensor x, Tensor? v, DType dtype)
    {
        var (h, edges) = (Random("h", Nodes, Width).To(dtype), Random("edges", Graph().Nonzeros, 2).To(dtype));
        (x, v) = (x.To(dtype), v?.To(dtype));
        foreach (var layer in layers) (h, x, v) = layer.Forward(Graph(), h, x, v, edges);
        return (h, x, v);
    }

    /// <summary>Random directions, made orthogonal one after another; the first is turned round, so that some are reflections.</summary>
    private static Tensor Rotation(int n, int seed)
    {
        var rows = new List<double[]>();
        foreach (var row in Key.Split("rotation").Split(seed).Normal([n, n], dtype: DType.F64).ToDoubles().Chunk(n))
        {
            foreach (var done in rows)
            {
                double dot = row.Zip(done, (a, b) => a * b).Sum();
                for (int k = 0; k < n; k++) row[k] -= dot * done[k];
            }
            double length = Math.Sqrt(row.Sum(v => v * v)) * (rows.Count == 0 && seed % 2 == 1 ? -1 : 1);
            for (int k = 0; k < n; k++) row[k] /= length;
            rows.Add(row);
        }
        return Tensor.From([.. rows.SelectMany(r => r)], n, n);
    }

    [Theory]
    [InlineData(2, DType.F32, 1e-4)]
    [InlineData(3, DType.F32, 1e-4)]
    [InlineData(5, DType.F32, 1e-4)]
    [InlineData(2, DType.F64, 1e-10)]
    [InlineData(3, DType.F64, 1e-10)]
    [InlineData(5, DType.F64, 1e-10)]
    public void Places_turn_move_and_are_mirrored_with_the_input(int n, DType dtype, double tolerance)
    {
        foreach (bool moving in (bool[])[false, true])
            for (int seed = 0; seed < 2; seed++)
            {
                var layers = Layers(moving, dtype);
                var (x, v, rotation, shift) = (Random("x", Nodes, n), moving ? Random("v", Nodes, n) : null, Rotation(n, seed), Random("shift", 1, n));
                var plain = Run(layers, x, v, dtype);
                var turned = Run(layers, x.MatMul(rotation) + shift, v?.MatMul(rotation), dtype);
                Close(plain.X.To(DType.F64).MatMul(rotation) + shift, turned.X, tolerance);
                Close(plain.H, turned.H, tolerance);
                if (moving) Close(plain.V!.To(DType.F64).MatMul(rotation), turned.V!, tolerance);
                Assert.True((plain.X.To(DType.F64) - x).Abs().Max().Item() > 1e-4, "places that do not move turn with anything");
            }
    }

    [Fact]
    public void It_is_the_equations_node_by_node()
    {
        var layer = Layers(velocity: true, DType.F64)[0];
        var (h, x, v, edges, graph) = (Random("h", Nodes, Width), Random("x", Nodes, 3), Random("v", Nodes, 3), Random("edges", Graph().Nonzeros, 2), Graph());
        var (nextH, nextX, nextV) = layer.Forward(graph, h, x, v, edges);
        for (int i = 0; i < Nodes; i++)
        {
            var (sum, move) = (Tensor.Zeros([1, 8], DType.F64), Tensor.Zeros([1, 3], DType.F64));
            for (int e = graph.RowPointers[i]; e < graph.RowPointers[i + 1]; e++)
            {
                int j = graph.ColumnIds[e];
                var apart = x.Slice(0, i, 1) - x.Slice(0, j, 1);
                var m = layer.Edge.Forward(Tensor.Concat([h.Slice(0, i, 1), h.Slice(0, j, 1), apart.Square().Sum().Reshape(1, 1), edges.Slice(0, e, 1)], 1)).Silu();
                (sum, move) = (sum + m, move + apart * layer.Place.Forward(m) * (1.0 / graph.Row(i).Length));
            }
            var velocity = layer.Velocity!.Forward(h.Slice(0, i, 1)) * v.Slice(0, i, 1) + move;
            Close(velocity, nextV!.Slice(0, i, 1), 1e-12);
            Close(x.Slice(0, i, 1) + velocity, nextX.Slice(0, i, 1), 1e-12);
            Close(h.Slice(0, i, 1) + layer.Node.Forward(Tensor.Concat([h.Slice(0, i, 1), sum], 1)), nextH.Slice(0, i, 1), 1e-12);
        }
    }

    [Fact]
    public void Velocities_where_none_are_expected_are_refused() =>
        Assert.Contains("without velocities", Assert.Throws<ArgumentException>(() => Run(Layers(false, DType.F64), Random("x", Nodes, 3), Random("v", Nodes, 3), DType.F64)).Message, StringComparison.Ordinal);

    private static void Close(Tensor expected, Tensor actual, double tolerance) =>
        Assert.True((expected.To(DType.F64) - actual.To(DType.F64)).Abs().Max().Item() < tolerance, $"differ by {(expected.To(DType.F64) - actual.To(DType.F64)).Abs().Max().Item()}");
}
