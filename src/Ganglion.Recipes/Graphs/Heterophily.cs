using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Are networks made for links between unlike nodes better than plain ones? A study of data and of models.</summary>
[Recipe("heterophily")]
public sealed partial class Heterophily : Study
{
    public override Paper Paper => new("A critical look at the evaluation of GNNs under heterophily: Are we really making progress?",
        "Platonov, Kuznedelev, Diskin, Babenko, Prokhorenkova", 2023, "arXiv:2302.11640", "P481");

    public override string Summary => "Twins (same neighbours, same class) let test labels leak in Chameleon and Squirrel; without them, and on "
        + "new sets, "
        + "standard layers with a way around, normalisation and the node kept apart are level with special ones or above.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("planted-twins", "Twins planted into a graph whose links say nothing lift networks that read neighbourhoods, and change who is best "
            + "(section 3.2).", Planted),
        new("chameleon-twins", "Many test nodes of Chameleon have twins in training; without twins graph networks lose many points and their "
            + "order changes (table 1).", Chameleon),
        new("standard-suffices", "On sets without twins the best standard network is level with the best special one or above (tables 3 and 4): "
            + "special designs do not help.", Suffices),
        new("minesweeper", "On Minesweeper networks on the graph are far above one that ignores it, which is blind (table 4, ROC AUC).", Mines),
    ];

    private static readonly string[] Standard = ["gcn-residual", "sage-residual", "gat-sep"], Special = ["h2gcn", "gpr-gnn", "fagcn"];

    private static void Planted(Experiment e)
    {
        int nodes = e.By(80, 400, 1000);
        double links = 10.0 / nodes;
        // Beside the twinned graph one of its own size without twins, so that neither more nodes nor more links explain anything.
        Graph seed = SyntheticGraphs.StochasticBlockModel(nodes, 4, links, links, features: 64, noise: 0.8, seed: 5);
        Graph twinned = HeterophilousGraphs.WithTwins(seed, 0.5, 3, seed: 6);
        double dense = 2.0 * twinned.Edges / twinned.Nodes / twinned.Nodes;
        Graph plain = SyntheticGraphs.StochasticBlockModel(twinned.Nodes, 4, dense, dense, features: 64, noise: 0.8, seed: 7);
        NodeClassification clean = NodeClassification.From(plain, "links that say nothing", new() { Split = -1 }),
            planted = NodeClassification.From(twinned, "the same with twins", new() { Split = -1 });
        e.AtMost("validation nodes with a twin in training, without planting", Twins.Leaking(clean), 0);
        e.AtLeast("validation nodes with a twin in training, planted", Twins.Leaking(planted), 0.5);
        string[] all = ["resnet-node", .. Standard, .. Special];
        double[] before = Scores(e, all, clean, 3), after = Scores(e, all, planted, 3);
        e.AtLeast("most that planted twins lift a network on the graph", all.Skip(1).Select((_, i) => after[i + 1] - before[i + 1]).Max(), e.By(-1, 0.1, 0.1));
        e.AtMost("what they lift a network that ignores the graph", after[0] - before[0], e.By(1, 0.05, 0.05));
        e.AtLeast("pairs of networks in another order without twins", Inversions(after, before), e.By(0, 1, 1));
        Table(e, all, before, after, "without", "with twins");
    }

    private static void Chameleon(Experiment e)
    {
        NodeClassification original = (NodeClassification)e.Task("hetero-chameleon"), filtered = (NodeClassification)e.Task("hetero-chameleon-filtered");
        e.AtLeast("validation nodes with a twin in training, as published first", Twins.Leaking(original), e.By(0, 0.3, 0.3));
        e.AtMost("validation nodes with a twin in training, filtered", Twins.Leaking(filtered), e.By(1, 0.05, 0.05));
        string[] all = ["resnet-node", .. Standard, .. Special];
        double[] before = Scores(e, all, original, e.By(1, 2, 10)), after = Scores(e, all, filtered, e.By(1, 4, 10));
        e.AtLeast("accuracy that the network which twins help most loses with them", all.Select((_, i) => before[i] - after[i]).Max(), e.By(-1, 0.1, 0.1));
        e.AtLeast("pairs of networks in another order without twins", Inversions(before, after), e.By(0, 1, 1));
        Table(e, all, before, after, "as published first", "filtered");
    }

    private static void Suffices(Experiment e)
    {
        int nodes = e.By(100, 800, 3000);
        LearningTask[] sets =
        [
            NodeClassification.From(HeterophilousGraphs.Chain(nodes, seed: 1), "words in a row", new()),
            Tasks.From(new DataSet("a board of mines", DataForm.Graph, HeterophilousGraphs.Minesweeper(e.By(10, 40, 100), 1)), new() { Metric = "roc-auc" }),
            NodeClassification.From(SyntheticGraphs.StochasticBlockModel(nodes, 2, 1.0 / nodes, 7.0 / nodes, features: 8, noise: 2, seed: 3), "two sides", new() { Split = -1 }),
            e.Task("hetero-chameleon-filtered"),
            e.Task("hetero-minesweeper"),
        ];
        var gaps = new List<double>();
        foreach (var task in sets.Take(e.By(3, 5, 5)))
        {
            int seeds = task.Name.Contains("hetero-minesweeper", StringComparison.Ordinal) ? e.By(1, 1, 10) : 3;
            Runs standard = Chosen(e, Standard, task, seeds), special = Chosen(e, Special, task, seeds);
            double gap = standard.Test.Average() - special.Test.Average();
            gaps.Add(gap);
            e.Note(FormattableString.Invariant($"{task.Name}: {standard.Method} {standard.Test.Average():0.000}, {special.Method} {special.Test.Average():0.000} {task.Primary.Name}, each the best of its kind on validation."));
        }
        e.AtLeast("share of sets on which the best standard network is level with the best special one (a point or less "
            + "below)", gaps.Count(g => g >= -0.01) / (double)gaps.Count, e.By(0, 0.8, 0.8));
        e.AtLeast("best standard network less best special one, mean over sets", gaps, e.By(-1, 0, 0));
    }

    private static void Mines(Experiment e)
    {
        var task = e.Task("hetero-minesweeper");
        Runs blind = Run(e, "resnet-node", task, 1), best = Chosen(e, Standard, task, e.By(1, 1, 10));
        e.AtMost("ROC AUC without the graph", blind.Test, e.By(1, 0.55, 0.55), paper: 0.5089);
        e.AtLeast("ROC AUC of the standard network that validation prefers", best.Test, e.By(0, 0.85, 0.9), paper: 0.9391);
        e.Note($"Preferred: {best.Method}.");
    }

    // The same steps for all; each network's own rates.
    private static Runs Run(Experiment e, string method, LearningTask task, int seeds) => e.Fit(method, task, seeds, e.By("epochs=4", "epochs=150", ""));

    private static double[] Scores(Experiment e, string[] methods, LearningTask task, int seeds) => [.. methods.Select(m => Run(e, m, task, seeds).Test.Average())];

    private static Runs Chosen(Experiment e, string[] methods, LearningTask task, int seeds) =>
        methods.Select(m => Run(e, m, task, seeds)).MaxBy(r => r.Validation.Average())!;

    private static double Inversions(double[] a, double[] b) =>
        Enumerable.Range(0, a.Length).Sum(i => Enumerable.Range(0, i).Count(j => (a[i] - a[j]) * (b[i] - b[j]) < 0));

    private static void Table(Experiment e, string[] methods, double[] a, double[] b, string first, string second) =>
        e.Note($"Accuracy {first} and {second}: " + string.Join(", ", methods.Select((m, i) => FormattableString.Invariant($"{m} {a[i]:0.000} {b[i]:0.000}"))) + ".");

    public override string Notes => "Minesweeper and Chameleon are the published files, a board of 40 by 40, words in a row and two sides are "
        + "made up; roman-empire, "
        + "amazon-ratings, tolokers and questions are not here. Networks of 32 and 64 units and at most 150 steps, where the authors have 512 and "
            + "1,000. Twins are "
        + "found by undirected neighbours and class, the authors' by directed neighbours and the page's traffic.";
}
