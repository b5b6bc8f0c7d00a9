using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>What a block of a <see cref="ResidualNet"/> does with a node's neighbours.</summary>
public enum Mixing
{
    /// <summary>Nothing: the graph is ignored.</summary>
    None,

    /// <summary>A normalised sum over neighbours and the node itself takes the node's place.</summary>
    Convolution,

    /// <summary>The mean of neighbours stands beside the node.</summary>
    Mean,

    /// <summary>Attention over neighbours and the node itself takes the node's place.</summary>
    Attention,

    /// <summary>Attention over neighbours stands beside the node.</summary>
    AttentionApart,

    /// <summary>Attention of queries and keys over neighbours and the node itself, with a way around of its own.</summary>
    Transformer,
}

/// <summary>
/// Standard layers among links as Platonov et al. 2023 (section 5) build them: a linear map in, blocks x ← x + f(norm(x)) that mix
/// neighbours and then apply a perceptron to each node, a norm, a linear map out.
/// </summary>
[Model]
public sealed partial record ResidualNet(Linear Input, ResidualBlock[] Blocks, LayerNorm Norm, Linear Output)
{
    /// <summary>A network with fresh weights.</summary>
    public static ResidualNet Create(int features, int width, int layers, int heads, int classes, Mixing mixing, Rng rng) => new(
        Linear.Create(features, width, rng.Split("input")),
        [.. Enumerable.Range(0, layers).Select(l => ResidualBlock.Create(width, heads, mixing, rng.Split(l)))],
        LayerNorm.Create(width), Linear.Create(width, classes, rng.Split("output")));

    /// <summary>What the blocks want to have of the graph.</summary>
    public static Csr Prepare(Csr graph, Mixing mixing, DType dtype = DType.F32) => mixing switch
    {
        Mixing.Convolution => graph.GcnNormalized(dtype),
        Mixing.Mean => graph.RowNormalized(dtype),
        Mixing.Attention or Mixing.Transformer => graph.AddSelfLoops(),
        _ => graph,
    };

    /// <summary>Logits <c>[nodes, classes]</c>.</summary>
    /// <param name="prepared"><c>[nodes, nodes]</c>, from <see cref="Prepare"/>.</param>
    /// <param name="x"><c>[nodes, features]</c>.</param>
    /// <param name="dropout">The rate.</param>
    /// <param name="rng">The key; without one nothing is dropped.</param>
    public Tensor Forward(Csr prepared, Features x, double dropout = 0, Rng? rng = null)
    {
        var h = x.Linear(Input.Weight, Input.Bias);
        h = (rng is { } key ? h.Dropout(dropout, key.Split("input")) : h).Gelu();
        for (int l = 0; l < Blocks.Length; l++) h = Blocks[l].Forward(prepared, h, dropout, rng?.Split(l));
        return Output.Forward(Norm.Forward(h));
    }
}

/// <summary>One block: mixes neighbours, then a perceptron, around which the node's state goes unchanged.</summary>
[Model]
public sealed partial record ResidualBlock(LayerNorm Norm, GatConv? Attention, TransformerConv? Transformer, LayerNorm? Second, Linear Expand, Linear Contract)
{
    /// <summary>What is done with neighbours.</summary>
    public Mixing Mixing { get; init; }

    /// <summary>A block with fresh weights.</summary>
    public static ResidualBlock Create(int width, int heads, Mixing mixing, Rng rng) => new(LayerNorm.Create(width),
        mixing is Mixing.Attention or Mixing.AttentionApart ? GatConv.Create(width, width / heads, rng.Split("attention"), heads) : null,
        mixing == Mixing.Transformer ? TransformerConv.Create(width, width / heads, rng.Split("attention"), heads, root: false) : null,
        mixing == Mixing.Transformer ? LayerNorm.Create(width) : null,
        Linear.Create(mixing is Mixing.Mean or Mixing.AttentionApart ? 2 * width : width, width, rng.Split("expand")),
        Linear.Create(width, width, rng.Split("contract")))
    { Mixing = mixing };

    /// <param name="graph"><c>[nodes, nodes]</c>, from <see cref="ResidualNet.Prepare"/>.</param>
    /// <param name="x"><c>[nodes, width]</c>.</param>
    /// <param name="dropout">The rate.</param>
    /// <param name="rng">The key; without one nothing is dropped.</param>
    /// <returns>The same shape.</returns>
    public Tensor Forward(Csr graph, Tensor x, double dropout, Rng? rng)
    {
        Tensor Drop(Tensor t, string where) => rng is { } key ? t.Dropout(dropout, key.Split(where)) : t;
        var h = Norm.Forward(x);
        if (Transformer is not null)
        {
            x += Drop(Transformer.Forward(graph, h), "attention");
            h = Second!.Forward(x);
        }
        h = Mixing switch
        {
            Mixing.Convolution => graph.MatMul(h),
            Mixing.Mean => Tensor.Concat([h, graph.MatMul(h)], 1),
            Mixing.Attention => Attention!.Forward(graph, h),
            Mixing.AttentionApart => Tensor.Concat([h, Attention!.Forward(graph, h)], 1),
            _ => h,
        };
        return x + Drop(Contract.Forward(Drop(Expand.Forward(h), "hidden").Gelu()), "out");
    }
}
