using System.Diagnostics;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>One training, followed step by step: what studies of optimisers and learners compare.</summary>
/// <param name="Net">At the end.</param>
/// <param name="State">What the steps returned: running statistics.</param>
/// <param name="Optimizer">What the optimiser remembers.</param>
/// <param name="Losses">The loss before each step; it ends early where the loss was no longer a number.</param>
/// <param name="Steps">How many steps were asked for.</param>
/// <param name="Seconds">Wall time of the steps.</param>
internal sealed record Trajectory<TNet, TState>(TNet Net, TState State, OptimizerState Optimizer, double[] Losses, int Steps, double Seconds)
    where TNet : IModel<TNet> where TState : IModel<TState>
{
    /// <summary>What the learner remembers.</summary>
    public LearnerState Learnt { get; init; } = LearnerState.Empty;

    /// <summary>Whether the loss became infinite or undefined.</summary>
    public bool Diverged => Losses.Length < Steps;

    /// <summary>The mean loss of the last tenth of the steps; infinite if it diverged.</summary>
    public double Final => Diverged ? double.PositiveInfinity : Losses[^Math.Max(1, Steps / 10)..].Average();

    /// <summary>The root mean square of the change of the loss from step to step, over the second half.</summary>
    public double Roughness => Diverged ? double.PositiveInfinity
        : Math.Sqrt(Losses[(Steps / 2)..].Zip(Losses[(Steps / 2 + 1)..], (a, b) => (b - a) * (b - a)).Average());
}

/// <summary>Follows trainings.</summary>
internal static class Trajectory
{
    /// <summary>Trains a copy of a network.</summary>
    /// <param name="net">The start.</param>
    /// <param name="optimizer">How to step.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="loss">The loss of a step, numbered from 0.</param>
    /// <param name="learner">Where gradients come from; backpropagation if null.</param>
    /// <param name="cancel">Stops between two steps.</param>
    /// <param name="look">Called after each step with its number, the network and what the learner remembers.</param>
    public static Trajectory<T, Nothing> Follow<T>(T net, Optimizer optimizer, int steps, Func<T, int, Tensor> loss, Learner? learner = null,
        CancellationToken cancel = default, Action<int, T, LearnerState>? look = null) where T : IModel<T> =>
        Follow(new Stateful<T, Nothing>(net, new()), optimizer, steps, (n, s, step) => (loss(n, step), s), learner, cancel, look);

    /// <summary>The same for a network with running statistics.</summary>
    public static Trajectory<TNet, TState> Follow<TNet, TState>(Stateful<TNet, TState> start, Optimizer optimizer, int steps,
        Func<TNet, TState, int, (Tensor Loss, TState Next)> loss, Learner? learner = null, CancellationToken cancel = default,
        Action<int, TNet, LearnerState>? look = null)
        where TNet : IModel<TNet> where TState : IModel<TState>
    {
        learner ??= new Backprop();
        var (net, state) = (start.Net.Copy(), start.State);
        var (memory, learnt) = (optimizer.Init(net), learner.Init(net));
        var losses = new List<double>(steps);
        var clock = Stopwatch.StartNew();
        for (int step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var (value, next, later) = Memory.Scope(() =>
            {
                var (l, gradient, after, remembered) = learner.Learn(optimizer.GradientPoint(net, memory), n => loss(n, state, step), learnt);
                if (double.IsFinite(l.Item())) (net, memory) = optimizer.StepInPlace(net, gradient, memory);
                return (l.Item(), after, remembered);
            });
            if (!double.IsFinite(value)) break;
            (state, learnt) = (next, later);
            losses.Add(value);
            look?.Invoke(step, net, learnt);
        }
        return new(net, state, memory, [.. losses], steps, clock.Elapsed.TotalSeconds) { Learnt = learnt };
    }
}
