namespace Ganglion.Nets;

/// <summary>
/// Direct feedback alignment (Nøkland 2016; Launay et al. 2020): the gradient at the output goes straight to every marked place through a fixed
/// random matrix of its own, in place of what would come from the layers above; between two marks derivatives are exact. The model
/// says where: <c>x.Mark("hidden")</c> after each layer or block, and <c>Mark("output")</c> on what the loss reads, the mark nearest to the loss.
/// Places that share a name share their matrix.
/// </summary>
/// <param name="Rng">The key of the matrices.</param>
public sealed record DirectFeedback(Rng Rng) : Learner
{
    /// <summary>What a projected error's norm would be, on average, relative to the error's own: entries have deviation scale/√width.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether all places read slices of one matrix (Launay et al. 2019, section 3), as wide as the widest.</summary>
    public bool Shared { get; init; }

    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state) => Memory.Scope(() =>
    {
        var next = state;
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, objective, tape =>
        {
            if (tape.Marks.Count < 2)
                throw new InvalidOperationException($"DirectFeedback: the forward pass has {tape.Marks.Count} marks; two or more are needed, "
                    + "one on the output and one after each layer or block to be fed: x.Mark(\"hidden\").");
            int outputs = tape.Marks[0].Value.Size(-1), rows = tape.Marks[0].Value.Length / outputs, widest = 0;
            for (int i = 1; i < tape.Marks.Count; i++) widest = Math.Max(widest, Width(tape.Marks[i], rows));
            Tensor? error = null;
            return tape.Gradient((i, g) =>
            {
                if (i == 0) return error = g;
                var mark = tape.Marks[i];
                int width = Width(mark, rows);
                string path = Shared ? FeedbackWeights.Prefix + "shared" : FeedbackWeights.Prefix + mark.Name;
                if (next[path] is not { } matrix)
                    next = next.With(path, matrix = Rng.Split(path).Normal([outputs, Shared ? widest : width], 0, 1, g.DType));
                if (Shared) matrix = matrix.Slice(1, 0, width);
                return (error!.Reshape(rows, outputs).MatMul(matrix) * (Scale / Math.Sqrt(width))).Reshape(mark.Value.Shape);
            });
        });
        return (loss, gradient, aux, next);
    });

    // Errors and values lie row by row: an image, a node, a token.
    private static int Width(Marked mark, int rows) => mark.Value.Length % rows == 0 ? mark.Value.Length / rows
        : throw new InvalidOperationException($"DirectFeedback: the output has {rows} rows of errors, and mark '{mark.Name}' has shape "
            + $"[{string.Join(", ", mark.Value.Shape.ToArray())}], which does not divide into them. "
            + "Mark values with a row for each row of the output.");
}
