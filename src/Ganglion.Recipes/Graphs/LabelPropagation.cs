using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Labels spread along links, without features: what a graph network must beat.</summary>
[Recipe("label-propagation")]
public sealed partial class LabelPropagation : NodeClassifier<LabelPropagation.Spread, LabelPropagation.Options>
{
    public override Paper Paper => new("Learning with Local and Global Consistency", "Zhou, Bousquet, Lal, Weston, Schölkopf", 2004, "NIPS 16");

    public override string Summary => "F ← αSF + (1 - α)Y until it settles, with S = D^-½ A D^-½ and Y the known labels.";

    public sealed record Options
    {
        /// <summary>The share that comes from neighbours rather than from the known label.</summary>
        [Search(0.5, 0.999)] public double Alpha { get; init; } = 0.9;

        /// <summary>Rounds of spreading.</summary>
        [Search(5, 200, Log = true)] public int Rounds { get; init; } = 50;
    }

    public override bool IsDifferentiable => false;

    public override Spread Create(NodeInfo info, Options o, Rng rng) => new(Tensor.Zeros([0]));

    public override Spread Fit(NodeClassification task, Options o, Run run)
    {
        var known = new float[task.Input.Nodes * task.Classes];
        for (int i = 0; i < task.Train.Length; i++) known[task.Train[i] * task.Classes + task.TrainLabels[i]] = 1;
        return new(Tensor.From(known, task.Input.Nodes, task.Classes));
    }

    public override Tensor Predict(Spread net, GraphInput graph, Options o)
    {
        var (s, f) = (graph.Adjacency.SymmetricNormalized(), net.Known);
        for (int round = 0; round < o.Rounds; round++) f = s.MatMul(f) * o.Alpha + net.Known * (1 - o.Alpha);
        // Logits whose softmax is the share of each class in what arrived; a little of everything where nothing did.
        return ((f + 1e-6) / (f + 1e-6).Sum(1, keepDims: true)).Log();
    }

    /// <summary>The known labels, one-hot, <c>[nodes, classes]</c>; zero elsewhere.</summary>
    [Model]
    public sealed partial record Spread(Tensor Known);
}
