using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A score of pairs: Σ w_f · z_if · z_jf + b.</summary>
[Model]
internal sealed partial record PairScore(Tensor Weight, Tensor Bias)
{
    public static PairScore Create(int width) => new(Tensor.Full([width], 1.0 / width), Tensor.Zeros([1]));

    public Tensor Pairs(Tensor z, IntTensor from, IntTensor to) => (z.GatherRows(from) * z.GatherRows(to)).MatMul(Weight.Unsqueeze(1)).Squeeze(1)
        + Bias;

    public Tensor All(Tensor z) => (z * Weight).MatMul(z.Transpose()) + Bias;
}

/// <summary>What embeddings are asked: communities, links to come, and whether those join one community.</summary>
[Model]
internal sealed partial record DynamicHeads(Linear Nodes, PairScore Link, PairScore Edge)
{
    public static DynamicHeads Create(int width, int communities, Rng rng) => new(Linear.Create(width, communities, rng), PairScore.Create(width),
        PairScore.Create(width));

    /// <summary>The sum of the three losses at one moment.</summary>
    public Tensor Loss(Moment at, Tensor z)
    {
        IntTensor from = at.From.Span[..at.Links].ToArray(), to = at.To.Span[..at.Links].ToArray();
        return Nodes.Forward(z).SoftmaxCrossEntropy(at.Communities).Mean() + Nets.Loss.BinaryCrossEntropy(Link.Pairs(z, at.From, at.To), at.Linked)
            + Nets.Loss.BinaryCrossEntropy(Edge.Pairs(z, from, to), at.Same.ToTensor(z.DType));
    }
}

/// <summary>
/// Two graph convolutions at each moment. Either their weights are fixed, or they evolve; and with a memory, a gated unit carries the embedding of
/// each node
/// from moment to moment, new nodes beginning at zero.
/// </summary>
[Model]
internal sealed partial record DynamicNet(GcnConv[]? Fixed, EvolveGcnConv[]? Moving, GruCell? Memory, DynamicHeads Heads)
{
    public static readonly string[] Kinds = ["gcn", "gcn-gru", "evolve-h", "evolve-o"];

    public static DynamicNet Create(string kind, int features, int width, int communities, Rng rng)
    {
        int[] inputs = [features, width];
        bool moving = kind.StartsWith("evolve", StringComparison.Ordinal);
        return new(moving ? null : [.. inputs.Select((n, l) => GcnConv.Create(n, width, rng.Split(l)))],
            moving ? [.. inputs.Select((n, l) => EvolveGcnConv.Create(n, width, rng.Split(l), summarize: kind == "evolve-h"))] : null,
            kind == "gcn-gru" ? GruCell.Create(width, width, rng.Split("memory")) : null,
            DynamicHeads.Create(width, communities, rng.Split("heads")));
    }

    /// <summary>The embeddings of the nodes at each moment, and the layers' weights at each. A moment's answer depends on none that
    /// follows.</summary>
    public (Tensor[] Z, Tensor[][] Weights) Embed(IReadOnlyList<Moment> moments)
    {
        var (answers, history) = (new Tensor[moments.Count], new Tensor[moments.Count][]);
        Tensor[] weights = [.. Moving?.Select(m => m.Weight) ?? Fixed!.Select(f => f.Weight)];
        Tensor? memory = null;
        for (int t = 0; t < moments.Count; t++)
        {
            var (at, h) = (moments[t], moments[t].X);
            for (int l = 0; l < 2; l++)
            {
                if (Moving is null) h = Fixed![l].Forward(at.Normalized, h);
                else
                {
                    weights[l] = Moving[l].Evolve(weights[l], h);
                    h = Moving[l].Forward(at.Normalized, h, weights[l]);
                }
                if (l == 0) h = h.LeakyRelu(0.2);
            }
            if (Memory is not null)
            {
                var blank = Tensor.Zeros([1, Memory.Units], h.DType);
                h = memory = Memory.Forward(h, memory is null ? blank.Expand([h.Size(0), Memory.Units])
                    : Tensor.Concat([memory, blank]).GatherRows(at.Before));
            }
            (answers[t], history[t]) = (h, [.. weights]);
        }
        return (answers, history);
    }

    /// <summary>The mean loss over the moments.</summary>
    public Tensor Loss(IReadOnlyList<Moment> moments) =>
        Tensor.Stack([.. Embed(moments).Z.Select((z, t) => Heads.Loss(moments[t], z))]).Mean();
}
