using Ganglion.Nets;
using Ganglion.Vectors;

namespace Ganglion.Recipes;

public sealed partial class Ugba
{
    internal enum Attack
    {
        /// <summary>Hosts and one trigger for all of them drawn at random (SBA).</summary>
        Fixed,

        /// <summary>Hosts drawn at random, a trigger made for each by a trained generator (GTA).</summary>
        Free,

        /// <summary>Representative hosts, and triggers that must resemble them (UGBA).</summary>
        Unnoticeable,
    }

    /// <summary>Makes a host's trigger from its features: f_g of the paper's equations 3 and 4.</summary>
    [Model]
    internal sealed partial record Generator(Linear Hidden, Linear Features, Linear Edges)
    {
        public static Generator Create(int features, int units, Rng rng) => new(Linear.Create(features, units, rng.Split("hidden")),
            Linear.Create(units, PoisonedGraph.TriggerNodes * features, rng.Split("features")), Linear.Create(units, 3, rng.Split("edges")));

        /// <summary>Features <c>[3 · hosts, features]</c> and edges <c>[hosts, 3]</c>, which are 0 or 1 with the derivative of the sigmoid.</summary>
        public (Tensor X, Tensor Edges) Forward(Tensor hosts)
        {
            // Of unit variance: a bag of words as shares is so faint that biases would drown it, and all hosts would get one and the same trigger.
            var h = Hidden.Forward(hosts * (Math.Sqrt(hosts.Size(1)) / (hosts.Square().Sum(1, keepDims: true) + 1e-12).Sqrt())).Relu();
            var soft = Edges.Forward(h).Sigmoid();
            return (Features.Forward(h).Reshape(-1, hosts.Size(1)), soft + (soft.Greater(0.5) - soft).Detach());
        }
    }

    /// <summary>What an attacker leaves behind: the hosts, and a way to make a trigger for any node.</summary>
    internal sealed record Planted(int[] Hosts, Func<Tensor, (Tensor X, Tensor Edges)> Trigger)
    {
        /// <summary>The training graph with triggers on its hosts, which are labelled with the attacker's class.</summary>
        public PoisonedGraph Poison(PoisonedGraph clean, int target) => On(clean, Hosts) with
        {
            Labelled = [.. clean.Labelled, .. Hosts],
            Labels = [.. clean.Labels, .. Hosts.Select(_ => target)],
        };

        /// <summary>A graph with triggers on some nodes.</summary>
        public PoisonedGraph On(PoisonedGraph graph, int[] nodes)
        {
            var (x, edges) = Memory.Scope(() => Trigger(graph.X.GatherRows(nodes)));
            return graph.Attach(nodes, x, edges).Plain();
        }
    }

    /// <summary>Trains an attack against a surrogate that is trained on what the attack has made so far (algorithm 1: both take a step in turn).</summary>
    /// <param name="kind">Which attack.</param>
    /// <param name="clean">The training graph.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="o">Budget and sizes.</param>
    /// <param name="rng">The key.</param>
    /// <param name="cancel">Stops between two steps.</param>
    internal static Planted Plant(Attack kind, PoisonedGraph clean, int classes, Setting o, Rng rng, CancellationToken cancel)
    {
        int nodes = clean.Adjacency.Rows, features = clean.X.Size(1);
        int[] free = [.. Enumerable.Range(0, nodes).Except(clean.Labelled)];
        int[] hosts = kind == Attack.Unnoticeable ? Representative(clean, free, classes, o, rng.Split("hosts"), cancel)
            : Array.ConvertAll(rng.Split("hosts").Permutation(free.Length)[..o.Hosts], i => free[i]);
        if (kind == Attack.Fixed)
        {
            // One graph for all, drawn from the features' own means and spreads.
            Tensor mean = clean.X.Mean(0, keepDims: true), spread = (clean.X - mean).Square().Mean(0, keepDims: true).Sqrt();
            var one = (rng.Split("trigger").Normal([PoisonedGraph.TriggerNodes, features]) * spread + mean).Keep();
            return new(hosts, h => (Tensor.Concat([.. Enumerable.Repeat(one, h.Size(0))]), Tensor.Ones([h.Size(0), 3])));
        }
        var generator = Generator.Create(features, features, rng.Split("generator"));
        var surrogate = Gcn(features, classes, o.Units, rng.Split("surrogate"));
        Adam outer = new(0.003) { WeightDecay = 5e-4 }, inner = new(0.01) { WeightDecay = 5e-4 };
        var (outerState, innerState) = (outer.Init(generator), inner.Init(surrogate));
        for (int step = 0; step < o.Steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            int[] drawn = rng.Split("asked").Split(step).Permutation(free.Length)[..Math.Min(o.Asked, free.Length)];
            int[] asked = [.. hosts, .. drawn.Select(i => free[i]).Except(hosts)];
            (generator, outerState, surrogate, innerState) = Memory.Scope(() =>
            {
                var (x, edges) = generator.Forward(clean.X.GatherRows(hosts));
                var poisoned = clean.Attach(hosts, x, edges);
                int[] labelled = [.. clean.Labelled, .. hosts], labels = [.. clean.Labels, .. hosts.Select(_ => o.Target)];
                var learnt = inner.StepInPlace(surrogate, Diff.Grad(surrogate, m =>
                    m.Forward(poisoned.Adjacency, poisoned.X).GatherRows(labelled).SoftmaxCrossEntropy(labels).Mean()), innerState);
                var made = outer.StepInPlace(generator, Diff.Grad(generator, g => Objective(g, learnt.Model, clean, asked, kind, o)), outerState);
                return (made.Model, made.State, learnt.Model, learnt.State);
            });
        }
        return new(hosts, generator.Forward);
    }

