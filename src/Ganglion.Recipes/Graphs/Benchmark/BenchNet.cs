using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A convolution of one kind, with what it needs beside it.</summary>
[Model]
internal sealed partial record BenchConv(Linear? Alone = null, GcnConv? Gcn = null, SageConv? Sage = null, GatConv? Gat = null, GinConv? Gin = null,
    GmmConv? Gmm = null, Linear? Project = null, GatedGcnConv? Gated = null, BatchNorm? EdgeNorm = null)
{
    public static BenchConv Create(string kind, int width, Rng rng) => kind switch
    {
        "mlp" => new(Alone: Linear.Create(width, width, rng)),
        "gcn" => new(Gcn: GcnConv.Create(width, width, rng)),
        "graphsage" => new(Sage: SageConv.Create(width, width, rng)),
        "gat" => new(Gat: GatConv.Create(width, width / 4, rng, heads: 4)),
        "gin" => new(Gin: GinConv.Create(width, width, width, rng, learnEpsilon: true)),
        "monet" => new(Gmm: GmmConv.Create(width, width, 3, 2, rng.Split("gmm")), Project: Linear.Create(2, 2, rng.Split("project"))),
        "gated-gcn" => new(Gated: GatedGcnConv.Create(width, width, rng, width), EdgeNorm: BatchNorm.Create(width)),
        _ => throw new ArgumentException($"There is no kind '{kind}'; the benchmark has {string.Join(", ", BenchNet.Kinds)}."),
    };

    /// <summary>The answers of nodes, and for a gated layer the states of edges.</summary>
    public (Tensor Y, Tensor? Edges) Forward(BenchBatch b, Tensor x, Tensor? edges)
    {
        if (Gated is { } gated) return gated.Forward(b.Graph, x, edges);
        if (Gmm is { } gmm) return (gmm.Forward(b.Graph, x, Project!.Forward(b.Coordinates).Tanh()), null);
        return (Alone?.Forward(x) ?? Gcn?.Forward(b.Graph.GcnNormalized(), x) ?? Sage?.Forward(b.Graph, x) ?? Gat?.Forward(b.Looped, x)
            ?? Gin!.Forward(b.Graph, x), null);
    }
}

/// <summary>The running moments of all normalisations.</summary>
[Model]
internal sealed partial record BenchState(BatchNormState[] Norms, BatchNormState[] EdgeNorms);

/// <summary>
/// The body that all kinds share (Dwivedi et al. 2020, appendix C): an embedding, layers h + relu(norm(conv(h))), and a perceptron that halves its
/// width
/// twice, for each node or for the mean of a graph's nodes.
/// </summary>
[Model]
internal sealed partial record BenchNet(Linear Embed, Tensor? EdgeStart, BenchConv[] Convs, BatchNorm[] Norms, Mlp Read)
{
    public static readonly string[] Kinds = ["mlp", "gcn", "graphsage", "gat", "gin", "monet", "gated-gcn"];

    public bool OfNodes { get; init; }

    public static BenchNet Create(string kind, BenchSet set, int width, int layers, Rng rng) => new(
        Linear.Create(set.Width, width, rng.Split("embed")), kind == "gated-gcn" ? Init.FanIn([width], 1, rng.Split("edges")) : null,
        [.. Enumerable.Range(0, layers).Select(l => BenchConv.Create(kind, width, rng.Split(l)))],
        [.. Enumerable.Range(0, layers).Select(_ => BatchNorm.Create(width))],
        Mlp.Create([width, width / 2, width / 4, set.Classes], rng.Split("read")))
    { OfNodes = set.OfNodes };

    /// <summary>The widest network of a kind that stays within a budget of parameters; widths are multiples of four.</summary>
    public static int WidthFor(string kind, BenchSet set, int layers, long budget)
    {
        int width = 4;
        while (Create(kind, set, width + 4, layers, new Rng(0)).ParameterCount() <= budget) width += 4;
        return width;
    }

    public BenchState InitialState() => new([.. Norms.Select(n => n.InitialState())], [.. Convs.Where(c => c.EdgeNorm is not null).Select(c =>
        c.EdgeNorm!.InitialState())]);

    /// <summary>Logits <c>[nodes or graphs, classes]</c>, and the next running moments.</summary>
    public (Tensor Logits, BenchState Next) Forward(BenchBatch batch, BenchState state, bool train, Tensor? x = null)
    {
        var h = Embed.Forward(x ?? batch.X);
        var e = EdgeStart is null ? null : Tensor.Ones([batch.Graph.Nonzeros, 1], h.DType) * EdgeStart;
        var (norms, edgeNorms) = (new BatchNormState[Convs.Length], new BatchNormState[state.EdgeNorms.Length]);
        for (int l = 0; l < Convs.Length; l++)
        {
            var (y, edges) = Convs[l].Forward(batch, h, e);
            (y, norms[l]) = Norms[l].Forward(y, state.Norms[l], train);
            h += y.Relu();
            if (edges is null) continue;
            (edges, edgeNorms[l]) = Convs[l].EdgeNorm!.Forward(edges, state.EdgeNorms[l], train);
            e = e! + edges.Relu();
        }
        return (Read.Forward(OfNodes ? h : h.SegmentMean(batch.Pointers)), new(norms, edgeNorms));
    }
}
