using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>What is claimed of R-GCN, and the made-up typed graph on which entities are classified.</summary>
internal static class RelationalClaims
{
    public static IReadOnlyList<Claim> All =>
    [
        new("above-the-decoder", "On a knowledge graph of rules, R-GCN before DistMult ranks at least a tenth better than DistMult alone.", e =>
        {
            var task = World(e);
            var (ours, alone) = (e.Fit("r-gcn", task, e.By(1, 3, 5)), e.Fit("distmult", task, e.By(1, 3, 5)));
            e.AtLeast("MRR over DistMult's", ours.Test.Average() / alone.Test.Average(), e.By(0, 1.1, 1.1), paper: 1.298);
            e.AtLeast("Hits@10 over DistMult's", Hits(ours) / Hits(alone), e.By(0, 1.0, 1.0));
            foreach (string other in (string[])["complex", "transe"])
                e.Note($"{other}: MRR {e.Fit(other, task, e.By(1, 2, 5)).Test.Average():0.000}; R-GCN {ours.Test.Average():0.000}, DistMult {alone.Test.Average():0.000}");
        }),
        new("above-the-decoder-on-kinship", "On Kinship, R-GCN before DistMult ranks at least a tenth better than DistMult alone.", e =>
        {
            var (ours, alone) = (e.Fit("r-gcn", "kg-kinship", 2), e.Fit("distmult", "kg-kinship", 2));
            e.AtLeast("MRR over DistMult's", ours.Test.Average() / alone.Test.Average(), e.By(0, 1.1, 1.1));
        }),
        new("above-a-blind-gcn", "Entities are classified better by R-GCN than by a GCN that does not see relations (table 2 against GCN-like baselines).", e =>
        {
            var (typed, blind, shared) = Classify(e);
            e.AtLeast("accuracy of R-GCN", typed, e.By(0, 0.8, 0.8));
            e.AtLeast("above the blind GCN", typed.Average() - blind.Average(), e.By(-1, 0.05, 0.05));
            e.AtLeast("with 4 bases, above the blind GCN", shared.Average() - blind.Average(), e.By(-1, 0.05, 0.05));
        }),
        new("bases", "Shared bases cut parameters and help where relations are rare (section 2.2).", e =>
        {
            int parameters(int bases) => (int)RgcnConv.Create(16, 16, 40, e.Rng, bases).ParameterCount();
            e.AtMost("parameters with 4 bases over those of free matrices", parameters(4) / (double)parameters(0), 0.25);
            var (typed, _, shared) = Classify(e, rare: true);
            e.AtLeast("accuracy with 4 bases above free matrices, relations rare", shared.Average() - typed.Average(), e.By(-1, 0, 0));
        }),
    ];

    private static double Hits(Runs runs) => runs.Results.Average(r => r.Test["hits@10"]);

    private static KnowledgeGraphCompletion World(Experiment e) =>
        KnowledgeGraphCompletion.From(SyntheticKnowledge.World(e.By(24, 240, 480)).Graph, "made-up world", new());

    /// <summary>
    /// Entities of four classes. A class says which entities a link of each relation leads to: relation r joins class c to class c + r
    /// (modulo 4), most of the time; so the neighbours' classes without the relations tell nothing. A tenth of the labels is known.
    /// </summary>
    private static (double[] Free, double[] Blind, double[] Bases) Classify(Experiment e, bool rare = false)
    {
        const int classes = 4, width = 16;
        int nodes = e.By(60, 800, 1600), relations = rare ? 40 : 8, degree = rare ? 5 : 6, seeds = e.By(1, 3, 5), steps = e.By(3, 80, 120);
        var (free, blind, shared) = (new double[seeds], new double[seeds], new double[seeds]);
        for (int seed = 0; seed < seeds; seed++)
        {
            var rng = e.Rng.Split(seed);
            int edges = nodes * degree;
            int[] sources = rng.Split("sources").Integers(edges, nodes), types = rng.Split("types").Integers(edges, relations), goals = new int[edges];
            for (int i = 0; i < edges; i++)
            {
                bool holds = rng.Split("holds").Uniform(i) < 0.9;
                int pick = (int)(rng.Split("goals").Uniform(i) * (nodes / classes));
                int of = holds ? (sources[i] + types[i]) % classes : (int)(rng.Split("noise").Uniform(i) * classes);
                goals[i] = pick * classes + of;
            }
            int[] order = rng.Permutation(nodes), known = order[..(nodes / 10)], asked = order[(nodes / 10)..];
            var typed = RelationalGraph.From(nodes, 2 * relations, (int[])[.. sources, .. goals], (int[])[.. goals, .. sources],
                (int[])[.. types, .. types.Select(r => r + relations)]);
            var plain = RelationalGraph.From(nodes, 1, (int[])[.. sources, .. goals], (int[])[.. goals, .. sources], new int[2 * edges]);
            // Known labels are given as features, as the paper's one-hot entities would let them be learned.
            var labels = new float[nodes * classes];
            foreach (int n in known) labels[n * classes + n % classes] = 1;
            var x = Tensor.From(labels, nodes, classes);
            free[seed] = Accuracy(typed, 0);
            blind[seed] = Accuracy(plain, 0);
            shared[seed] = Accuracy(typed, 4);

            double Accuracy(RelationalGraph graph, int bases)
            {
                var net = new RelationalClassifier(RgcnConv.Create(classes, width, graph.Relations, rng.Split("first"), bases),
                    RgcnConv.Create(width, classes, graph.Relations, rng.Split("second"), bases));
                var optimizer = new Adam(0.01) { WeightDecay = 5e-4 };
                var state = optimizer.Init(net);
                for (int step = 0; step < steps; step++)
                {
                    // Half of the known labels are hidden in turn, so that the network learns to tell them from the others.
                    float[] coin = rng.Split("hide").Split(step).Uniform([nodes]).ToArray();
                    int[] hidden = [.. known.Where(n => coin[n] < 0.5)];
                    var seen = (float[])labels.Clone();
                    foreach (int n in hidden) seen[n * classes + n % classes] = 0;
                    (net, state) = Memory.Scope(() =>
                    {
                        var (_, gradient) = Diff.ValueAndGrad(net, m => m.Forward(graph, Tensor.From(seen, nodes, classes)).GatherRows(hidden)
                            .SoftmaxCrossEntropy(Array.ConvertAll(hidden, n => n % classes)).Mean());
                        return optimizer.Step(net, gradient, state);
                    });
                }
                float[] answers = net.Forward(graph, x).ToArray();
                return asked.Count(n => Enumerable.Range(0, classes).MaxBy(c => answers[n * classes + c]) == n % classes) / (double)asked.Length;
            }
        }
        return (free, blind, shared);
    }
}

/// <summary>Two rounds that classify nodes.</summary>
[Model]
public sealed partial record RelationalClassifier(RgcnConv First, RgcnConv Second)
{
    /// <summary>Logits <c>[nodes, classes]</c>.</summary>
    public Tensor Forward(RelationalGraph graph, Features x) => Second.Forward(graph, First.Forward(graph, x).Relu());
}
