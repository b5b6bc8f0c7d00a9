namespace Ganglion;

public static partial class Diff
{
    /// <summary>
    /// A function with a derivative of your own in place of its true one: feedback alignment, straight-through estimators, implicit layers,
    /// recomputation. Nothing inside <paramref name="forward"/> is recorded.
    /// </summary>
    /// <param name="inputs">What the function is differentiated in.</param>
    /// <param name="forward">The value, from the inputs.</param>
    /// <param name="backward">From inputs, value and the value's gradient: the gradient of each input, null for none. Written with public
    /// operations, it is itself differentiable.</param>
    public static Tensor Custom(ReadOnlySpan<Tensor> inputs, Func<Tensor[], Tensor> forward, Func<Tensor[], Tensor, Tensor, Tensor?[]> backward)
    {
        var at = inputs.ToArray();
        var value = Constant(() => MemoryScope.Within(() => forward(at)));
        var y = value.View(value.ShapeArray, value.StrideArray, value.Offset);  // its own tensor, even if forward returns an input
        return Record("custom", y, at, g =>
        {
            var gradients = backward(at, y, g);
            return gradients.Length == at.Length ? gradients
                : throw new InvalidOperationException(
                    $"Custom: backward returned {gradients.Length} gradients for {at.Length} inputs; return null for an input without one.");
        });
    }

    /// <summary>What <paramref name="body"/> computes, as a constant: nothing in it is recorded.</summary>
    public static T Constant<T>(Func<T> body)
    {
        bool paused = t_paused;
        t_paused = true;
        try { return body(); }
        finally { t_paused = paused; }
    }

    /// <summary>x itself, its gradient multiplied by -<paramref name="scale"/>: the reversal layer of domain-adversarial training (Ganin et
    /// al. 2016).</summary>
    public static Tensor ReverseGradient(this Tensor x, double scale = 1) =>
        Record("reverse_gradient", x.Detach().View(x.ShapeArray, x.StrideArray, x.Offset), x, g => g * -scale);

    /// <summary>
    /// f(x) without keeping what it computes on the way: the backward pass computes it again (Chen et al. 2016). Tensors that f captures
    /// count as constants.
    /// </summary>
    public static Tensor Checkpoint(Func<Tensor[], Tensor> f, params ReadOnlySpan<Tensor> inputs) =>
        Custom(inputs, f, (at, _, g) => Recording ? Grad(x => (f(x) * g).Sum(), at) : MemoryScope.Within(() => Grad(x => (f(x) * g).Sum(), at)));
}
