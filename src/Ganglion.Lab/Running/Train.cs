using Ganglion.Nets;

namespace Ganglion.Lab;

public sealed partial class Run
{
    /// <summary>
    /// Trains a network by steps of gradient and optimiser, watches the validation part, stops early, keeps the best, logs
    /// <c>loss</c> and <c>validation</c>, and resumes from a checkpoint with the same bits as an uninterrupted run.
    /// </summary>
    /// <param name="model">The start; it is copied and not changed.</param>
    /// <param name="how">Optimiser, epochs, batches, patience.</param>
    /// <param name="loss">The scalar loss of a step.</param>
    /// <param name="validate">The measure to be watched, on the validation part.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for; the checkpoint is written.</exception>
    /// <exception cref="ArithmeticException">The loss is no longer a number.</exception>
    public T Train<T>(T model, Training how, Func<T, Batch, Tensor> loss, Func<T, Measure>? validate = null) where T : IModel<T> =>
        Train(new Stateful<T, Nothing>(model, new()), how, (net, state, batch) => (loss(net, batch), state), validate is null ? null : m =>
            validate(m.Net)).Net;

    /// <summary>
    /// The same with steps that are prepared ahead: what a step needs from disk, or from a sampler, is made on another thread while the step
    /// before is computed (<see cref="Training.Ahead"/>). The result does not depend on it.
    /// </summary>
    /// <param name="model">The start; it is copied and not changed.</param>
    /// <param name="how">Optimiser, epochs, batches, patience.</param>
    /// <param name="prepare">What a step needs: a function of the batch alone, outside of any step's memory.</param>
    /// <param name="loss">The scalar loss of a step.</param>
    /// <param name="validate">The measure to be watched, on the validation part.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for; the checkpoint is written.</exception>
    /// <exception cref="ArithmeticException">The loss is no longer a number.</exception>
    public T Train<T, TReady>(T model, Training how, Func<Batch, TReady> prepare, Func<T, TReady, Batch, Tensor> loss, Func<T, Measure>? validate = null)
        where T : IModel<T> =>
        Train(new Stateful<T, Nothing>(model, new()), how, prepare, (net, state, ready, batch) => (loss(net, ready, batch), state), validate is null ? null : m =>
            validate(m.Net)).Net;

    /// <summary>The same for a network with running statistics: the loss also returns the next state.</summary>
    public Stateful<TNet, TState> Train<TNet,
        TState>(Stateful<TNet, TState> start, Training how, Func<TNet, TState, Batch, (Tensor Loss, TState State)> loss,
        Func<Stateful<TNet, TState>, Measure>? validate = null) where TNet : IModel<TNet> where TState : IModel<TState> =>
        Train(start, how with { Ahead = 0 }, batch => batch, (net, state, _, batch) => loss(net, state, batch), validate);

    private Stateful<TNet, TState> Train<TNet, TState, TReady>(Stateful<TNet, TState> start, Training how, Func<Batch, TReady> prepare,
        Func<TNet, TState, TReady, Batch, (Tensor Loss, TState State)> loss, Func<Stateful<TNet, TState>, Measure>? validate)
        where TNet : IModel<TNet> where TState : IModel<TState>
    {
        int epochs = Math.Max(1, (int)Math.Round(how.Epochs * Fidelity));
        long steps = epochs * (long)Batches(how, 0).Count;
        var at = new Progressing<TNet, TState>(start.Net.Copy(), start.State, how.Optimizer.Init(start.Net), how.Learner.Init(start.Net));
        var checkpoint = CheckpointFile is { } file ? new Checkpoint(file, CheckpointSeconds) : null;
        if (checkpoint?.TryRead(at, _curves) == true)
            Progress?.Invoke((double)at.Step / Math.Max(1, steps), $"resumed after epoch {at.Epoch}{(at.Done > 0 ? $", step {at.Step}" : "")}");
        var pace = Deadline is { } limit ? new Pace(limit, steps - at.Step) : null;
        var optimizer = pace is null ? how.Optimizer : how.Optimizer.Reschedule(s => new PacedSchedule(s, pace));

        while (at.Epoch < epochs && !(how.Patience > 0 && at.Waited >= how.Patience))
        {
            var batches = Batches(how, at.Epoch);
            var waited = Waited;
            using (var ready = new Prefetch<TReady>(at.Done, batches.Count, how.Ahead, i => prepare(BatchOf(at.Epoch, at.Step - at.Done + i, batches[i]))))
            {
                while (at.Done < batches.Count && pace?.IsUp != true)
                {
                    if (Cancel.IsCancellationRequested) { checkpoint?.Write(at, _curves); Cancel.ThrowIfCancellationRequested(); }
                    var batch = BatchOf(at.Epoch, at.Step, batches[at.Done]);
                    double value = Step(at, how, optimizer, loss, ready.Next(), batch);
                    if (!double.IsFinite(value))
                        throw new ArithmeticException($"The loss became {value} at step {at.Step} (epoch {at.Epoch}). Lower the learning rate, or look for a division by zero or a logarithm of zero in the model.");
                    Waited = waited + ready.Waited;
                    at.Sum += value;
                    at.Step++;
                    at.Done++;
                    pace?.Step();
                    Progress?.Invoke((at.Epoch + (double)at.Done / batches.Count) / epochs, $"epoch {at.Epoch + 1}/{epochs}{how.Status?.Invoke()}");
                    if (at.Done < batches.Count) checkpoint?.WriteIfDue(at, _curves);
                }
            }
            bool cut = pace?.IsUp == true && at.Step < steps;
            if (cut) Remark = $"stopped by the budget after {at.Step} of {steps} steps";
            if (at.Done == 0) break;
            at.Epoch++;
            Log("loss", at.Epoch, at.Sum / at.Done);
            (at.Done, at.Sum) = (0, 0);
            if (validate is not null && (cut || at.Epoch % how.EvaluateEvery == 0 || at.Epoch == epochs)) Look(at, how, validate);
            if (cut) break;
            checkpoint?.WriteIfDue(at, _curves);
        }
        if (how.Patience > 0 && at.Waited >= how.Patience && at.Epoch < epochs) Remark = $"stopped early after {at.Epoch} of {epochs} epochs";
        return how.KeepBest && at.Best is { } best ? best : new(at.Net, at.State);
    }

