using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Two graph convolutions: the encoder that the link predictors here share, so that what they are compared by is the rest.</summary>
[Model]
public sealed partial record GraphEncoder(GcnConv First, GcnConv Second)
{
    /// <summary>Features to hidden units to vectors.</summary>
    public static GraphEncoder Create(int features, int hidden, int width, Rng rng) =>
        new(GcnConv.Create(features, hidden, rng.Split("first")), GcnConv.Create(hidden, width, rng.Split("second")));

    /// <summary>A vector for each node <c>[nodes, width]</c>; with a key, inputs and hidden units are dropped.</summary>
    public Tensor Forward(GraphInput graph, double dropout = 0, Rng? rng = null)
    {
        var a = graph.Adjacency.GcnNormalized();
        var h = First.Forward(a, graph.Features.RowNormalized().Dropout(dropout, rng?.Split("input"))).Relu();
        return Second.Forward(a, rng is { } r ? h.Dropout(dropout, r.Split("hidden")) : h);
    }
}

/// <summary>How the link predictors here are trained.</summary>
internal static class LinkTraining
{
    /// <summary>Steps on training links and as many pairs drawn anew; the network that ranks the validation part best is kept.</summary>
    /// <param name="run">The run.</param>
    /// <param name="task">The task.</param>
    /// <param name="start">The network to begin with.</param>
    /// <param name="how">Optimiser, epochs, links a step.</param>
    /// <param name="score">Scores <c>[pairs]</c>; with a key, in training.</param>
    /// <param name="hide">Whether the links of a step are taken out of the graph while they are asked about.</param>
    public static T Fit<T>(Run run, LinkPrediction task, T start, Training how, Func<T, LinkInput, Rng?, Tensor> score, bool hide = false)
        where T : IModel<T> =>
        run.Train(start, how with { Items = task.Count },
            loss: (net, step) => LinkPrediction.Loss(score(net,
                task.Batch(step.Items, step.Rng.Split("others"), hide ? task.Without(step.Items) : null), step.Rng)),
            validate: net => task.Validate(score(net, task.Validation, null)));
}
