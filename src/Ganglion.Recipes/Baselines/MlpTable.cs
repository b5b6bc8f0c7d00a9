using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron on a table: what more special networks must beat.</summary>
[Recipe("mlp")]
public sealed partial class MlpTable : TableMethod<Stateful<MlpTable.Net, MlpState>, MlpTable.Options>
{
    public override Paper Paper =>
        new("On Embeddings for Numerical Features in Tabular Deep Learning", "Gorishniy, Rubachev, Babenko", 2022, "arXiv:2203.05556");

    public override string Summary =>
        "Hidden layers with batch normalisation, ReLU and dropout on one-hot categories and on numbers with periodic embeddings.";

    public sealed record Options
    {
        /// <summary>Units of a hidden layer.</summary>
        [Search(32, 512, Log = true)] public int Hidden { get; init; } = 256;

        /// <summary>Hidden layers.</summary>
        [Search(1, 4)] public int Layers { get; init; } = 2;

        /// <summary>Share of hidden units dropped while training.</summary>
        [Search(0, 0.5)] public double Dropout { get; init; } = 0.2;

        /// <summary>Frequencies of the periodic embedding of a number; 0 for none.</summary>
        [Search(0, 48)] public int Frequencies { get; init; } = 16;

        /// <summary>Components of the embedding of a number.</summary>
        [Search(4, 24)] public int EmbeddingWidth { get; init; } = 8;

        /// <summary>Deviation of the first frequencies: the larger, the finer the steps that can be told apart.</summary>
        [Search(0.02, 2, Log = true)] public double FrequencyScale { get; init; } = 0.1;

        /// <summary>AdamW's learning rate.</summary>
        [Search(3e-4, 1e-2, Log = true)] public double LearningRate { get; init; } = 1e-3;

        /// <summary>Decoupled weight decay.</summary>
        [Search(1e-5, 0.1, Log = true)] public double WeightDecay { get; init; } = 0.01;

        /// <summary>Rows in a step.</summary>
        public int BatchSize { get; init; } = 256;

        /// <summary>Passes over the rows at most.</summary>
        public int Epochs { get; init; } = 200;

        /// <summary>Passes without a lower validation loss before training stops.</summary>
        public int Patience { get; init; } = 16;
    }

    public override Options Smoke => new() { Hidden = 16, Frequencies = 4, EmbeddingWidth = 2, Epochs = 8, BatchSize = 32, LearningRate = 0.01 };

    // Twenty steps a pass at least, of 16 rows at least. Large tables bear finer frequencies, small steps and more dropout.
    public override Options Suit(TableTask task) => task.Train.Rows >= 5000
        ? new() { Frequencies = 24, FrequencyScale = 2, LearningRate = 5e-4, Dropout = 0.4 }
        : new() { BatchSize = Math.Clamp(task.Train.Rows / 20, 16, 256) };

    public override Stateful<Net, MlpState> Create(TableInfo info, Options o, Rng rng)
    {
        var cells = CellEmbedding.Create(info, o.Frequencies, o.EmbeddingWidth, o.FrequencyScale, rng.Split("cells"));
        int[] sizes = [cells.Width(info), .. Enumerable.Repeat(o.Hidden, o.Layers), info.Outputs];
        var layers = Mlp.Create(sizes, rng.Split("layers"), dropout: o.Dropout, batchNorm: true);
        return new(new(cells, layers), layers.InitialState());
    }

    public override Stateful<Net, MlpState> Fit(TableTask task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new AdamW(o.LearningRate, o.WeightDecay),
                Epochs = o.Epochs,
                Patience = o.Patience,
                Items = task.Train.Rows,
                BatchSize = o.BatchSize,
                DropLast = true,
            },
            loss: (net, state, step) =>
            {
                var (answers, next) = net.Forward(task.Train.Select(step.Items), state, train: true, step.Rng);
                return (task.Loss(answers, step.Items), next);
            },
            validate: now => task.ValidateLoss(now.Net.Forward(task.Validation, now.State).Y));

    public override Tensor Predict(Stateful<Net, MlpState> net, TableInput rows, Options o) => net.Net.Forward(rows, net.State).Y;

    [Model]
    public sealed partial record Net(CellEmbedding Cells, Mlp Layers)
    {
        /// <summary>Answers <c>[rows, outputs]</c> and the next running moments.</summary>
        public (Tensor Y, MlpState Next) Forward(TableInput rows, MlpState state, bool train = false, Rng? rng = null) =>
            Layers.Forward(Cells.Forward(rows), state, train, rng);
    }

    public override string Notes =>
        "The network with the lowest validation log loss or error is kept; periodic embeddings stand beside the numbers, not in their place.";
}
