using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron on the features of a graph on disk: what its edges must add to.</summary>
[Recipe("mlp-disk")]
public sealed partial class MlpOnDisk : StoredNodeClassifier<Mlp, MlpOnDisk.Options>
{
    public override Paper Paper =>
        new("Learning representations by back-propagating errors", "Rumelhart, Hinton, Williams", 1986, "doi:10.1038/323533a0");

    public override string Summary => "One hidden layer on the node's own features, read batch by batch; the links are ignored.";

    public sealed record Options
    {
        /// <summary>Units of the hidden layer.</summary>
        [Search(16, 256, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.03, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the training nodes.</summary>
        public int Epochs { get; init; } = 5;

        /// <summary>Training nodes in a step.</summary>
        public int BatchSize { get; init; } = 1024;

        /// <summary>Steps that are read ahead while one is computed; 0 for none. The result does not depend on it.</summary>
        public int Ahead { get; init; } = 2;
    }

    public override Options Smoke => new() { Epochs = 6, Hidden = 8, BatchSize = 24 };

    public override Mlp Create(NodeInfo info, Options o, Rng rng) => Mlp.Create([info.Features, o.Hidden, info.Classes.Count], rng);

    public override Mlp Fit(StoredNodeClassification task, Options o, Run run)
    {
        var loader = new StoreLoader(task.Store, []);
        var net = run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new Adam(o.LearningRate),
                Epochs = o.Epochs,
                Items = task.Train.Length,
                BatchSize = o.BatchSize,
                Ahead = o.Ahead,
                Status = () => $", {loader.Status(run.Waited)}",
            },
            prepare: step => loader.Load(Array.ConvertAll(step.Items, i => task.Train[i]), step.Rng),
            loss: (net, batch, step) => net.Forward(batch.Features).SoftmaxCrossEntropy(batch.Labels).Mean(),
            validate: net => task.Validate(Predict(net, new(task.Store, task.Validation), o)));
        run.Note(loader.Status(run.Waited));
        return net;
    }

    public override Tensor Predict(Mlp net, StoredNodes asked, Options o) =>
        asked.InBlocks(o.BatchSize, (nodes, _) => net.Forward(Tensor.From(asked.Store.ReadFeatures(nodes), nodes.Length, asked.Store.Features).To(asked.DType)));
}
