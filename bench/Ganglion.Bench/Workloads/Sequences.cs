using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Sequences() => [Recurrent(), Attending()];

    private static Workload Recurrent()
    {
        const int batch = 32, time = 50, inputs = 64, units = 128;
        // Two products with the input (its own gradient is not asked for) and three with the state.
        return new("lstm_b32_t50_h128", () =>
        {
            var x = new Rng(1).Normal([batch, time, inputs]);
            IntTensor y = new Rng(2).Integers(batch, 10);
            var net = new SequenceClassifier(Lstm.Create(inputs, units, new Rng(3)), Linear.Create(units, 10, new Rng(4)));
            return Trainer(net, new Adam(1e-2), (m, _) => Loss.CrossEntropy(m.Head.Forward(m.Lstm.Forward(x).Y.Select(1, time - 1)), y));
        })
        { MultiplyAdds = (double)batch * time * 4 * units * (2 * inputs + 3 * units) };
    }

    private static Workload Attending()
    {
        const int batch = 16, time = 64, width = 128, heads = 4, layers = 4, ids = 100;
        const double rows = batch * time, block = rows * width * 12 * width, attention = rows * (time + 1) * width;   // half of the scores are needed
        return new("transformer_b16_t64_d128_l4", () =>
        {
            IntTensor x = IntTensor.From(new Rng(1).Integers(batch * time, ids), batch, time);
            var rng = new Rng(4);
            var net = new TokenPredictor(TransformerEncoder.Create(layers, width, heads, 4 * width, new Rng(2), normFirst: true) with { Norm = null },
                Embedding.Create(ids, width, new Rng(3)), Linear.Create(width, ids, new Rng(5)));
            return Trainer(net, new Adam(1e-2), (m, step) =>
                Loss.CrossEntropy(m.Head.Forward(m.Encoder.Forward(m.Tokens.Forward(x), causal: true, rng: rng.Split(step))).Reshape(-1, ids),
                    x.Span.ToArray()));
        })
        { MultiplyAdds = 3 * (layers * (block + attention) + rows * width * ids) };
    }
}

/// <summary>A recurrent network and a linear layer on its last output.</summary>
[Model]
internal sealed partial record SequenceClassifier(Lstm Lstm, Linear Head);

/// <summary>A transformer between a table of tokens and a linear layer.</summary>
[Model]
internal sealed partial record TokenPredictor(TransformerEncoder Encoder, Embedding Tokens, Linear Head);