    private Batch BatchOf(int epoch, int step, int[] items) => new(epoch, step, items, Rng.Split("step").Split(step));

    // Gradients live for one step only; parameters and optimiser state are updated in place, in a copy that nobody else sees.
    private static double Step<TNet, TState, TReady>(Progressing<TNet, TState> at, Training how, Optimizer optimizer,
        Func<TNet, TState, TReady, Batch, (Tensor, TState)> loss, TReady ready, Batch batch)
        where TNet : IModel<TNet> where TState : IModel<TState>
    {
        var (value, state, learner) = Memory.Scope(() =>
        {
            var point = optimizer.GradientPoint(at.Net, at.Optimizer);
            var (l, gradient, next, learnt) = how.Learner.Learn(point, m => loss(m, at.State, ready, batch), at.Learner);
            (at.Net, at.Optimizer) = optimizer.StepInPlace(at.Net, gradient, at.Optimizer);
            return (l.Item(), next, learnt);
        });
        (at.State, at.Learner) = (state, learner);
        return value;
    }

    private void Look<TNet, TState>(Progressing<TNet, TState> at, Training how, Func<Stateful<TNet, TState>, Measure> validate)
        where TNet : IModel<TNet> where TState : IModel<TState>
    {
        var now = new Stateful<TNet, TState>(at.Net, at.State);
        var measure = Memory.Scope(() => validate(now));
        Log("validation", at.Epoch, measure.Value);
        if (at.Best is null || measure.BetterThan(new(measure.Metric, at.BestValue)))
        {
            (at.BestValue, at.Waited) = (measure.Value, 0);
            if (how.KeepBest) at.Best = new(at.Net.Copy(), at.State);
            else at.Best = now;
        }
        else at.Waited++;
    }

    private List<int[]> Batches(Training how, int epoch)
    {
        if (how.Items == 0) return [[]];
        int[] order = Rng.Split("shuffle").Split(epoch).Permutation(how.Items);
        var batches = order.Chunk(how.BatchSize);
        return [.. how.DropLast && order.Length > how.BatchSize ? batches.Where(b => b.Length == how.BatchSize) : batches];
    }
}

/// <summary>The state of a network that has none.</summary>
[Model]
public sealed partial record Nothing;

/// <summary>Everything that changes while a network trains: what a checkpoint holds.</summary>
internal sealed class Progressing<TNet, TState>(TNet net, TState state, OptimizerState optimizer, LearnerState learner) : ICheckpointed where TNet
    : IModel<TNet> where TState : IModel<TState>
{
    public TNet Net { get; set; } = net;

    public TState State { get; set; } = state;

    public OptimizerState Optimizer { get; set; } = optimizer;

    public LearnerState Learner { get; set; } = learner;

    public Stateful<TNet, TState>? Best { get; set; }

    public double BestValue { get; set; } = double.NaN;

    public int Epoch { get; set; }

    public int Step { get; set; }

    public int Done { get; set; }

    public double Sum { get; set; }

    public int Waited { get; set; }

    public IEnumerable<(string, Tensor)> Tensors()
    {
        foreach (var (p, t) in Net.Leaves()) yield return ("net." + p, t);
        foreach (var (p, t) in State.Leaves()) yield return ("state." + p, t);
        foreach (var (p, t) in Optimizer.Leaves()) yield return ("optimizer." + p, t);
        foreach (var (p, t) in Learner.Leaves()) yield return ("learner." + p, t);
        if (Best is { } best) foreach (var (p, t) in best.Leaves()) yield return ("best." + p, t);
    }

    public void Restore(Func<string, Tensor> tensor, long optimizerStep, bool best)
    {
        Net = Net.Map("", (p, _) => tensor("net." + p));
        State = State.Map("", (p, _) => tensor("state." + p));
        Optimizer = Optimizer.Map("", (p, _) => tensor("optimizer." + p)) with { Step = optimizerStep };
        Learner = Learner.Map("", (p, _) => tensor("learner." + p));
        if (best) Best = new Stateful<TNet, TState>(Net, State).Map("", (p, _) => tensor("best." + p));
    }

    public long OptimizerStep => Optimizer.Step;
}
