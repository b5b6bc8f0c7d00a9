namespace Ganglion.Nets;

/// <summary>
/// Pipelined backpropagation (Petrowski et al. 1993; Kosson et al. 2021, "Pipelined backpropagation at scale"), simulated exactly: a stage
/// that waits <c>delay</c> updates between a sample's forward pass and its backward pass has gone forward with weights that many updates old,
/// goes back with those of now, and its update is late. In a pipeline of S stages that nobody stops, stage s waits 2(S - 1 - s).
/// </summary>
/// <param name="Delay">The delay of a leaf in updates, by path; see <see cref="InPipeline"/>.</param>
public sealed record Pipelined(Func<string, int> Delay) : Learner
{
    private const string Past = "past.";

    /// <summary>Whether the forward pass uses the weights that its backward pass will find, foreseen from the last step: linear weight prediction in
    /// its weight form, ŵ = w + delay·(w - w₋₁) (section 3.3).</summary>
    public bool Predict { get; init; }

    /// <summary>Whether the backward pass goes through the weights of its own forward pass (weight stashing) instead of today's.</summary>
    public bool Stash { get; init; }

    /// <summary>The delay of each leaf when its path begins with one of <paramref name="stages"/>, from the first stage to the last:
    /// 2(S - 1 - s).</summary>
    /// <exception cref="ArgumentException">From the delay, for a path of no stage.</exception>
    public static Func<string, int> InPipeline(IReadOnlyList<string> stages) => path =>
    {
        for (int s = 0; s < stages.Count; s++)
            if (path.StartsWith(stages[s], StringComparison.Ordinal) && (path.Length == stages[s].Length || path[stages[s].Length] == '.'))
                return 2 * (stages.Count - 1 - s);
        throw new ArgumentException($"Pipelined: leaf '{path}' belongs to none of the stages [{string.Join(", ", stages)}].", nameof(path));
    };

    /// <inheritdoc/>
    public override LearnerState Init(IModel model) => Memory.Scope(() => new LearnerState([.. model.Leaves().SelectMany(l =>
    {
        var now = l.Tensor.Copy();                              // a trainer steps in place
        return Enumerable.Range(1, Kept(l.Path)).Select(age => ($"{Past}{age}.{l.Path}", now));
    })]));

    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state) => Memory.Scope(() =>
    {
        var items = new (string, Tensor)[state.Items.Count];
        int at = 0;
        var delayed = model.Map("", (path, now) =>
        {
            int delay = Delay(path), first = at, kept = Kept(path);
            Tensor Aged(int age) => age == 0 ? now : state.Items[first + age - 1].Tensor;
            for (int age = 0; age < kept; age++, at++) items[at] = (state.Items[at].Path, age == 0 ? now.Copy() : Aged(age));
            var then = Aged(delay);
            return Predict && delay > 0 ? then + delay * (then - Aged(delay + 1)) : then;
        });
        var today = model.Leaves();
        var (loss, gradient, aux) = Diff.ValueAndGrad(delayed, m =>
        {
            int leaf = 0;
            return objective(Stash ? m : m.Map("", (path, w) => today[leaf++].Tensor is var now && w.Rank >= 2 && Delay(path) > 0
                ? w.WithFeedback(now) : w));
        });
        return (loss, gradient, aux, new LearnerState(items));
    });

    // The prediction also asks for the step before.
    private int Kept(string path) => Delay(path) is > 0 and var delay ? delay + (Predict ? 1 : 0) : 0;
}
