using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph auto-encoder: the yardstick of learned link prediction.</summary>
[Recipe("gae")]
public sealed partial class Gae : LinkPredictor<GraphEncoder, Gae.Options>
{
    public override Paper Paper => new("Variational Graph Auto-Encoders", "Kipf, Welling", 2016, "arXiv:1611.07308");

    public override string Summary => "A graph convolutional network gives each node a vector; the score of a pair is their product zᵤ·zᵥ (section 3).";

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(16, 256, Log = true)] public int Hidden { get; init; } = 128;

        /// <summary>Numbers of a node's vector.</summary>
        [Search(8, 128, Log = true)] public int Width { get; init; } = 128;

        /// <summary>Share of inputs and hidden units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.7;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the training links.</summary>
        public int Epochs { get; init; } = 150;

        /// <summary>Links a step.</summary>
        public int BatchSize { get; init; } = 8192;
    }

    public override Options Smoke => new() { Epochs = 20, Hidden = 8, Width = 4, Dropout = 0, LearningRate = 0.03 };

    public override GraphEncoder Create(LinkInfo info, Options o, Rng rng) => GraphEncoder.Create(info.Features, o.Hidden, o.Width, rng);

    public override GraphEncoder Fit(LinkPrediction task, Options o, Run run) =>
        LinkTraining.Fit(run, task, Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, BatchSize = o.BatchSize },
            (net, asked, rng) => Score(net, asked, o.Dropout, rng));

    public override Tensor Predict(GraphEncoder net, LinkInput input, Options o) => Score(net, input, 0, null);

    private static Tensor Score(GraphEncoder net, LinkInput asked, double dropout, Rng? rng)
    {
        var z = net.Forward(asked.Graph, dropout, rng);
        return (z.GatherRows(asked.From) * z.GatherRows(asked.To)).Sum(1);
    }

    public override string Notes => "The plain auto-encoder, not the variational one. Pairs without a link are drawn anew each step, as many as links, "
        + "where the paper weighs all pairs.";
}
