using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graphs of one size as one input, with targets divided by the largest of the training part.</summary>
/// <param name="Graph">Adjacency, block-diagonal.</param>
/// <param name="Looped">The same with loops.</param>
/// <param name="X"><c>[nodes, 2]</c>.</param>
/// <param name="Nodes">Targets of nodes <c>[nodes, 3]</c>.</param>
/// <param name="Graphs">Targets of graphs <c>[graphs, 3]</c>.</param>
/// <param name="Pointers">Where the nodes of each graph begin.</param>
/// <param name="Rounds">Rounds of message passing: half the nodes of a graph, as in the paper.</param>
internal sealed record TheoryBatch(Csr Graph, Csr Looped, Tensor X, Tensor Nodes, Tensor Graphs, int[] Pointers, int Rounds)
{
    public static TheoryBatch From(GraphTheory set, int size, float[] nodeScale, float[] graphScale)
    {
        var graph = new Csr(set.NodeOffsets[^1], set.NodeOffsets[^1], set.RowPointers, set.Columns);
        return new(graph, graph.AddSelfLoops(), Tensor.From(set.Features, graph.Rows, 2),
            Tensor.From(set.NodeTargets, graph.Rows, 3) / Tensor.From(nodeScale),
            Tensor.From(set.GraphTargets, set.Count, 3) / Tensor.From(graphScale), set.NodeOffsets, (size + 1) / 2);
    }

    public static float[] Largest(IEnumerable<float[]> targets) =>
        [.. Enumerable.Range(0, 3).Select(c => targets.Max(t => t.Where((_, i) => i % 3 == c).Max(Math.Abs)))];
}

/// <summary>A convolution of one kind or another; without any, each node is on its own.</summary>
[Model]
internal sealed partial record TheoryConv(Linear? Alone = null, GcnConv? Gcn = null, GatConv? Gat = null, GinConv? Gin = null, PnaConv? Pna = null)
{
    public static readonly string[] Kinds = ["mlp", "gcn", "gat", "gin", "mpnn-sum", "mpnn-max", "pna-unscaled", "pna"];

    public static TheoryConv Create(string kind, int width, double delta, Rng rng) => kind switch
    {
        "mlp" => new(Alone: Linear.Create(width, width, rng)),
        "gcn" => new(Gcn: GcnConv.Create(width, width, rng)),
        "gat" => new(Gat: GatConv.Create(width, width / 4, rng, heads: 4)),
        "gin" => new(Gin: GinConv.Create(width, width, width, rng, learnEpsilon: true)),
        "mpnn-sum" => new(Pna: PnaConv.Create(width, width, delta, rng, 1, [PnaAggregator.Sum], [DegreeScaler.Identity])),
        "mpnn-max" => new(Pna: PnaConv.Create(width, width, delta, rng, 1, [PnaAggregator.Max], [DegreeScaler.Identity])),
        "pna-unscaled" => new(Pna: PnaConv.Create(width, width, delta, rng, 4, scalers: [DegreeScaler.Identity])),
        _ => new(Pna: PnaConv.Create(width, width, delta, rng, 4)),
    };

    public Tensor Forward(TheoryBatch batch, Tensor x) => Pna?.Forward(batch.Graph, x) ?? Gcn?.Forward(batch.Graph.GcnNormalized(), x)
        ?? Gat?.Forward(batch.Looped, x) ?? Gin?.Forward(batch.Graph, x) ?? Alone!.Forward(x);
}

/// <summary>
/// One convolution applied again and again, with a gated unit that takes its answer into the state of a node (figure 2 of the paper); then
/// perceptrons for nodes and for the mean and maximum of a graph's nodes.
/// </summary>
[Model]
internal sealed partial record TheoryNet(Linear Encode, TheoryConv Conv, GruCell Update, Mlp Nodes, Mlp Graphs)
{
    public static TheoryNet Create(string kind, int width, double delta, Rng rng) => new(
        Linear.Create(2, width, rng.Split("encode")), TheoryConv.Create(kind, width, delta, rng.Split("conv")),
        GruCell.Create(width, width, rng.Split("update")), Read([width, width, 3], rng.Split("nodes")),
        Read([2 * width, width, 3], rng.Split("graphs")));

    /// <summary>The narrowest network of a kind with at least so many parameters.</summary>
    public static int WidthFor(string kind, long parameters)
    {
        int width = 4;
        while (Create(kind, width, 1, new Rng(0)).ParameterCount() < parameters) width += kind is "gat" or "pna" or "pna-unscaled" ? 4 : 1;
        return width;
    }

    public (Tensor Nodes, Tensor Graphs) Forward(TheoryBatch batch)
    {
        var x = Encode.Forward(batch.X);
        for (int round = 0; round < batch.Rounds; round++) x = Update.Forward(Conv.Forward(batch, x).Relu(), x);
        return (Nodes.Forward(x), Graphs.Forward(Tensor.Concat([x.SegmentMean(batch.Pointers), x.SegmentMax(batch.Pointers)], 1)));
    }

    /// <summary>The six mean squared errors: three targets of nodes, three of graphs.</summary>
    public Tensor Errors(TheoryBatch batch)
    {
        var (nodes, graphs) = Forward(batch);
        return Tensor.Concat([(nodes - batch.Nodes).Square().Mean(0), (graphs - batch.Graphs).Square().Mean(0)]);
    }

    private static Mlp Read(int[] sizes, Rng rng) => Mlp.Create(sizes, rng, Activation.LeakyRelu(0.01));
}
