using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Neural common neighbour, with completion: pairs are told by what their common neighbours are, and by those they probably have.</summary>
[Recipe("ncn")]
public sealed partial class Ncn : LinkPredictor<Ncn.Net, Ncn.Options>
{
    public override Paper Paper =>
        new("Neural Common Neighbor with Completion for Link Prediction", "Wang, Yang, Zhang", 2024, "arXiv:2302.00890", "P119");

    public override string Summary => "A graph network runs once; a pair is scored by a perceptron of hᵤ ⊙ hᵥ and Σ hᵢ over common neighbours i, "
        + "to which completion adds P(i linked to v)·hᵢ over neighbours of u alone, and the reverse.";

    public override IReadOnlyList<Claim> Claims => NcnClaims.All(Id);

    public sealed record Options
    {
        /// <summary>Whether probable common neighbours count too (NCNC), or only those there are (NCN).</summary>
        public bool Completion { get; init; } = true;

        /// <summary>Whether the links that a step asks about stay in the graph, where they can be read off.</summary>
        public bool KeepTargets { get; init; }

        /// <summary>Units of the graph network's hidden layer.</summary>
        [Search(16, 256, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Numbers of a node's vector.</summary>
        [Search(16, 128, Log = true)] public int Width { get; init; } = 64;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.5;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.03, Log = true)] public double LearningRate { get; init; } = 0.005;

        /// <summary>Passes over the training links.</summary>
        public int Epochs { get; init; } = 40;

        /// <summary>Links a step: so many are missing from the graph while they are asked about.</summary>
        [Search(128, 4096, Log = true)] public int BatchSize { get; init; } = 1024;
    }

    public override Options Smoke => new() { Epochs = 8, Hidden = 8, Width = 8, BatchSize = 64, Dropout = 0, LearningRate = 0.02 };

    public override Net Create(LinkInfo info, Options o, Rng rng) => new(GraphEncoder.Create(info.Features, o.Hidden, o.Width, rng.Split("encoder")), LayerNorm.Create(o.Width),
        Mlp.Create([o.Width, o.Width], rng.Split("product")), Mlp.Create([o.Width, o.Width, o.Width], rng.Split("common")),
        Mlp.Create([o.Width, o.Width, 1], rng.Split("head")));

    public override Net Fit(LinkPrediction task, Options o, Run run) =>
        LinkTraining.Fit(run, task, Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, BatchSize = o.BatchSize },
            (net, asked, rng) => net.Forward(asked, o.Completion, o.Dropout, rng), hide: !o.KeepTargets);

    public override Tensor Predict(Net net, LinkInput input, Options o) => net.Forward(input, o.Completion);

    [Model]
    public sealed partial record Net(GraphEncoder Encoder, LayerNorm Norm, Mlp Product, Mlp Common, Mlp Head)
    {
        /// <summary>Logits <c>[pairs]</c>.</summary>
        public Tensor Forward(LinkInput asked, bool completion, double dropout = 0, Rng? rng = null)
        {
            var h = Norm.Forward(Encoder.Forward(asked.Graph, dropout, rng));
            Csr into = asked.Graph.Adjacency, from = into.Transpose();
            var common = from.Intersect(asked.From, into, asked.To).MatMul(h);
            if (completion)
                common += Probable(h, from.Except(asked.From, into, asked.To), asked.To, into, from, towards: true)
                    + Probable(h, into.Except(asked.To, from, asked.From), asked.From, into, from, towards: false);
            return Score(h, asked.From, asked.To, common, dropout, rng);
        }

        // Σ P(i, v)·hᵢ over the neighbours i of one node that are none of the other; P by the same network without completion (eq. 9).
        private Tensor Probable(Tensor h, Csr alone, IntTensor others, Csr into, Csr from, bool towards)
        {
            int[] ends = Array.ConvertAll(alone.RowIds.Span.ToArray(), pair => others[pair]), near = alone.ColumnIds.Span.ToArray();
            // The pair's own nodes are in each other's rows where the link is there; what they tell is the answer itself.
            int[] kept = [.. Enumerable.Range(0, near.Length).Where(e => near[e] != ends[e])];
            if (kept.Length == 0) return Tensor.Zeros([alone.Rows, h.Size(1)], h.DType);
            IntTensor i = Array.ConvertAll(kept, e => near[e]), v = Array.ConvertAll(kept, e => ends[e]);
            var (first, second) = towards ? (i, v) : (v, i);
            var p = Score(h, first, second, from.Intersect(first, into, second).MatMul(h), 0, null).Sigmoid();
            var pairs = new int[alone.Rows + 1];
            foreach (int e in kept) pairs[alone.RowIds[e] + 1]++;
            for (int r = 0; r < alone.Rows; r++) pairs[r + 1] += pairs[r];
            return new Csr(alone.Rows, alone.Columns, pairs, i.Span, p).MatMul(h);
        }

        private Tensor Score(Tensor h, IntTensor from, IntTensor to, Tensor common, double dropout, Rng? rng)
        {
            var joint = (Product.Forward(h.GatherRows(from) * h.GatherRows(to)) + Common.Forward(common)).Relu();
            return Head.Forward(rng is { } r ? joint.Dropout(dropout, r.Split("joint")) : joint).Reshape(-1);
        }
    }

    public override string Notes => "One encoder of two graph convolutions for all data, where the authors choose one a data set; no edge dropout. "
        + "Half the pairs of a step are links, missing from the graph meanwhile; validation and test pairs are asked of the training graph.";
}
