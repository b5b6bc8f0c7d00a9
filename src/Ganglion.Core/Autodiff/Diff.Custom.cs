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

    /// <summary>
    /// A derivative of your own that works from what <paramref name="forward"/> chose to save, instead of from the inputs: packed codes
    /// (<see cref="PackedBits"/>), statistics, nothing at all. The graph keeps neither the inputs nor the value, only what was saved; all else
    /// that was made inside goes back at once. To derivatives of the derivative the saved state is a constant.
    /// <code>
    /// Tensor sign = Diff.Custom([x], a => (a[0].Relu(), PackedBits.Bucketize(a[0], zero)), (saved, g) => [g * saved.Unpack()]);
    /// </code>
    /// </summary>
    /// <param name="inputs">What the function is differentiated in.</param>
    /// <param name="forward">The value, and what to save: a tensor, <see cref="PackedBits"/>, or an array, tuple or dictionary of these.</param>
    /// <param name="backward">From what was saved and the value's gradient: the gradient of each input, null for none. The gradient that it is
    /// given lives until it returns; call Keep() on it for longer.</param>
    /// <param name="consume">The inputs' memory goes back to the pool at once. Only for inputs that nothing else reads, as the product before
    /// an activation: a later use is an error.</param>
    public static Tensor Custom<TSaved>(ReadOnlySpan<Tensor> inputs, Func<Tensor[], (Tensor Value, TSaved Saved)> forward,
        Func<TSaved, Tensor, Tensor?[]> backward, bool consume = false)
    {
        var at = inputs.ToArray();
        var (value, saved) = Constant(() => MemoryScope.Within(() => forward(at)));
        var y = value.View(value.ShapeArray, value.StrideArray, value.Offset);
        if (consume) Consume(at, (value, saved));
        return Saving(y, at, saved, backward);
    }

    // A method of its own: a closure above would hold the inputs.
    private static Tensor Saving<TSaved>(Tensor y, Tensor[] inputs, TSaved saved, Func<TSaved, Tensor, Tensor?[]> backward)
    {
        int count = inputs.Length;
        return Record("custom_saving", y, inputs, g =>
        {
            var gradients = backward(saved, g);
            return gradients.Length == count ? gradients
                : throw new InvalidOperationException(
                    $"Custom: backward returned {gradients.Length} gradients for {count} inputs; return null for an input without one.");
        });
    }

    private static void Consume(Tensor[] inputs, object kept)
    {
        if (MemoryScope.Current is not { } scope) return;       // the collector's business
        var needed = new HashSet<Storage>();
        Survivors.Visit(kept, t => needed.Add(t.Storage));
        foreach (var t in inputs) if (t.Storage.Scope == scope && !needed.Contains(t.Storage)) t.Storage.Release();
    }

    /// <summary>
    /// x itself; when its gradient is complete, <paramref name="hook"/> sees it and may put another in its place (null: leave it). Clipping,
    /// noise, compression, recording at one point of the graph. What the hook keeps beyond the step it must Keep() or copy.
    /// </summary>
    public static Tensor Hook(Tensor x, Func<Tensor, Tensor?> hook) =>
        Record("hook", x.Detach().View(x.ShapeArray, x.StrideArray, x.Offset), x, g => hook(g) ?? g);

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

    /// <summary>
    /// Layers one after another, of which only every so many keep their input: with √n segments of √n layers the memory of n layers falls to
    /// about 2√n, for one more forward pass (Chen et al. 2016). All leaves of the layers are differentiated.
    /// </summary>
    /// <param name="layers">From first to last.</param>
    /// <param name="x">The input of the first.</param>
    /// <param name="forward">One layer's function.</param>
    /// <param name="segments">How many; 0 for √n.</param>
    public static Tensor CheckpointSequence<T>(IReadOnlyList<T> layers, Tensor x, Func<T, Tensor, Tensor> forward, int segments = 0)
        where T : IModel<T>
    {
        if (segments <= 0) segments = (int)Math.Ceiling(Math.Sqrt(layers.Count));
        for (int s = 0; s < segments; s++)
        {
            T[] part = [.. layers.Skip(layers.Count * s / segments).Take(layers.Count * (s + 1) / segments - layers.Count * s / segments)];
            if (part.Length == 0) continue;
            var leaves = Array.ConvertAll(part, p => p.Leaves().Select(l => l.Tensor).ToArray());
            x = Checkpoint(at =>
            {
                var (y, used) = (at[0], 1);
                for (int i = 0; i < part.Length; used += leaves[i++].Length) y = forward(part[i].WithLeaves(at[used..(used + leaves[i].Length)]), y);
                return y;
            }, [x, .. leaves.SelectMany(l => l)]);
        }
        return x;
    }
}
