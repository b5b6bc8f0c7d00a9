using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Sequences() => [Recurrent(), Attending(), NextItem()];

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

    // SASRec on Amazon Beauty: the next item against a random one, at every place.
    private static Workload NextItem()
    {
        const int batch = 128, time = 50, width = 64, layers = 2;
        const double rows = batch * time, block = rows * width * 6 * width, attention = rows * (time + 1) * width;
        return new("sasrec_beauty_step", () =>
        {
            var log = DataSource.Open("seqrec-s3rec/Beauty").Interactions;
            int users = log.UserCount, items = log.ItemCount + 1;         // 0 stands for nothing
            int[][] read = new int[users][], next = new int[users][];
            int[][] events = [.. Enumerable.Range(0,
                log.Count).GroupBy(i => log.Users[i]).OrderBy(g => g.Key).Select(g => g.Select(i => log.Items[i] + 1).ToArray())];
            int[] Padded(int[] x) => [.. x.TakeLast(time), .. new int[time - Math.Min(time, x.Length)]];
            for (int u = 0; u < users; u++) (read[u], next[u]) = (Padded(events[u][..^3]), Padded(events[u][1..^2]));
            var rng = new Rng(4);
            var net = new SasRec(Embedding.Create(items, width, new Rng(1), 0.02), new Rng(2).Normal([time, width]),
                TransformerEncoder.Create(layers, width, 1, width, new Rng(3), 0.2, normFirst: true));
            return Trainer(net, new Adam(1e-3), (m, step) =>
            {
                var key = rng.Split(step);
                int[] drawn = key.Split(0).Integers(batch, users), negatives = key.Split(1).Integers(batch * time, items - 1);
                int[] x = [.. drawn.SelectMany(u => read[u])], y = [.. drawn.SelectMany(u => next[u])];
                int[] valid = [.. Enumerable.Range(0, y.Length).Where(i => y[i] > 0)];
                Tensor known = Tensor.From([.. x.Select(i => i > 0 ? 8f : 0)], batch, time, 1);
                var rows = m.Items.Forward((int[])[.. x, .. valid.Select(i => y[i]), .. valid.Select(i => negatives[i] + 1)]);
                var h = (rows.Slice(0, 0, x.Length).Reshape(batch, time, width) * known + m.Places).Dropout(0.2, key.Split(2));
                h = m.Blocks.Forward(h, causal: true, rng: key.Split(3)).Reshape(-1, width).GatherRows(valid);
                Tensor up = (h * rows.Slice(0, x.Length, valid.Length)).Sum(1), down = (h * rows.Slice(0, x.Length + valid.Length,
                    valid.Length)).Sum(1);
                return (-up).Softplus().Mean() + down.Softplus().Mean();
            });
        })
        { MultiplyAdds = 3 * layers * (block + attention), PeerScript = "sasrec.py" };
    }
}

/// <summary>Items, places, and blocks over them.</summary>
[Model]
internal sealed partial record SasRec(Embedding Items, Tensor Places, TransformerEncoder Blocks);

/// <summary>A recurrent network and a linear layer on its last output.</summary>
[Model]
internal sealed partial record SequenceClassifier(Lstm Lstm, Linear Head);

/// <summary>A transformer between a table of tokens and a linear layer.</summary>
[Model]
internal sealed partial record TokenPredictor(TransformerEncoder Encoder, Embedding Tokens, Linear Head);
