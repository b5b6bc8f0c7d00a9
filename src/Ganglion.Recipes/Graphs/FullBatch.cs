using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Training on the whole graph in every step, as networks for nodes mostly are; the best on validation is kept.</summary>
internal static class FullBatch
{
    /// <param name="run">The run.</param>
    /// <param name="task">Its training nodes make the loss, its validation nodes the choice.</param>
    /// <param name="start">The network.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="epochs">Steps at most.</param>
    /// <param name="patience">Looks without a better validation score before training stops; 0 for never.</param>
    /// <param name="logits">Of all nodes, <c>[nodes, classes]</c>; with a key while training.</param>
    public static TNet Train<TNet>(this Run run, NodeClassification task, TNet start, Optimizer optimizer, int epochs, int patience,
        Func<TNet, Rng?, Tensor> logits) where TNet : IModel<TNet> =>
        run.Train(start, new Training { Optimizer = optimizer, Epochs = epochs, Patience = patience, EvaluateEvery = task.Input.Nodes > 5000 ? 2 : 1 },
            loss: (net, step) => task.Loss(logits(net, step.Rng)),
            validate: net => task.Validate(logits(net, null)));

    /// <summary>Adam with a penalty on the leaves whose path begins so.</summary>
    public static Adam Penalized(double learningRate, double weightDecay, string path) =>
        new(learningRate) { WeightDecayOf = p => p.StartsWith(path, StringComparison.Ordinal) ? weightDecay : 0 };

    /// <summary>Whether a step over all edges is slow enough that runs must be shorter.</summary>
    public static bool IsLarge(this NodeClassification task) => task.Input.Adjacency.Nonzeros > 120_000;
}
