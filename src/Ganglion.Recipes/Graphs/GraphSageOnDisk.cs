using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>GraphSAGE on a graph that stays on disk: a step reads the edges and features it needs, while the step before is computed.</summary>
[Recipe("graphsage-disk")]
public sealed partial class GraphSageOnDisk : StoredNodeClassifier<GraphSageOnDisk.Net, GraphSageOnDisk.Options>
{
    public override Paper Paper => new("Inductive Representation Learning on Large Graphs", "Hamilton, Ying, Leskovec", 2017, "arXiv:1706.02216");

    public override string Summary =>
        "Memory holds 12 bytes a node, the batches in flight and the network; h ← relu(W·[h, mean(h of sampled neighbours)]) / ‖·‖ (algorithm 1).";

    public sealed record Options
    {
        /// <summary>Units of each hop's embedding.</summary>
        [Search(32, 256, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Neighbours sampled a node in training, by hop; as many hops as numbers.</summary>
        public int[] FanOut { get; init; } = [10, 5];

        /// <summary>Neighbours sampled a node in answers, by hop.</summary>
        public int[] AnswerFanOut { get; init; } = [20, 10];

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.03, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the training nodes.</summary>
        public int Epochs { get; init; } = 5;

        /// <summary>Training nodes in a step.</summary>
        public int BatchSize { get; init; } = 1024;

        /// <summary>Steps that are read ahead while one is computed; 0 for none. The result does not depend on it.</summary>
        public int Ahead { get; init; } = 2;
    }

    public override Options Smoke => new() { Epochs = 4, Hidden = 8, FanOut = [4, 3], AnswerFanOut = [6, 4], BatchSize = 24 };

    public override Net Create(NodeInfo info, Options o, Rng rng) => new(
        [.. o.FanOut.Select((_, hop) => SageConv.Create(hop == 0 ? info.Features : o.Hidden, o.Hidden, rng.Split(hop)))],
        Linear.Create(o.Hidden, info.Classes.Count, rng.Split("head")));

    public override Net Fit(StoredNodeClassification task, Options o, Run run)
    {
        var loader = new StoreLoader(task.Store, o.FanOut);
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
            prepare: step => loader.Load(Array.ConvertAll(step.Items, i => task.Train[i]), step.Rng.Split("sample")),
            loss: (net, batch, step) => net.Forward(batch.Blocks, batch.Features).SoftmaxCrossEntropy(batch.Labels).Mean(),
            validate: net => task.Validate(Predict(net, new(task.Store, task.Validation), o)));
        run.Note(loader.Status(run.Waited));
        return net;
    }

    public override Tensor Predict(Net net, StoredNodes asked, Options o)
    {
        var loader = new StoreLoader(asked.Store, o.AnswerFanOut);
        return asked.InBlocks(o.BatchSize, (nodes, block) =>
        {
            var batch = loader.Load(nodes, new Rng(0).Split("answers").Split(block));
            return net.Forward(batch.Blocks, batch.Features.To(asked.DType));
        });
    }

    [Model]
    public sealed partial record Net(SageConv[] Hops, Linear Head)
    {
        /// <summary>Logits of the last block's targets <c>[targets, classes]</c>.</summary>
        public Tensor Forward(Csr[] blocks, Tensor x)
        {
            for (int hop = 0; hop < Hops.Length; hop++)
            {
                var h = Hops[hop].Forward(blocks[hop], x).Relu();
                x = h / (h.Norm(1, keepDims: true) + 1e-12);
            }
            return Head.Forward(x);
        }
    }

    public override string Notes => "Supervised form, sampled without replacement, in training and in answers; the key of an answer is fixed, so it is a function of the network alone.";
}