    // Equations 8 to 10: triggers must turn the surrogate and, for UGBA, no new edge may join nodes that are too little alike.
    private static Tensor Objective(Generator g, GcnVictim surrogate, PoisonedGraph clean, int[] asked, Attack kind, Setting o)
    {
        var (x, edges) = g.Forward(clean.X.GatherRows(asked));
        var graph = clean.Attach(asked, x, edges);
        int[] wanted = [.. asked.Select(_ => o.Target)];
        var turned = surrogate.Forward(graph.Adjacency, graph.X).GatherRows(asked).SoftmaxCrossEntropy(wanted).Mean();
        if (kind == Attack.Free) return turned;
        // Over the edges that are there: the host's own always is.
        var there = Tensor.Concat([Tensor.Ones([1, asked.Length]), edges.Detach().Transpose()]);
        return turned + (o.Constraint / there.Sum().Item() * ((o.Similarity - clean.Similarities(asked, x)).Relu() * there).Sum());
    }

    /// <summary>
    /// Of each class but the target, unlabelled nodes near the centre of a group in a trained GCN's hidden layer, those with few links first
    /// (section 4.2).
    /// </summary>
    private static int[] Representative(PoisonedGraph clean, int[] free, int classes, Setting o, Rng rng, CancellationToken cancel)
    {
        var encoder = Victims.Fit(Gcn(clean.X.Size(1), classes, o.Units, rng.Split("encoder")), clean, o.Epochs, rng.Split("fit"), cancel);
        int[] said = Victims.Answers(encoder, clean, free);
        var hidden = Memory.Scope(() => encoder.Hidden(clean.Adjacency, clean.X).GatherRows(free));
        var ranked = new List<(int Node, double Score)>();
        foreach (int c in Enumerable.Range(0, classes).Where(c => c != o.Target))
        {
            int[] members = [.. Enumerable.Range(0, free.Length).Where(i => said[i] == c)];
            if (members.Length < 2) continue;
            var vectors = hidden.GatherRows(members);
            var groups = new KMeans(2).Fit(vectors, rng.Split("groups").Split(c));
            double[] distances = (vectors - groups.Centers.GatherRows(groups.Assignments)).Square().Sum(1).Sqrt().ToDoubles();
            double[] degrees = [.. members.Select(i => (double)clean.Adjacency.Row(free[i]).Length)];
            foreach (var group in Enumerable.Range(0, members.Length).GroupBy(i => groups.Assignments[i]))
            {
                double Share(double[] of, int i) => of[i] / Math.Max(group.Max(j => of[j]), 1e-12);
                ranked.AddRange(group.OrderBy(i => Share(distances, i) + Share(degrees, i)).Select((i, place) => (free[members[i]], (double)place)));
            }
        }
        // The best of every group, then the second of every group, until the budget is spent.
        return [.. ranked.OrderBy(r => r.Score).ThenBy(r => r.Node).Take(o.Hosts).Select(r => r.Node)];
    }

    private static GcnVictim Gcn(int features, int classes, int units, Rng rng) =>
        new(GcnConv.Create(features, units, rng.Split("first")), GcnConv.Create(units, classes, rng.Split("second")));
}
