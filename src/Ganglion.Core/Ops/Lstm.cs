namespace Ganglion;

/// <summary>
/// A long short-term memory over a sequence: [i f g o] = x·Wᵀ + b + h·Rᵀ + r, c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c) (Hochreiter and
/// Schmidhuber 1997, with the forget gate of Gers et al. 2000); gates in PyTorch's order.
/// </summary>
public static class LstmOp
{
    /// <summary>Reads a batch of sequences.</summary>
    /// <param name="x"><c>[batch, time, inputs]</c>.</param>
    /// <param name="weight"><c>[4 · units, inputs]</c>.</param>
    /// <param name="recurrent"><c>[4 · units, units]</c>.</param>
    /// <param name="bias"><c>[4 · units]</c>, or none.</param>
    /// <param name="h"><c>[batch, units]</c> before the first step; zeros if none.</param>
    /// <param name="c"><c>[batch, units]</c> before the first step; zeros if none.</param>
    /// <param name="lengths"><c>[batch]</c>: how many steps of each sequence there are. What follows gives zeros and leaves the state alone.</param>
    /// <param name="reverse">Read from the last step to the first; outputs stay where their inputs are.</param>
    /// <returns>All outputs <c>[batch, time, units]</c>, and the state after the last step: h and c <c>[batch, units]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static (Tensor Y, Tensor H, Tensor C) Lstm(this Tensor x, Tensor weight, Tensor recurrent, Tensor? bias = null, Tensor? h = null,
        Tensor? c = null, IntTensor? lengths = null, bool reverse = false)
    {
        var s = Recurrence.Check("Lstm", 4, x, weight, recurrent, lengths, bias, h, c);
        if (reverse) x = x.Flip(1);
        var states = States(x, weight, recurrent, bias, h ?? s.Zeros(x.DType), c ?? s.Zeros(x.DType), lengths is null ? null : s.Running(lengths, reverse));
        var y = states.Slice(1, 0, s.Time);
        var last = s.Time > 0 ? y.Select(1, s.Time - 1) : h ?? s.Zeros(x.DType);
        return (s.Outputs(y, lengths, reverse), last, states.Select(1, s.Time));
    }

    /// <summary>h after each step, then the last c: <c>[batch, time + 1, units]</c>. Where <paramref name="running"/> is 0 the state stays.</summary>
    [Op("lstm", Onnx = "LSTM")]
    internal static Tensor States(Tensor x, Tensor weight, Tensor recurrent, Tensor? bias, Tensor h, Tensor c, Tensor? running) =>
        Composed(x, weight, recurrent, bias, h, c, running);

    private static Tensor Composed(Tensor x, Tensor weight, Tensor recurrent, Tensor? bias, Tensor h, Tensor c, Tensor? running)
    {
        var fromInput = x.Linear(weight, bias);
        var states = new List<Tensor>();
        for (int t = 0; t < x.Shape[1]; t++)
        {
            var gates = (fromInput.Select(1, t) + h.Linear(recurrent)).Split(4);
            var cell = gates[1].Sigmoid() * c + gates[0].Sigmoid() * gates[2].Tanh();
            (h, c) = Recurrence.Held(running, t, (gates[3].Sigmoid() * cell.Tanh(), h), (cell, c));
            states.Add(h);
        }
        states.Add(c);
        return Tensor.Stack(states, 1);
    }

    internal static IEnumerable<OpCase> Cases()
    {
        static OpCase Make(string name, int batch, int time, int inputs, int units, Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor, Tensor)> f) => new(name, x =>
        {
            var (y, h, c) = f(x[0], x[1], x[2], x[3], x[4], x[5]);
            return Tensor.Concat([y.Reshape(-1), h.Reshape(-1) * 2, c.Reshape(-1) * 3]);
        }, (int[])[batch, time, inputs], (int[])[4 * units, inputs], (int[])[4 * units, units], (int[])[4 * units], (int[])[batch, units], (int[])[batch, units]);
        yield return Make("no samples", 0, 2, 3, 2, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c));
        yield return Make("no steps", 2, 0, 3, 2, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c));
        yield return Make("one step", 2, 1, 3, 2, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c));
        yield return Make("steps", 2, 3, 2, 3, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c));
        yield return Make("from nothing", 2, 3, 2, 2, (x, w, r, _, _, _) => x.Lstm(w, r));
        yield return Make("reverse", 1, 3, 2, 2, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c, reverse: true));
        yield return Make("lengths", 3, 3, 2, 2, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c, (int[])[2, 3, 0]));
        yield return Make("lengths, reverse", 3, 3, 2, 2, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c, (int[])[2, 3, 1], reverse: true));
        yield return Make("large", 21, 7, 13, 19, (x, w, r, b, h, c) => x.Lstm(w, r, b, h, c));
    }
}
