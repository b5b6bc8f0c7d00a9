using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>EvolveGCN: graph convolutions whose weights are moved by a recurrent unit.</summary>
[Recipe("evolve-gcn")]
public sealed partial class EvolveGcn : Study
{
    private const int Width = 16;

    public override Paper Paper => new("EvolveGCN: Evolving Graph Convolutional Networks for Dynamic Graphs",
        "Pareja, Domeniconi, Chen, Ma, Suzumura, Kanezashi, Kaler, Schardl, Leiserson", 2020, "arXiv:1902.10191", "P475");

    public override string Summary => "At each snapshot a gated unit moves the weights of a GCN, W_t = GRU(X_t summed up by its top nodes, W_{t-1}) "
        + "in form H or GRU(W_{t-1}) "
        + "in form O; nothing is kept of nodes, so they may come and go (equations 1 to 3).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("drift", "Where communities drift, both forms of EvolveGCN lie above a static GCN, and above DynGEM-like embeddings, in F1 of nodes and "
            + "edges and in MAP and MRR of "
            + "the next snapshot's links; their weights change visibly with time (tables 2 and 3, figure 3).", e =>
                Compare(e, churn: 0.05, ["gcn", "dyngem"])),
        new("churn", "Where a third of the nodes is replaced at each snapshot, both forms lie above a recurrent network over node embeddings "
            + "(GCN-GRU), as they keep nothing of nodes.",
            e => Compare(e, churn: 0.35, ["gcn", "gcn-gru"])),
    ];

    private static void Compare(Experiment e, double churn, string[] below)
    {
        var how = new DriftingBlocks { Present = e.By(40, 150, 400), Moments = e.By(7, 33, 61), Churn = churn, Turning = 30, Noise = 0.7 };
        int train = e.By(3, 20, 40), validation = e.By(1, 4, 8), epochs = e.By(2, 300, 600), seeds = e.By(1, 2, 5);
        var scores = DynamicNet.Kinds.Append("dyngem").ToDictionary(k => k, _ => new List<DynamicScores>());
        var changes = new Dictionary<string, List<double>> { ["evolve-h"] = [], ["evolve-o"] = [] };
        bool blind = true;
        for (int s = 0; s < seeds; s++)
        {
            var run = new Run(e.Seed + s, e.Budget, e.Cancel);
            var moments = Moment.Of(how.Generate((ulong)(e.Seed + s)), how.Features, run.Rng.Split("pairs"));
            foreach (string kind in DynamicNet.Kinds)
            {
                var net = Fit(kind, how, moments, train, validation, epochs, new Run(e.Seed + s, e.Budget, e.Cancel));
                var (z, weights) = net.Embed(moments);
                scores[kind].Add(Score(net.Heads, moments, z, train + validation));
                if (changes.TryGetValue(kind, out var change))
                    change.Add(Enumerable.Range(train + validation, moments.Length - train - validation).Average(t => Change(weights, t)));
                blind &= net.Embed(moments[..train]).Z.Zip(z).All(pair => pair.First.ToArray().AsSpan().SequenceEqual(pair.Second.ToArray()));
            }
            scores["dyngem"].Add(Static(how, moments, train, validation, epochs, e.By(2, 30, 100), run));
        }

        foreach (var (kind, runs) in scores)
            e.Note(string.Create(CultureInfo.InvariantCulture, $"{kind}: F1 of nodes {runs.Average(r => r.Nodes):0.000}, F1 of edges "
            + $"{runs.Average(r => r.Edges):0.000}, "
                + $"MAP {runs.Average(r => r.Map):0.000}, MRR {runs.Average(r => r.Mrr):0.000}."));
        foreach (string form in changes.Keys)
        {
            foreach (string other in below)
            {
                Over("F1 of nodes", r => r.Nodes);
                Over("F1 of edges", r => r.Edges);
                Over("MAP", r => r.Map);
                Over("MRR", r => r.Mrr);

                void Over(string what, Func<DynamicScores, double> of) =>
                    e.AtLeast($"{form}, {what} over that of {other}", [.. scores[form].Zip(scores[other], (a, b) => of(a) - of(b))],
                        e.By(-1.0, 0, 0));
            }
            e.AtLeast($"{form}: change of the weights from one test snapshot to the next, as a share of their norm",
                changes[form], e.By(0, 0.01, 0.01));
        }
        e.True("no answer depends on a later snapshot", blind);
    }

    // Trained on the first moments, the best epoch picked on those that follow; the weights run on from moment to moment.
    private static DynamicNet Fit(string kind, DriftingBlocks how, Moment[] moments, int train, int validation, int epochs, Run run) =>
        run.Train(DynamicNet.Create(kind, how.Features, Width, how.Communities, run.Rng.Split("init")),
            How(epochs, run),
            loss: (net, _) => net.Loss(moments[..train]),
            validate: net => new(Metric.MacroF1,
                Score(net.Heads, moments[..(train + validation)], net.Embed(moments[..(train + validation)]).Z, train).Mean));

    private static Training How(int epochs, Run run) =>
        new() { Optimizer = new Adam(0.01) { Schedule = Schedule.Cosine(run.Steps(epochs)) }, Epochs = epochs, EvaluateEvery = Math.Min(epochs, 10) };

    // Embeddings that were made without answers, read by the same heads.
    private static DynamicScores Static(DriftingBlocks how, Moment[] moments, int train, int validation, int epochs, int steps, Run run)
    {
        var z = AutoencoderInTime.Embed(moments, how.Nodes, Width, steps, run.Rng.Split("dyngem"));
        var heads = run.Train(DynamicHeads.Create(Width, how.Communities, run.Rng.Split("heads")),
            How(epochs, run),
            loss: (net, _) => Tensor.Stack([.. moments.Take(train).Select((m, t) => net.Loss(m, z[t]))]).Mean(),
            validate: net => new(Metric.MacroF1, Score(net, moments[..(train + validation)], z, train).Mean));
        return Score(heads, moments, z, train + validation);
    }

    private static DynamicScores Score(DynamicHeads heads, Moment[] moments, Tensor[] z, int from) =>
        DynamicScores.Of(heads, [.. Enumerable.Range(from, moments.Length - from).Select(t => (moments[t], z[t]))]);

    // Over all layers, as a share of their norm.
    private static double Change(Tensor[][] weights, int t) =>
        Math.Sqrt(weights[t].Zip(weights[t - 1], (now, before) => (now - before).Square().Sum().Item()).Sum()
            / weights[t].Sum(w => w.Square().Sum().Item()));

    public override string Notes => "The gated unit moves weights in both forms, as in the authors' program; the paper describes form O with an "
        + "LSTM. One network answers all three questions, and "
        + "its weights run on from the first snapshot to the last, where the paper starts them anew in a window. MAP and MRR are over all pairs of "
        + "nodes that were there, not a sample. DynGEM's layers do "
        + "not grow. Made-up data only: communities whose features turn by 30 degrees a snapshot; Bitcoin-OTC, UCI and Elliptic are not at hand.";
}
