using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Training on batches of whole graphs, by Adam at a rate that is halved six times on the way; the last network is kept.</summary>
internal static class GraphBatches
{
    /// <param name="run">The run.</param>
    /// <param name="task">Its training graphs make the loss.</param>
    /// <param name="start">The network and its running state.</param>
    /// <param name="learningRate">The first rate.</param>
    /// <param name="epochs">Passes over the training graphs.</param>
    /// <param name="batchSize">Graphs in a step.</param>
    /// <param name="forward">Answers <c>[graphs, outputs]</c> and the next state, while training.</param>
    /// <param name="validate">What is looked at every five passes.</param>
    public static Stateful<TNet, TState> Train<TNet, TState>(this Run run, GraphTask task, Stateful<TNet, TState> start, double learningRate, int epochs,
        int batchSize, Func<TNet, TState, GraphBatch, Rng, (Tensor Answers, TState Next)> forward, Func<Stateful<TNet, TState>, Measure> validate)
        where TNet : IModel<TNet> where TState : IModel<TState>
    {
        long steps = (long)epochs * ((task.TrainCount + batchSize - 1) / batchSize);
        return run.Train(start,
            new Training
            {
                Optimizer = new Adam(learningRate) { Schedule = Schedule.Decay(Math.Max(1, steps / 7), 0.5) },
                Epochs = epochs,
                Items = task.TrainCount,
                BatchSize = batchSize,
                EvaluateEvery = 5,
                KeepBest = false,
            },
            loss: (net, state, step) =>
            {
                var (answers, next) = forward(net, state, task.TrainGraphs(step.Items), step.Rng);
                return (task.Loss(answers, step.Items), next);
            },
            validate: validate);
    }
}
