using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>
/// Recurrent layers with everything that ONNX lets vary: direction, lengths, peepholes, activations, clipping, layout. Each step is
/// written with public operations, so that all of it can be differentiated.
/// </summary>
internal static class RecurrentOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("RNN", c => Run(c, 1, ["Tanh"], Rnn)), new("GRU", c => Run(c, 3, ["Sigmoid", "Tanh"], Gru)),
        new("LSTM", c => Run(c, 4, ["Sigmoid", "Tanh", "Tanh"], Lstm)),
    ];

    /// <summary>One direction: its weights, and what the attributes choose.</summary>
    /// <param name="Call">Whose attributes.</param>
    /// <param name="R">Weights of the state <c>[gates · hidden, hidden]</c>.</param>
    /// <param name="Rb">Their biases <c>[gates · hidden]</c>, or none.</param>
    /// <param name="P">Peepholes <c>[3 · hidden]</c>, or none.</param>
    /// <param name="F">The activations, clipped where asked for.</param>
    /// <param name="H">The size of the state.</param>
    private sealed record Cell(OnnxCall Call, Tensor R, Tensor? Rb, Tensor? P, Func<Tensor, Tensor>[] F, int H)
    {
        public Tensor Hidden(Tensor h, int gate)
        {
            var y = h.MatMul(R.Slice(0, gate * H, H), transposeB: true);
            return Rb is null ? y : y + Rb.Slice(0, gate * H, H);
        }

        public Tensor Peep(Tensor c, int gate) => P is null ? Tensor.Scalar(0, c.DType) : c * P.Slice(0, gate * H, H);
    }

    // What a step makes of the input's share of all gates, the state, and the memory of an LSTM.
    private delegate (Tensor H, Tensor C) Step(Cell cell, Tensor[] x, Tensor h, Tensor c);

    private static (Tensor, Tensor) Rnn(Cell cell, Tensor[] x, Tensor h, Tensor c) => (cell.F[0](x[0] + cell.Hidden(h, 0)), c);

    private static (Tensor, Tensor) Gru(Cell cell, Tensor[] x, Tensor h, Tensor c)
    {
        var z = cell.F[0](x[0] + cell.Hidden(h, 0));
        var r = cell.F[0](x[1] + cell.Hidden(h, 1));
        var n = cell.F[1](x[2] + (cell.Call.Flag("linear_before_reset") ? r * cell.Hidden(h, 2) : cell.Hidden(r * h, 2)));
        return ((1 - z) * n + z * h, c);
    }

    private static (Tensor, Tensor) Lstm(Cell cell, Tensor[] x, Tensor h, Tensor c)
    {
        var i = cell.F[0](x[0] + cell.Hidden(h, 0) + cell.Peep(c, 0));
        var f = cell.Call.Flag("input_forget") ? 1 - i : cell.F[0](x[2] + cell.Hidden(h, 2) + cell.Peep(c, 2));
        var next = f * c + i * cell.F[1](x[3] + cell.Hidden(h, 3));
        var o = cell.F[0](x[1] + cell.Hidden(h, 1) + cell.Peep(next, 1));
        return (o * cell.F[2](next), next);
    }

    private static OnnxValue?[] Run(OnnxCall call, int gates, string[] standard, Step step)
    {
        bool batchFirst = call.Flag("layout");
        Tensor x = call.F(0), w = call.F(1);
        if (batchFirst) x = x.Transpose(0, 1);
        int steps = x.Shape[0], batch = x.Shape[1], directions = w.Shape[0], hidden = w.Shape[1] / gates;
        int[]? lengths = call.Has(4) ? call.Longs(4).ToSizes() : null;
        string direction = call.Text("direction", "forward");
        var chosen = Activations(call, standard, directions);
        List<Tensor> outputs = [], lastStates = [], lastMemories = [];
        for (int d = 0; d < directions; d++)
        {
            bool backward = direction == "reverse" || d == 1;
            var input = backward ? Reverse(x, lengths) : x;
            var bias = call.MaybeF(3)?.Select(0, d);
            var cell = new Cell(call, call.F(2).Select(0, d), bias?.Slice(0, gates * hidden, gates * hidden), call.MaybeF(7)?.Select(0, d),
                chosen[d], hidden);
            var (y, h, m) = Fused(cell, input, w.Select(0, d), bias?.Slice(0, 0, gates * hidden), Initial(5), Initial(6), lengths)
                ?? Direction(cell, input.Linear(w.Select(0, d), bias?.Slice(0, 0, gates * hidden)), gates, steps, Initial(5), Initial(6), lengths,
                    step);
            outputs.Add(backward ? Reverse(y, lengths) : y);
            lastStates.Add(h);
            lastMemories.Add(m);

            Tensor Initial(int i) => call.MaybeF(i) is not { } given ? Tensor.Zeros([batch, hidden], x.DType) : given.Select(batchFirst ? 1 : 0, d);
        }
        var all = Tensor.Stack(outputs, 1);                                                          // [steps, directions, batch, hidden]
        int states = batchFirst ? 1 : 0;
        return [call.Like(batchFirst ? all.Permute(2, 0, 1, 3) : all), call.Like(Tensor.Stack(lastStates, states)),
            call.Like(Tensor.Stack(lastMemories, states))];
    }

    // The form that everybody uses is an operation of its own; its gates lie in another order.
    private static (Tensor Y, Tensor H, Tensor C)? Fused(Cell cell, Tensor x, Tensor w, Tensor? bias, Tensor h, Tensor c, int[]? lengths)
    {
        var call = cell.Call;
        if (cell.P is not null || call.Attributes.ContainsKey("activations") || call.Attributes.ContainsKey("clip")) return null;
        x = x.Transpose(0, 1);
        var n = lengths is null ? null : IntTensor.From(lengths);
        if (call.Node.Op == "LSTM" && !call.Flag("input_forget"))
        {
            var (y, last, memory) = x.Lstm(Order(w, 0, 2, 3, 1), Order(cell.R, 0, 2, 3, 1),
                bias is null ? null : Order(bias + cell.Rb!, 0, 2, 3, 1), h, c, n);
            return (y.Transpose(0, 1), last, memory);
        }
        if (call.Node.Op == "GRU" && call.Flag("linear_before_reset"))
        {
            var (y, last) = x.Gru(Order(w, 1, 0, 2), Order(cell.R, 1, 0, 2), bias is null ? null : Order(bias, 1, 0, 2),
                cell.Rb is null ? null : Order(cell.Rb, 1, 0, 2), h, n);
            return (y.Transpose(0, 1), last, c);
        }
        return null;

        Tensor Order(Tensor t, params ReadOnlySpan<int> gates)
        {
            var parts = new List<Tensor>();
            foreach (int gate in gates) parts.Add(t.Slice(0, gate * cell.H, cell.H));
            return Tensor.Concat(parts);
        }
    }

    private static (Tensor Y, Tensor H, Tensor C) Direction(Cell cell, Tensor projected, int gates, int steps, Tensor h, Tensor c, int[]? lengths,
        Step step)
    {
        var y = new Tensor[steps];
        for (int t = 0; t < steps; t++)
        {
            var (next, memory) = step(cell, projected.Select(0, t).Split(gates), h, c);
            if (lengths is not null)
            {
                var alive = Tensor.From(Array.ConvertAll(lengths, n => t < n ? 1.0 : 0.0), lengths.Length, 1).To(h.DType);
                y[t] = next * alive;
                (next, memory) = (alive.Where(next, h), alive.Where(memory, c));
            }
            else y[t] = next;
            (h, c) = (next, memory);
        }
        return (Tensor.Stack(y), h, c);
    }

    // The steps of each sequence in reverse; what lies behind its end stays.
    private static Tensor Reverse(Tensor x, int[]? lengths)
    {
        if (lengths is null) return x.Flip(0);
        int inner = x.Shape[2], batch = x.Shape[1];
        var from = new int[x.Length];
        for (int i = 0; i < from.Length; i++)
        {
            int t = i / (batch * inner), n = lengths[i / inner % batch];
            from[i] = t < n ? i + (n - 1 - 2 * t) * batch * inner : i;
        }
        return x.Take(IntTensor.From(from, [from.Length])).Reshape(x.Shape);
    }

    private static Func<Tensor, Tensor>[][] Activations(OnnxCall call, string[] standard, int directions)
    {
        string[] names = call.Texts("activations") ?? [.. Enumerable.Repeat(standard, directions).SelectMany(n => n)];
        var alphas = new Queue<float>(call.Singles("activation_alpha") ?? []);
        var betas = new Queue<float>(call.Singles("activation_beta") ?? []);
        double clip = call.Float("clip", double.PositiveInfinity);
        return [.. names.Select(name => Clipped(Activation(name, alphas, betas), clip)).Chunk(standard.Length)];

        static Func<Tensor, Tensor> Clipped(Func<Tensor, Tensor> f, double clip) => double.IsInfinity(clip) ? f : x => f(x.Clamp(-clip, clip));
    }

    // Functions with constants take the next ones given, in order.
    private static Func<Tensor, Tensor> Activation(string name, Queue<float> alphas, Queue<float> betas)
    {
        double Alpha(double otherwise) => alphas.TryDequeue(out float a) ? a : otherwise;
        double Beta(double otherwise) => betas.TryDequeue(out float b) ? b : otherwise;
        double p, q;
        switch (name.ToUpperInvariant())
        {
            case "RELU": return x => x.Relu();
            case "TANH": return x => x.Tanh();
            case "SIGMOID": return x => x.Sigmoid();
            case "SOFTSIGN": return x => x / (x.Abs() + 1);
            case "SOFTPLUS": return x => x.Softplus();
            case "ELU": p = Alpha(1); return x => x.Elu(p);
            case "LEAKYRELU": p = Alpha(0.01); return x => x.LeakyRelu(p);
            case "THRESHOLDEDRELU": p = Alpha(1); return x => x * x.Greater(p);
            case "AFFINE": (p, q) = (Alpha(1), Beta(0)); return x => x * p + q;
            case "SCALEDTANH": (p, q) = (Alpha(1), Beta(1)); return x => (x * q).Tanh() * p;
            case "HARDSIGMOID": (p, q) = (Alpha(0.2), Beta(0.5)); return x => (x * p + q).Clamp(0, 1);
            default: throw new NotSupportedException($"the activation '{name}' is not known");
        }
    }
}
