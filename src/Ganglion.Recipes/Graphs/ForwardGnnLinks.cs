using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Graph layers that each learn to predict links by themselves.</summary>
[Recipe("forward-gnn-links")]
public sealed partial class ForwardGnnLinks : LinkPredictor<ForwardGnnLinks.Net, ForwardGnnLinks.Options>
{
    public override Paper Paper => new("Forward Learning of Graph Neural Networks", "Park, Wang, Rossi, Lee, Kim", 2024, "arXiv:2403.11004", "P076");

    public override string Summary => "In every layer the product of two nodes' answers is the guess whether they are linked; cross-entropy on "
        + "links and drawn "
        + "pairs trains that layer alone (section 3.3).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-links", "On Cora single forward comes within two points of backpropagation's ROC AUC or is above it, and is above forward-forward (table 2).",
            e => Compare(e, "cora")),
        new("citeseer-links", "The same on Citeseer (table 2).", e => Compare(e, "citeseer")),
    ];

    private void Compare(Experiment e, string data)
    {
        var task = e.Task(data, new() { Task = "link-prediction", Metric = "roc-auc" });
        Runs single = Fit("single"), back = Fit("backprop"), contrast = Fit("forward-forward");
        e.AtLeast("ROC AUC less that of backpropagation", single.Test.Average() - back.Test.Average(), e.By(-1, -0.02, -0.02));
        if (e.Budget != Budget.Smoke) e.Better("above forward-forward", single, contrast);
        Runs Fit(string rule) => e.Fit(Id, task, e.By(1, 2, 5), $"rule={rule}{e.By(" epochs=4", " epochs=100", "")}");
    }

    public sealed record Options
    {
        /// <summary>The convolution.</summary>
        public ForwardKind Layer { get; init; } = ForwardKind.Gcn;

        /// <summary>How the layers learn.</summary>
        public ForwardGnn.Rule Rule { get; init; } = ForwardGnn.Rule.Single;

        /// <summary>Units of a layer.</summary>
        [Search(32, 128, Log = true)] public int Hidden { get; init; } = 64;

        /// <summary>Layers.</summary>
        [Search(1, 4)] public int Depth { get; init; } = 2;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.001, 0.02, Log = true)] public double LearningRate { get; init; } = 0.005;

        /// <summary>The goodness that forward-forward pushes links above and other pairs below.</summary>
        public double Threshold { get; init; } = 2;

        /// <summary>Passes over the training links.</summary>
        public int Epochs { get; init; } = 150;

        /// <summary>Links of a step.</summary>
        public int BatchSize { get; init; } = 16384;
    }

    public override Options Smoke => new() { Epochs = 8, Hidden = 8 };

    public override Net Create(LinkInfo info, Options o, Rng rng) => new([.. Enumerable.Range(0, o.Depth).Select(l =>
        ForwardLayer.Create(o.Layer, l == 0 ? info.Features : (o.Hidden + 3) / 4 * 4, (o.Hidden + 3) / 4 * 4, rng.Split(l)))]);

    public override Net Fit(LinkPrediction task, Options o, Run run)
    {
        var graph = task.Input with { Adjacency = ForwardLayer.Prepare(o.Layer, task.Input.Adjacency) };
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate), Epochs = o.Epochs, Items = task.Count, BatchSize = o.BatchSize, EvaluateEvery = 5 },
            loss: (net, step) =>
            {
                var asked = task.Batch(step.Items, step.Rng, graph);
                var parts = net.Walk(graph, o.Rule != ForwardGnn.Rule.Backprop).Select(h => LinkPrediction.Loss(Score(h, asked, o)));
                return o.Rule == ForwardGnn.Rule.Backprop ? parts.Last() : parts.Aggregate((a, b) => a + b);
            },
            validate: net => task.Validate(Predict(net, task.Validation, o)));
    }

    public override Tensor Predict(Net net, LinkInput input, Options o)
    {
        var guesses = net.Walk(input.Graph with { Adjacency = ForwardLayer.Prepare(o.Layer, input.Graph.Adjacency) }, false).Select(h => Score(h, input, o));
        return o.Rule == ForwardGnn.Rule.Backprop ? guesses.Last() : guesses.Select(g => g.Sigmoid()).Aggregate((a, b) => a + b);
    }

    // Forward-forward scores by the squares of the products, single forward and backpropagation by their sum.
    private static Tensor Score(Tensor h, LinkInput asked, Options o)
    {
        var product = h.GatherRows(asked.From) * h.GatherRows(asked.To);
        return o.Rule == ForwardGnn.Rule.ForwardForward ? product.Square().Sum(1) - o.Threshold : product.Sum(1);
    }

    /// <summary>Layers, each of which learns by itself.</summary>
    [Model]
    public sealed partial record Net(ForwardLayer[] Layers)
    {
        /// <summary>What each layer answers, <c>[nodes, units]</c>.</summary>
        /// <param name="prepared">The graph as the layers want it.</param>
        /// <param name="cut">Whether a layer is handed a constant.</param>
        public IEnumerable<Tensor> Walk(GraphInput prepared, bool cut)
        {
            Features x = prepared.Features;
            foreach (var layer in Layers)
            {
                var h = layer.Forward(prepared.Adjacency, ForwardLayer.Normalized(x));
                yield return h;
                x = cut ? h.Detach() : h;
            }
        }
    }

    public override string Notes => "Layers are trained in the same steps over the sum of their losses. Answers are not negative, so a product is "
        + "evidence for a link "
        + "only; the authors' code has the same form. A link of the batch stays in the graph while it is asked about, as theirs.";
}
