using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A backdoor planted in a graph by a few small triggers that look like their hosts, and what pruning does against it.</summary>
[Recipe("ugba")]
public sealed partial class Ugba : Study
{
    public override Paper Paper =>
        new("Unnoticeable Backdoor Attacks on Graph Neural Networks", "Dai, Lin, Zhang, Wang", 2023, "arXiv:2303.01263", "P413");

    public override string Summary =>
        "Min over triggers of Σ CE(f_θ*(node + trigger), target) + β Σ relu(T - cos of each new edge), where θ* is trained on the "
        + "poisoned graph; hosts are central, sparsely linked nodes of their class.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-victims",
            "Ten triggers turn GCN, GraphSAGE and GAT on nearly all test nodes of Cora and cost less than two points of clean accuracy (table 3).", e =>
        {
            var (success, drop) = (new Dictionary<string, List<double>>(), new Dictionary<string, List<double>>());
            foreach (var (scene, rng) in Scenes(e))
            {
                var planted = Plant(Attack.Unnoticeable, scene.Train, scene.Classes, scene.Setting, rng.Split("attack"), e.Cancel);
                foreach (string victim in (string[])["GCN", "GraphSAGE", "GAT"])
                {
                    var (clean, _) = Measure(e, scene, null, victim, Defence.None, rng.Split(victim));
                    var (accuracy, turned) = Measure(e, scene, planted, victim, Defence.None, rng.Split(victim));
                    Add(success, victim, turned);
                    Add(drop, victim, clean - accuracy);
                }
            }
            foreach (var (victim, values) in success)
                e.AtLeast($"{victim}: share of test nodes turned to the attacker's class", values, e.By(0, 0.9, 0.9), paper: 0.96);
            foreach (var (victim, values) in drop) e.AtMost($"{victim}: clean accuracy lost", values, e.By(1, 0.02, 0.02), paper: 0.01);
        }),
        new("pruning",
            "Cutting edges between unlike nodes, with or without dropping the labels at their ends, removes random and unconstrained triggers, not these.", e =>
        {
            var success = new Dictionary<string, List<double>>();
            var accuracy = new Dictionary<string, List<double>>();
            foreach (var (scene, rng) in Scenes(e))
            {
                foreach (var attack in Enum.GetValues<Attack>())
                {
                    var planted = Plant(attack, scene.Train, scene.Classes, scene.Setting, rng.Split("attack"), e.Cancel);
                    foreach (var defence in Enum.GetValues<Defence>())
                    {
                        var (right, turned) = Measure(e, scene, planted, "GCN", defence, rng.Split("GCN"));
                        Add(success, $"{attack}/{defence}", turned);
                        Add(accuracy, $"{attack}/{defence}", right);
                    }
                }
            }
            foreach (var defence in new[] { Defence.Prune, Defence.PruneAndDropLabels })
            {
                double[] Of(Attack attack) => [.. success[$"{attack}/{defence}"]];
                string with = defence == Defence.Prune ? "pruning" : "pruning and dropping labels";
                e.AtLeast($"{with}: nodes UGBA turns", Of(Attack.Unnoticeable), e.By(0, 0.8, 0.8), paper: 0.95);
                foreach (var other in new[] { Attack.Free, Attack.Fixed })
                    e.AtLeast($"{with}: nodes UGBA turns, less those of {Names[other]}",
                        [.. Of(Attack.Unnoticeable).Zip(Of(other), (a, b) => a - b)], e.By(-1, 0.3, 0.3));
            }
            e.AtLeast("no defence: nodes the unconstrained generator turns", success[$"{Attack.Free}/{Defence.None}"], e.By(0, 0.8, 0.8), paper: 0.9);
            foreach (var (cell, values) in success)
                e.Note(FormattableString.Invariant($"{cell}: {values.Average():P1} turned, {accuracy[cell].Average():P1} of clean nodes right."));
        }),
    ];

    private static readonly Dictionary<Attack, string> Names = new()
    {
        [Attack.Fixed] = "SBA, a fixed random trigger",
        [Attack.Free] = "GTA, the generator without constraint",
        [Attack.Unnoticeable] = "UGBA",
    };

    /// <summary>What may be done against an attack, while training and while answering.</summary>
    internal enum Defence
    {
        None,
        Prune,
        PruneAndDropLabels,
    }

    /// <summary>Sizes of an attack and of its victims.</summary>
    internal sealed record Setting(int Hosts, int Steps, int Epochs, int Units, int Asked)
    {
        public int Target { get; init; }

        /// <summary>β of equation 10.</summary>
        public double Constraint { get; init; } = 1000;

        /// <summary>T of equation 7: how alike the ends of a new edge must be.</summary>
        public double Similarity { get; init; } = 0.5;

        /// <summary>Edges whose ends are less alike are cut by the defence.</summary>
        public double Prune { get; init; } = 0.1;
    }

    /// <summary>
    /// A graph in which some nodes do not exist while a victim is trained: <paramref name="Whole"/> has those of <paramref name="Train"/> first.
    /// </summary>
    internal sealed record Scene(PoisonedGraph Train, PoisonedGraph Whole, int[] Unseen, int[] Labels, int Classes, Setting Setting);

    // A fifth of the nodes is labelled, half is there without a label, the others appear only when the victim is asked about them.
    private static IEnumerable<(Scene Scene, Rng Rng)> Scenes(Experiment e)
    {
        var graph = e.Budget == Budget.Smoke ? SyntheticGraphs.StochasticBlockModel(90, 3, 0.2, 0.02) : DataSource.Open("cora").Graph;
        var setting = e.By(new Setting(4, 4, 4, 8, 8), new Setting(10, 200, 200, 32, 100), new Setting(10, 400, 200, 32, 512));
        for (int seed = 0; seed < e.By(1, 3, 5); seed++)
        {
            var rng = e.Rng.Split(seed);
            int[] order = rng.Split("order").Permutation(graph.Nodes);
            int seen = graph.Nodes * 4 / 5, labelled = graph.Nodes / 5;
            PoisonedGraph Of(Graph g)
            {
                var sparse = new Csr(g.Nodes, g.Features!.Columns, g.Features.RowPointers, g.Features.ColumnIds, Tensor.From(g.Features.Values));
                return new(new Csr(g.Nodes, g.Nodes, g.RowPointers, g.Columns), ((Features)sparse).RowNormalized().ToDense(),
                    [.. Enumerable.Range(0, labelled)], g.Labels[..labelled]);
            }
            var whole = graph.Subgraph(order);
            yield return (new(Of(graph.Subgraph(order[..seen])), Of(whole), [.. Enumerable.Range(seen, graph.Nodes - seen)], whole.Labels,
                graph.Classes, setting), rng);
        }
    }

    /// <summary>Accuracy of a victim on unseen nodes without a trigger, and the share of those of other classes that a trigger turns.</summary>
    private static (double Accuracy, double Turned) Measure(Experiment e, Scene scene, Planted? planted, string victim, Defence defence, Rng rng)
    {
        int features = scene.Train.X.Size(1), units = scene.Setting.Units;
        PoisonedGraph Defended(PoisonedGraph g) => defence == Defence.None ? g : g.Pruned(scene.Setting.Prune, defence == Defence.PruneAndDropLabels);
        var train = Defended(planted?.Poison(scene.Train, scene.Setting.Target) ?? scene.Train);
        if (train.Labelled.Length == 0) return (0, 0);
        IVictim net = victim switch
        {
            "GCN" => Fit(Gcn(features, scene.Classes, units, rng)),
            "GraphSAGE" => Fit(new SageVictim(SageConv.Create(features, units, rng.Split("first")),
                SageConv.Create(units, scene.Classes, rng.Split("second")))),
            _ => Fit(new GatVictim(GatConv.Create(features, units / 8, rng.Split("first"), heads: 8),
                GatConv.Create(units, scene.Classes, rng.Split("second")))),
        };
        var present = planted?.On(scene.Whole, planted.Hosts) ?? scene.Whole;
        int[] answers = Victims.Answers(net, Defended(present), scene.Unseen);
        double right = Enumerable.Range(0, answers.Length).Average(i => answers[i] == scene.Labels[scene.Unseen[i]] ? 1.0 : 0);
        if (planted is null) return (right, 0);
        int[] marked = [.. scene.Unseen.Where(n => scene.Labels[n] != scene.Setting.Target)];
        int[] turned = Victims.Answers(net, Defended(planted.On(present, marked)), marked);
        return (right, turned.Average(c => c == scene.Setting.Target ? 1.0 : 0));

        T Fit<T>(T start) where T : IModel<T>, IVictim => Victims.Fit(start, train, scene.Setting.Epochs, rng.Split("fit"), e.Cancel);
    }

    private static void Add(Dictionary<string, List<double>> table, string row, double value) =>
        (table.TryGetValue(row, out var values) ? values : table[row] = []).Add(value);

    public override string Notes =>
        "Triggers hang on all test nodes at once. The attacker's class is the first; a trigger is joined to its host by one edge. "
        + "β, T and the generator's rate were chosen by how well the constraint holds on the training graph's nodes, on no victim: with β = 100 the "
        + "first steps make triggers so large that their likeness to the host is no longer learnt.";
}
