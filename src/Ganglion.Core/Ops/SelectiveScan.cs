namespace Ganglion;

/// <summary>
/// The selective state space of Mamba (Gu and Dao 2023, algorithm 2 with the simplified B̄ of their implementation): for each channel d and state n,
/// h[t] = exp(Δ[t]·A)·h[t-1] + Δ[t]·x[t]·B[t], y[t] = Σ over n of C[t]·h[t] + D·x[t]. The states are never written to memory; the derivative runs
/// the recurrence again.
/// </summary>
public static class SelectiveScanOp
{
    /// <summary>Reads sequences with a state that decides itself what to keep.</summary>
    /// <param name="x"><c>[batch, time, channels]</c>.</param>
    /// <param name="delta"><c>[batch, time, channels]</c>: step sizes, positive (after a softplus).</param>
    /// <param name="a"><c>[channels, states]</c>: decay rates, negative.</param>
    /// <param name="b"><c>[batch, time, states]</c>: how the input enters.</param>
    /// <param name="c"><c>[batch, time, states]</c>: how the state is read.</param>
    /// <param name="skip"><c>[channels]</c>: D, what goes straight through.</param>
    /// <returns><c>[batch, time, channels]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("selective_scan")]
    public static Tensor SelectiveScan(this Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip)
    {
        Tensor[] inputs = [x, delta, a, b, c, skip];
        foreach (var t in inputs) Pointwise.SameType("SelectiveScan", x, t);
        if (x.Rank != 3 || a.Rank != 2 || !delta.Shape.SequenceEqual(x.Shape) || a.Shape[0] != x.Shape[2]
            || !b.Shape.SequenceEqual([x.Shape[0], x.Shape[1],
                a.Shape[1]]) || !c.Shape.SequenceEqual(b.Shape) || !skip.Shape.SequenceEqual([x.Shape[2]]))
            throw new ArgumentException(
                "SelectiveScan: x and delta [batch, time, channels], a [channels, states], b and c [batch, time, states] and skip [channels] are needed; "
                + $"got {string.Join(", ", inputs.Select(t => Shapes.Text(t.Shape)))}.");
        int batch = x.Shape[0], time = x.Shape[1], channels = x.Shape[2], states = a.Shape[1];
        Tensor[] at = Array.ConvertAll(inputs, t => t.Detach().Contiguous());
        var y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Current.SelectiveScan(at[0], at[1], at[2], at[3], at[4], at[5], y, batch, time, channels, states);
        return Diff.Record("selective_scan", y, inputs, g =>
        {
            if (Diff.Recording) return Diff.Grad(v => (Composed(v[0], v[1], v[2], v[3], v[4], v[5]) * g).Sum(), inputs);
            Tensor[] d = [.. at[..2].Select(t => Tensor.Empty(t.Shape, t.DType)), Tensor.Empty([batch, channels, states], x.DType),
                .. at[3..5].Select(t => Tensor.Empty(t.Shape, t.DType)), Tensor.Empty([batch, channels], x.DType)];
            Kernels.Current.SelectiveScanAdjoint(g.Contiguous(), at, d, batch, time, channels, states);
            return [d[0], d[1], d[2].Sum(0), d[3], d[4], d[5].Sum(0)];
        });
    }

    private static Tensor Composed(Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip)
    {
        var decay = (delta.Unsqueeze(3) * a).Exp();
        var h = ((delta * x).Unsqueeze(3) * b.Unsqueeze(2)).LinearScan(decay, 1);
        return (h * c.Unsqueeze(2)).Sum(3) + x * skip;
    }

    internal static IEnumerable<OpCase> Cases() =>
        from s in ((string Name, int Batch, int Time, int Channels, int States)[])
            [("no samples", 0, 2, 2, 2), ("no steps", 2, 0, 2, 2), ("one", 1, 1, 1, 1), ("steps", 2, 3, 2, 3), ("large", 3, 11, 19, 17)]
        let sequence = (int[])[s.Batch, s.Time, s.Channels]
        let state = (int[])[s.Batch, s.Time, s.States]
        select new OpCase(s.Name, x => x[0].SelectiveScan(x[1], x[2], x[3], x[4], x[5]), sequence, new OpInput(sequence, 0.1, 0.9),
            new OpInput([s.Channels, s.States], -1.5, -0.1), state, state, (int[])[s.Channels]);
}
