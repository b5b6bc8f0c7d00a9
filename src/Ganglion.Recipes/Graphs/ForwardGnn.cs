using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph layers that each learn from their own guess, in forward passes only.</summary>
[Recipe("forward-gnn")]
public sealed partial class ForwardGnn : NodeClassifier<ForwardGnn.Net, ForwardGnn.Options>
{
    public override Paper Paper => new("Forward Learning of Graph Neural Networks", "Park, Wang, Rossi, Lee, Kim", 2024, "arXiv:2403.11004", "P076");

    public override string Summary => "A virtual node for each class hears the training nodes of that class; in every layer a node's product with "
        + "the virtual "
        + "nodes is its guess, cross-entropy trains that layer alone, and what goes on is a constant (single forward, section 3.3).";

    /// <summary>How the layers learn.</summary>
    public enum Rule
    {
        /// <summary>One forward pass, from virtual nodes of the classes.</summary>
        Single,

        /// <summary>Forward-forward on true and false labels put beside the features (Hinton 2022, carried over to graphs).</summary>
        ForwardForward,

        /// <summary>Backpropagation through all layers.</summary>
        Backprop,
    }

    public sealed record Options
    {
        /// <summary>The convolution.</summary>
        public ForwardKind Layer { get; init; } = ForwardKind.Gcn;

        /// <summary>How the layers learn.</summary>
        public Rule Rule { get; init; } = Rule.Single;

        /// <summary>Units of a layer.</summary>
        [Search(32, 128, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Layers.</summary>
        [Search(1, 4)] public int Depth { get; init; } = 2;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.02, Log = true)] public double LearningRate { get; init; } = 0.005;

        /// <summary>The goodness that forward-forward pushes true labels above and false ones below.</summary>
        public double Threshold { get; init; } = 2;

        /// <summary>Full-batch steps at most.</summary>
        public int Epochs { get; init; } = 150;

        /// <summary>Looks at the validation nodes, one in five steps, without a better score before training stops.</summary>
        public int Patience { get; init; } = 15;
    }

    public override bool IsUsualFor(LearningTask task) => false;

    public override Options Smoke => new() { Epochs = 10, Hidden = 8 };

    public override Options Suit(NodeClassification task) => task.IsLarge() ? new() { Epochs = 100 } : new();

    public override Net Create(NodeInfo info, Options o, Rng rng)
    {
        int classes = info.Classes.Count, width = (o.Hidden + 3) / 4 * 4;
        int first = info.Features + (o.Rule == Rule.ForwardForward ? classes : 0);
        return new([.. Enumerable.Range(0, o.Depth).Select(l => ForwardLayer.Create(o.Layer, l == 0 ? first : width, width, rng.Split(l)))],
            o.Rule == Rule.Backprop ? GcnConv.Create(width, classes, rng.Split("head")) : null,
            [.. Enumerable.Range(0, o.Rule == Rule.Single ? o.Depth : 0).Select(_ => Tensor.Zeros([classes, width]))],
            o.Rule == Rule.ForwardForward ? Tensor.Zeros([0]) : null);
    }

    public override Net Fit(NodeClassification task, Options o, Run run)
    {
        var start = Create(task.Info, o, run.Rng.Split("init"));
        var how = new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, Patience = o.Patience, EvaluateEvery = 5 };
        Func<Net, Measure> validate = net => task.Validate(Predict(net, task.Input, o));
        switch (o.Rule)
        {
            case Rule.Single:
                var virtuals = new VirtualClasses(task, o.Layer, run.Rng.Split("virtual"));
                var best = run.Train(start, how, (net, _) => virtuals.Loss(net), net => validate(virtuals.Anchored(net)));
                return virtuals.Anchored(best);
            case Rule.ForwardForward:
                var labels = new AppendedLabels(task, o.Layer, o.Threshold);
                // Goodness takes long to tell classes apart: no stopping before it does.
                return run.Train(start with { Known = labels.Known }, how with { Patience = 0, EvaluateEvery = 10 }, (net, step) => labels.Loss(net, step.Rng), validate);
            default:
                return run.Train(start, how, (net, _) => task.Loss(Predict(net, task.Input, o)), validate);
        }
    }

    public override Tensor Predict(Net net, GraphInput graph, Options o)
    {
        var prepared = ForwardLayer.Prepare(o.Layer, graph.Adjacency);
        if (o.Rule == Rule.ForwardForward) return AppendedLabels.Goodness(net, prepared, graph.Features);
        Tensor? sum = null;
        Features h = graph.Features;
        for (int l = 0; l < net.Layers.Length; l++)
        {
            h = net.Layers[l].Forward(prepared, ForwardLayer.Normalized(h));
            if (o.Rule != Rule.Single) continue;
            var guess = h.Dense!.MatMul(net.Anchors[l].Transpose()).Softmax();
            sum = sum is null ? guess : sum + guess;
        }
        // The mean of the layers' guesses, as a logarithm.
        return sum is null ? net.Head!.Forward(graph.Adjacency.GcnNormalized(), h) : (sum / net.Layers.Length + 1e-12).Log();
    }

    /// <param name="Layers">Each of which learns by itself.</param>
    /// <param name="Head">The classifier of backpropagation.</param>
    /// <param name="Anchors">For each layer what the virtual nodes say there, <c>[classes, units]</c>; not learned but found when training
    /// ends.</param>
    /// <param name="Known">Forward-forward: the labels of training nodes, one-hot, <c>[nodes, classes]</c>.</param>
    [Model]
    public sealed partial record Net(ForwardLayer[] Layers, GcnConv? Head, Tensor[] Anchors, Tensor? Known);

    public override string Notes => "Layers are trained in the same steps over the sum of their losses, which gives each the gradient it has "
        + "alone, where the authors "
        + "train one after the other. Virtual nodes hear training nodes and are not heard by them, so that a node's answer does not depend on its "
            + "own label; "
        + "the authors link both ways. Their features are random, as the authors'. No dropout in any rule.";
}
