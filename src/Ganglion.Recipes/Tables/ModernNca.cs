using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>ModernNCA: neighbourhood components analysis with a deep embedding, log loss and sampled neighbours.</summary>
[Recipe("modern-nca")]
public sealed partial class ModernNca : TableMethod<ModernNca.Memory, ModernNca.Options>
{
    public override Paper Paper =>
        new("Revisiting Nearest Neighbor for Tabular Data: A Deep Tabular Baseline Two Decades Later", "Ye, Yin, Zhan, Chao", 2025,
            "arXiv:2407.03257", "P269");

    public override string Summary =>
        "The training rows vote, each with weight softmax(-‖φ(x) - φ(xⱼ)‖), in an embedding φ trained for that vote "
        + "against a random part of the rows a step.";

    /// <summary>What the votes are trained by.</summary>
    public enum VoteLoss
    {
        /// <summary>The mean of -log of the true class's share.</summary>
        Log,

        /// <summary>The mean of the share missed, as in the original NCA (Goldberger et al. 2004).</summary>
        Sum,
    }

    public sealed record Options
    {
        /// <summary>Components of the embedding.</summary>
        [Search(32, 256, Log = true)] public int Dimension { get; init; } = 128;

        /// <summary>Blocks after the first linear map.</summary>
        [Search(0, 2)] public int Blocks { get; init; }

        /// <summary>Hidden units of a block.</summary>
        [Search(64, 512, Log = true)] public int Hidden { get; init; } = 256;

        /// <summary>Share of a block's hidden units dropped while training.</summary>
        [Search(0, 0.5)] public double Dropout { get; init; } = 0.2;

        /// <summary>Frequencies of the periodic embedding of a number; 0 for none.</summary>
        [Search(0, 77)] public int Frequencies { get; init; } = 16;

        /// <summary>Components of the embedding of a number.</summary>
        [Search(4, 34)] public int EmbeddingWidth { get; init; } = 8;

        /// <summary>Deviation of the first frequencies: the larger, the finer the steps that can be told apart.</summary>
        [Search(0.02, 2, Log = true)] public double FrequencyScale { get; init; } = 0.1;

        /// <summary>Share of the training rows that vote in a step, besides the step's own.</summary>
        [Search(0.05, 1)] public double Share { get; init; } = 0.5;

        /// <summary>Whether distances are squared, as in the original NCA.</summary>
        public bool Squared { get; init; }

        /// <summary>What is minimised for classes; numbers take the squared error.</summary>
        public VoteLoss Loss { get; init; } = VoteLoss.Log;

