namespace Ganglion.Nets;

/// <summary>
/// Highway backpropagation (Erfan Fagnou et al. 2025, "Accelerated training through iterative gradient propagation along the residual path"): where
/// layers add to a stream, x ← x + f(x), gradients first flow down the stream alone; then <see cref="Iterations"/> times all layers send
/// what they have through their Jacobians at once, and the results add up along the stream. After k iterations every path through at most k
/// layers is counted; with as many iterations as layers the gradient is exact. The sequential depth falls from the layers to k.
/// </summary>
/// <remarks>
/// The model marks the stream before, between and after its residual layers: <c>x.Mark("blocks.0")</c>, <c>"blocks.1"</c>, … Neighbouring marks
/// of one shape, whose names are alike up to the last dot, are joined by a residual layer; everything else is differentiated exactly. The
/// arithmetic is that of k + 1 ordinary passes; here they run one after another, layers are not spread over machines.
/// </remarks>
/// <param name="Iterations">k.</param>
public sealed record HighwayBackprop(int Iterations) : Learner
{
    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state)
    {
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, objective, tape =>
        {
            var branch = new Tensor?[tape.Marks.Count];         // what the layer above each mark sent down its branch, in the last pass
            for (int pass = 0; pass < Iterations; pass++) Pass(tape, branch);
            return Pass(tape, branch);
        });
        return (loss, gradient, aux, state);
    }

    /// <summary>Whether two marks, the first nearer to the loss, are the ends of a residual layer.</summary>
    public static bool AreJoined(Marked above, Marked below) =>
        Stem(above.Name) is { Length: > 0 } stem && stem == Stem(below.Name) && above.Value.Shape.SequenceEqual(below.Value.Shape);

    // At mark i the layers above, from the top of the stream to i, have sent branch[i], branch[i - 1], …: their sum and the gradient at the
    // top is the estimate that goes on. What arrives is the estimate of the mark above sent through 1 + J.
    private static T Pass<T>(Tape<T> tape, Tensor?[] branch) where T : IModel<T>
    {
        Tensor? sent = null, sum = null;
        return tape.Gradient((i, arrived) =>
        {
            if (i == 0 || !AreJoined(tape.Marks[i - 1], tape.Marks[i])) return sum = sent = arrived;
            sum = branch[i] is { } known ? sum! + known : sum;
            branch[i] = arrived - sent!;
            return sent = sum!;
        });
    }

    private static string Stem(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";
}
