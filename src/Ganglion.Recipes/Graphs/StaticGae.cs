using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A graph auto-encoder that forgets when things happened: what knowing time must add to.</summary>
[Recipe("static-gae")]
public sealed partial class StaticGae : TemporalLinkPredictor<GraphEncoder, StaticGae.Options>
{
    public override Paper Paper => new("Variational Graph Auto-Encoders", "Kipf, Welling", 2016, "arXiv:1611.07308");

    public override string Summary => "A graph convolutional network over all events so far as one graph; the score of a pair is the product of two vectors.";

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(16, 256, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Numbers of a node's vector.</summary>
        [Search(8, 128, Log = true)] public int Width { get; init; } = 32;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.002, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Full-batch steps.</summary>
        public int Epochs { get; init; } = 100;

        /// <summary>Steps between two looks at the validation part.</summary>
        public int EvaluateEvery { get; init; } = 10;
    }

    public override Options Smoke => new() { Epochs = 10, Hidden = 8, Width = 4 };

    public override GraphEncoder Create(TemporalLinkInfo info, Options o, Rng rng) => GraphEncoder.Create(info.Nodes, o.Hidden, o.Width, rng);

    public override GraphEncoder Fit(TemporalLinkPrediction task, Options o, Run run)
    {
        var graph = GraphOf(task.Train);
        IntTensor from = task.Train.Sources.ToArray(), to = task.Train.Targets.ToArray();
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, EvaluateEvery = o.EvaluateEvery },
            loss: (net, step) =>
            {
                var z = net.Forward(graph);
                IntTensor other = step.Rng.Split("others").Integers(from.Length, task.Info.Nodes);
                return Product(z, from, to).Neg().Softplus().Mean() + Product(z, from, other).Softplus().Mean();
            },
            validate: net => task.Validate(asked => Predict(net, asked, o)));
    }

    public override Tensor Predict(GraphEncoder net, TemporalLinkInput input, Options o)
    {
        int[] pairs = [.. Enumerable.Range(0, input.Times.Length)];
        return Product(net.Forward(GraphOf(input.History)), Array.ConvertAll(pairs, input.From), Array.ConvertAll(pairs, input.To));
    }

    private static Tensor Product(Tensor z, IntTensor from, IntTensor to) => (z.GatherRows(from) * z.GatherRows(to)).Sum(1);

    // A node is its own feature.
    private static GraphInput GraphOf(EventHistory history)
    {
        int[] all = [.. Enumerable.Range(0, history.Nodes + 1)];
        return new(history.Graph(history.Events), new Csr(history.Nodes, history.Nodes, all, all[..^1]));
    }
}