        /// <summary>AdamW's learning rate.</summary>
        [Search(1e-3, 3e-2, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Decoupled weight decay.</summary>
        [Search(1e-5, 0.1, Log = true)] public double WeightDecay { get; init; } = 1e-3;

        /// <summary>Rows in a step.</summary>
        public int BatchSize { get; init; } = 256;

        /// <summary>Passes over the rows at most.</summary>
        public int Epochs { get; init; } = 200;

        /// <summary>Passes without a lower validation loss before training stops.</summary>
        public int Patience { get; init; } = 16;
    }

    public override Options Smoke =>
        new() { Dimension = 8, Blocks = 1, Hidden = 16, Frequencies = 4, EmbeddingWidth = 2, Epochs = 3, BatchSize = 32 };

    // Small tables: ten steps a pass at least. Large ones: some 2000 voters a step are as good as all, and finer frequencies pay.
    public override Options Suit(TableTask task) => task.Train.Rows >= 5000
        ? new() { BatchSize = 512, Share = 2000.0 / task.Train.Rows, FrequencyScale = 0.5 }
        : new() { BatchSize = Math.Clamp(task.Train.Rows / 10, 16, 256) };

    public override Memory Create(TableInfo info, Options o, Rng rng)
    {
        var cells = CellEmbedding.Create(info, o.Frequencies, o.EmbeddingWidth, o.FrequencyScale, rng.Split("cells"));
        Mlp[] blocks = [.. Enumerable.Range(0, o.Blocks).Select(i =>
            Mlp.Create([o.Dimension, o.Hidden, o.Dimension], rng.Split(i), dropout: o.Dropout))];
        BatchNorm[] norms = blocks.Length == 0 ? [] : [.. Enumerable.Range(0, blocks.Length + 1).Select(_ => BatchNorm.Create(o.Dimension))];
        var net = new Encoder(cells, Linear.Create(cells.Width(info), o.Dimension, rng.Split("first")), blocks, norms);
        return new(net, net.InitialState(), Tensor.Zeros([0]), Tensor.Zeros([0]));
    }

    public override Memory Fit(TableTask task, Options o, Run run)
    {
        var (targets, start) = (task.TrainTargets, Create(task.Info, o, run.Rng.Split("init")));
        var how = new Training
        {
            Optimizer = new AdamW(o.LearningRate, o.WeightDecay),
            Epochs = o.Epochs,
            Patience = o.Patience,
            Items = task.Train.Rows,
            BatchSize = o.BatchSize,
            DropLast = true,
        };
        var best = run.Train(new Stateful<Encoder, MlpState>(start.Net, start.State), how,
            loss: (net, state, step) =>
            {
                // The step's own rows come first among the voters, so that a row's vote for itself stands on the diagonal.
                int[] voters = [.. step.Items, .. Others(step.Items, task.Train.Rows, o.Share, step.Rng.Split("voters"))];
                var (embedded, next) = net.Forward(task.Train.Select(voters), state, train: true, step.Rng.Split("dropout"));
                var votes = Votes(embedded.Slice(0, 0, step.Items.Length), embedded, targets.GatherRows(voters), o, excludeSelf: true);
                bool sum = o.Loss == VoteLoss.Sum && targets.Size(1) > 1;
                return (sum ? 1 - (votes * targets.GatherRows(step.Items)).Sum(1).Mean() : task.Loss(Answers(votes), step.Items), next);
            },
            validate: now => task.ValidateLoss(Predict(Remember(now), task.Validation, o)));
        return Remember(best);

        Memory Remember(Stateful<Encoder, MlpState> now) => new(now.Net, now.State, now.Net.Forward(task.Train, now.State).Y, targets);
    }

    public override Tensor Predict(Memory net, TableInput rows, Options o)
    {
        var queries = net.Net.Forward(rows, net.State).Y;
        int block = Math.Max(1, 8_000_000 / net.Keys.Size(0)), blocks = (rows.Rows + block - 1) / block;
        return Tensor.Concat([.. Enumerable.Range(0, blocks).Select(b =>
            Answers(Votes(queries.Slice(0, b * block, Math.Min(block, rows.Rows - b * block)), net.Keys, net.Targets, o)))]);
    }

    // Each class's share of the vote [queries, classes], or the voters' weighted mean [queries, 1].
    private static Tensor Votes(Tensor queries, Tensor keys, Tensor targets, Options o, bool excludeSelf = false)
    {
        var squares = queries.Square().Sum(1, keepDims: true) + keys.Square().Sum(1) - 2 * queries.MatMul(keys, transposeB: true);
        var distances = o.Squared ? squares : (squares.Relu() + 1e-8).Sqrt();
        if (excludeSelf) distances += (Tensor.Eye(queries.Size(0), queries.DType) * 1e9).Pad(1, 0, keys.Size(0) - queries.Size(0));
        return distances.Neg().Softmax().MatMul(targets);
    }

    // Logits whose softmax is the share of the vote; a number as it is.
    private static Tensor Answers(Tensor votes) => votes.Size(1) == 1 ? votes : (votes + 1e-7).Log();

    private static IEnumerable<int> Others(int[] items, int rows, double share, Rng rng)
    {
        var own = items.ToHashSet();
        int[] others = [.. Enumerable.Range(0, rows).Where(i => !own.Contains(i))];
        return share >= 1 ? others : rng.Permutation(others.Length).Take((int)Math.Ceiling(share * others.Length)).Select(i => others[i]);
    }

    /// <summary>The embedding φ: a linear map of the cells, then blocks W₂ dropout(relu(W₁ norm(x))) and a last normalisation.</summary>
    [Model]
    public sealed partial record Encoder(CellEmbedding Cells, Linear First, Mlp[] Blocks, BatchNorm[] Norms)
    {
        /// <summary>The running moments before the first step.</summary>
        public MlpState InitialState() => new([.. Norms.Select(n => n.InitialState())]);

        /// <summary>Embedded rows <c>[rows, dimension]</c> and the next running moments.</summary>
        public (Tensor Y, MlpState Next) Forward(TableInput rows, MlpState state, bool train = false, Rng? rng = null)
        {
            var x = First.Forward(Cells.Forward(rows));
            var next = new BatchNormState[Norms.Length];
            for (int i = 0; i < Norms.Length; i++)
            {
                (var normed, next[i]) = Norms[i].Forward(x, state.Norms[i], train);
                x = i < Blocks.Length ? Blocks[i].Forward(normed, rng?.Split(i)) : normed;
            }
            return (x, new(next));
        }
    }

    /// <summary>The embedding and what it makes of the training rows.</summary>
    /// <param name="Net">φ.</param>
    /// <param name="State">Its running moments.</param>
    /// <param name="Keys">The embedded training rows, <c>[rows, dimension]</c>.</param>
    /// <param name="Targets">One-hot <c>[rows, classes]</c>, or standardised <c>[rows, 1]</c>.</param>
    [Model]
    public sealed partial record Memory(Encoder Net, MlpState State, Tensor Keys, Tensor Targets);

    public override string Notes => "One setting of the options for all tables, where the paper tunes on each. Numbers enter the first map "
        + "as they are, beside their periodic embedding. Tables of 5000 training rows and more vote with about 2000 of them a step.";
}
