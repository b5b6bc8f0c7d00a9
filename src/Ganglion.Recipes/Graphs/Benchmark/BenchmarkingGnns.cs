using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Graph networks in one frame: equal budgets, common rules, sets that tell them apart.</summary>
[Recipe("benchmarking-gnns")]
public sealed partial class BenchmarkingGnns : Study
{
    public override Paper Paper =>
        new("Benchmarking Graph Neural Networks", "Dwivedi, Joshi, Luu, Laurent, Bengio, Bresson", 2020, "arXiv:2003.00982", "P208");

    public override string Summary => "GCN, GraphSAGE, GAT, GIN, MoNet, GatedGCN and an MLP with one body, one budget of parameters and one way to "
        + "train, on block models "
        + "(PATTERN, CLUSTER), superpixels and circular skip links; eigenvectors of the Laplacian tell apart what message passing cannot.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("pattern", "Nodes of a hidden pattern: graph networks beat the MLP (50.5 %), and GatedGCN (84.5 %) is at or near the top (GIN 85.6 %, "
            + "MoNet 85.5 %; table 1).", e =>
            NodeTable(e, "PATTERN", e.By(1, 100, 2000), e.By(40, 160, 4000), (n, s) => e.Budget == Budget.Full
                ? BlockPuzzles.Pattern(n, seed: s) : BlockPuzzles.Pattern(n, 4, 12, 12, s))),
        new("cluster", "Blocks with one named node each: graph networks beat the MLP (21.0 %), and GatedGCN (60.4 %) is at or near the top (GIN "
            + "58.4 %; table 1).", e =>
            NodeTable(e, "CLUSTER", e.By(1, 100, 2000), e.By(40, 160, 4000), (n, s) => e.Budget == Budget.Full
                ? BlockPuzzles.Cluster(n, seed: s) : BlockPuzzles.Cluster(n, 8, 18, s))),
        new("superpixels", "Digits as graphs of superpixels: GatedGCN (97.3 %) is at or near the top and beats the MLP (95.3 %); GCN and MoNet "
            + "(90.1 and 90.8 %) do not (table 2).",
            Superpixels),
        new("skip-links", "Ten kinds of cycles with skip links: message passing answers at chance (10 %); with eigenvectors of the Laplacian it "
            + "comes near 100 % (table 4).", SkipLinks),
    ];

    private static BenchRules Rules(Experiment e, int epochs, int batch, int layers = 4) =>
        new(e.By(3_000, 10_000, 100_000), layers, e.By(1, epochs, 200), batch, e.By(1, 2, 4));

    private static void NodeTable(Experiment e, string name, int held, int train, Func<int, ulong, NodeLabelledGraphs> draw)
    {
        (train, held) = (e.By(6, train, train), e.By(2, held / 2, held));
        var made = draw(train + 2 * held, (ulong)e.Seed);
        var set = BenchSet.Tagged(name, made.Graphs, made.NodeLabels, made.Classes, ofNodes: true);
        Judge(e, name, BenchRun.Table(e, set, Parts(train, held, held), Rules(e, 20, 5), BenchNet.Kinds));
    }

    private static void Superpixels(Experiment e)
    {
        var (train, held) = (e.By(8, 800, 5000), e.By(4, 300, 1000));
        var task = (ImageClassification)e.Task("mnist");
        (train, held) = (Math.Min(train, task.TrainCount / 2), Math.Min(held, task.TrainCount / 4));
        var graphs = SuperpixelGraphs.From(Images(task, train + 2 * held), [.. Enumerable.Range(0, train + 2 * held)],
            e.By(12, 40, 75), e.By(3, 8, 8));
        var set = new BenchSet("superpixel MNIST", graphs.Graphs,
            Tensor.From(graphs.Features, graphs.Graphs.Nodes, graphs.Features.Length / graphs.Graphs.Nodes), graphs.Graphs.Labels, task.Classes, OfNodes: false);
        Judge(e, set.Name, BenchRun.Table(e, set, Parts(train, held, held), Rules(e, 20, 10), BenchNet.Kinds), "gcn", "monet");
    }

    // Every graph network against the MLP but those that the paper finds below it, and the gated one against the best.
    private static void Judge(Experiment e, string name, Dictionary<string, BenchScore> scores, params string[] below)
    {
        var (mlp, best) = (scores["mlp"], scores.Values.MaxBy(s => s.Mean)!);
        foreach (var score in scores.Values.Where(s => s.Kind != "mlp" && !below.Contains(s.Kind)))
            e.AtLeast($"{name}, {score.Kind}: accuracy over the mlp's", [.. score.Test.Zip(mlp.Test, (a, b) => a - b)], e.By(-1, 0.0, 0.0));
        e.AtLeast($"{name}, gated-gcn: accuracy less that of the best, {best.Kind}", scores["gated-gcn"].Mean - best.Mean, e.By(-1, -0.02, -0.02));
    }

    private static void SkipLinks(Experiment e)
    {
        var graphs = BlockPuzzles.CircularSkipLinks(e.By(5, 15, 15), (ulong)e.Seed);
        int[] test = graphs.TestFolds[0], validation = graphs.TestFolds[1], train = [.. graphs.TestFolds.Skip(2).SelectMany(f => f)];
        string[] kinds = e.By<string[]>(["gcn"], ["mlp", "gcn", "graphsage", "gat", "gin", "monet", "gated-gcn"], BenchNet.Kinds);
        var plain = BenchSet.Tagged("skip links", graphs, graphs.Labels, 10, ofNodes: false);
        var without = BenchRun.Table(e, plain, (train, validation, test), Rules(e, 10, 10), kinds);
        foreach (var score in without.Values) e.AtMost($"{score.Kind}: accuracy without encodings", score.Test, e.By(1, 0.2, 0.2), paper: 0.1);
        var encoded = plain.WithEncodings(20) with { Name = "skip links with 20 eigenvectors" };
        var with = BenchRun.Table(e, encoded, (train, validation, test), Rules(e, 150, 10), kinds);
        foreach (var score in with.Values.Where(s => s.Kind != "mlp"))
            e.AtLeast($"{score.Kind}: accuracy with encodings", score.Test, e.By(0, 0.95, 0.95), paper: 1);
    }

    private static (int[], int[], int[]) Parts(int train, int validation, int test) =>
        ([.. Enumerable.Range(0, train)], [.. Enumerable.Range(train, validation)], [.. Enumerable.Range(train + validation, test)]);

    // Training images in their order; the task's own test part is left alone.
    private static ImageSet Images(ImageClassification task, int count)
    {
        var (images, labels) = task.Batch([.. Enumerable.Range(0, count)]);
        double[] values = images.ToDoubles();
        double low = values.Min(), high = values.Max();
        return new([.. values.Select(v => (byte)Math.Round(255 * (v - low) / (high - low)))], task.Info.Channels, task.Info.Height, task.Info.Width,
            [.. labels.Span], task.Info.Classes);
    }

    public override string Notes => "Budgets of 10,000 parameters and 160 to 800 training graphs at check; blocks of 4 to 12 (PATTERN) and 8 to 18 "
        + "nodes (CLUSTER) in place of 5 to 35, "
        + "40 superpixels in place of 75; 100,000 parameters at full budget. Digits are the first of MNIST's training part, in three parts; its "
        + "test part is not touched. One schedule "
        + "(a cosine) for all, where the paper lowers rates on a plateau. GraphSAGE takes means. Edges bring no features. ZINC, AQSOL, TSP and "
        + "CIFAR-10 are left out.";
}
