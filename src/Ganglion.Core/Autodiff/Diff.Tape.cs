using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>A place that a forward pass named with <see cref="Diff.Mark"/>.</summary>
/// <param name="Name">Its name; a loop may pass through the same one many times.</param>
/// <param name="Value">What went through, without its history.</param>
public sealed record Marked(string Name, Tensor Value);

/// <summary>
/// A forward pass on record, with the backward pass still to be made: as often as one likes, and with gradients replaced at the
/// marks. Alive only inside the call of <see cref="Diff"/> that hands it over.
/// </summary>
public sealed class Tape<T> where T : IModel<T>
{
    private readonly T _model;
    private readonly Func<Func<int, Tensor, Tensor?>?, Tensor[]> _backward;

    internal Tape(T model, IReadOnlyList<Marked> marks, Func<Func<int, Tensor, Tensor?>?, Tensor[]> backward) =>
        (_model, Marks, _backward) = (model, marks, backward);

    /// <summary>The marks between the model's leaves and the loss, in the order in which a backward pass meets them: the first lies nearest
    /// to the loss.</summary>
    public IReadOnlyList<Marked> Marks { get; }

    /// <summary>A backward pass.</summary>
    /// <param name="at">Called at each mark, with its place in <see cref="Marks"/> and the gradient that arrives there, zeros where none
    /// does; what it returns goes on in the gradient's place, null for nothing. Without it the gradient is the true one.</param>
    /// <returns>The gradient, or what became of it, in each leaf.</returns>
    /// <exception cref="InvalidOperationException">A replacement has another shape than the value at its mark.</exception>
    public T Gradient(Func<int, Tensor, Tensor?>? at = null) => _model.WithLeaves(_backward(at));
}

public static partial class Diff
{
    /// <summary>
    /// x itself, under a name: a place where whoever runs the backward pass may put another gradient (see <see cref="Tape{T}"/>). To every other
    /// derivative it is nothing.
    /// </summary>
    public static Tensor Mark(this Tensor x, string name) => Tag("mark", x, new Marked(name, x.Detach()));

    /// <summary>
    /// The weight itself, but operations that multiply by it (<c>Linear</c>, <c>MatMul</c>, <c>Conv2d</c> and its transpose) send gradients back
    /// through <paramref name="feedback"/> in its place: feedback alignment (Lillicrap et al. 2016, "Random synaptic feedback weights"). The
    /// weight still gets its own gradient, the feedback gets none. Views of the weight, such as its transpose, go back through themselves.
    /// </summary>
    /// <exception cref="ArgumentException">The two differ in shape.</exception>
    public static Tensor WithFeedback(this Tensor weight, Tensor feedback) => feedback.Shape.SequenceEqual(weight.Shape)
        ? Tag("feedback", weight, feedback.Detach())
        : throw new ArgumentException($"WithFeedback: gradients go back through the feedback as through the weight, so it must have its shape, "
            + $"{Shapes.Text(weight.Shape)}; got {Shapes.Text(feedback.Shape)}.", nameof(feedback));

    /// <summary>What gradients go back through where the forward pass multiplied by <paramref name="weight"/>.</summary>
    internal static Tensor Feedback(this Tensor weight) => weight.Node?.Tag as Tensor ?? weight;

    /// <summary>
    /// The value of a function of a model, and what <paramref name="backward"/> makes of its tape in place of the gradient: other gradients
    /// at the marks, or several passes.
    /// </summary>
    /// <exception cref="ArgumentException">The function's value is not a scalar.</exception>
    public static (Tensor Value, T Gradient, TAux Aux) ValueAndGrad<T, TAux>(T model, Func<T, (Tensor Value, TAux Aux)> f,
        Func<Tape<T>, T> backward, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) where T : IModel<T> =>
        ValueAndGrad(model, f, (value, leaves, nested) =>
        {
            var marks = new List<Marked>();
            var nodes = Reachable(value, leaves);
            for (int i = nodes.Count - 1; i >= 0; i--) if (nodes[i].Tag is Marked mark) marks.Add(mark);
            return backward(new(model, marks, at => Backward(value, null, leaves, nested, at)));
        }, file, line);

    private static Tensor Tag(string op, Tensor x, object tag)
    {
        if (!Tracks(x)) return x;
        var y = x.View(x.ShapeArray, x.StrideArray, x.Offset);
        y.Node = new Node(op, y, [x], [static g => g]) { Tag = tag };
        return y;
    }

    private static Tensor? Replaced(Func<int, Tensor, Tensor?> at, int index, Marked mark, Tensor? gradient)
    {
        gradient ??= Tensor.Zeros(mark.Value.Shape, mark.Value.DType);
        gradient.Storage.Pinned = true;
        var replaced = at(index, gradient);
        return replaced is null || replaced.Shape.SequenceEqual(mark.Value.Shape) ? replaced
            : throw new InvalidOperationException($"The gradient put in at mark '{mark.Name}' has shape {Shapes.Text(replaced.Shape)}; "
                + $"the value there has {Shapes.Text(mark.Value.Shape)}.");
    }
}
