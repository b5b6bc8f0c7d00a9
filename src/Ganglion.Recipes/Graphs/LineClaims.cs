using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>What the paper on LINE states.</summary>
internal static class LineClaims
{
    public static IReadOnlyList<Claim> All(string id) =>
    [
        new("above-factorisation", "Both orders together give classes and links better than spectral vectors, and about as well as DeepWalk (tables 3, 5, 6); here on "
            + "a block model and Cora.", e =>
        {
            int nodes = e.By(120, 1000, 4000), seeds = e.By(1, 2, 5);
            var graph = SyntheticGraphs.StochasticBlockModel(nodes, 5, 60.0 / nodes, 5.0 / nodes);
            foreach (var task in (LearningTask[])[NodeClassification.From(graph, "block model", new()), e.Task("cora")])
            {
                Runs line = e.Fit(id, task, seeds);
                e.Better($"{task.Name}: above spectral vectors", line, e.Fit("spectral-node", task, 1));
                e.AtLeast($"{task.Name}: accuracy less DeepWalk's", line.Test.Average() - e.Fit("node2vec-node", task, seeds).Test.Average(), -0.03);
            }
            foreach (var task in (LearningTask[])[LinkPrediction.From(graph, "block model, links", new()), e.Task("cora", new() { Task = "link-prediction" })])
            {
                double line = Auc(e.Fit("line-link", task, seeds));
                e.AtLeast($"{task.Name}: ROC AUC less that of spectral vectors", line - Auc(e.Fit("spectral-link", task, 1)), 0);
                e.AtLeast($"{task.Name}: ROC AUC less DeepWalk's", line - Auc(e.Fit("node2vec", task, seeds)), -0.03);
            }
        }),
        new("edge-sampling", "Drawing edges by weight trains stably where weights have a heavy tail and steps multiplied by weights do not (section 4.2).", e =>
        {
            // Within a class weights are Pareto (tail 1) up to 10⁴ times the least; between classes all are the least.
            int nodes = e.By(80, 600, 2000);
            var graph = SyntheticGraphs.StochasticBlockModel(nodes, 4, 40.0 / nodes, 10.0 / nodes);
            var (from, to, entries) = graph.EdgeList();
            double[] draws = e.Rng.Split("weights").Uniform([from.Length], dtype: DType.F64).ToDoubles();
            double[] weights = [.. draws.Select((u, i) => from[i] % 4 == to[i] % 4 ? Math.Min(1e4, 1 / Math.Max(1e-9, 1 - u)) : 1)];
            double mean = weights.Average();
            weights = Array.ConvertAll(weights, w => w / mean);
            var (drawn, multiplied) = (Train(sampled: true), Train(sampled: false));
            e.True("vectors of drawn edges are finite", double.IsFinite(drawn.Loss) && drawn.Largest < 100);
            e.AtLeast("weighted loss of multiplied steps over that of drawn edges", Ratio(multiplied.Loss, drawn.Loss), 1.5);
            e.AtLeast("largest number in a vector, multiplied over drawn", Ratio(multiplied.Largest, drawn.Largest), 5);

            (double Loss, double Largest) Train(bool sampled)
            {
                var vectors = new SkipGram(32, [.. Enumerable.Repeat(1.0, nodes)], e.Rng.Split("start"));
                var edges = new WeightedDraws(sampled ? weights : [.. Enumerable.Repeat(1.0, weights.Length)]);
                int rounds = e.By(4, 60, 100);
                for (int r = 0; r < rounds; r++)
                {
                    int[] some = edges.Draw(from.Length, e.Rng.Split("edges").Split(r));
                    vectors.Learn(Array.ConvertAll(some, i => from[i]), Array.ConvertAll(some, i => to[i]), 0.05 * (1 - (double)r / rounds), e.Rng.Split("noise").Split(r),
                        sampled ? default : Array.ConvertAll(some, i => (float)weights[i]));
                }
                return (Loss(vectors), vectors.Vectors.Abs().Max().Item());
            }

            // The objective itself: -log σ of edges by weight, and of as many pairs of anybody.
            double Loss(SkipGram vectors)
            {
                int[] asked = new WeightedDraws(weights).Draw(4096, e.Rng.Split("asked")), others = e.Rng.Split("others").Integers(4096, nodes);
                Tensor v = vectors.Vectors.GatherRows(Array.ConvertAll(asked, i => from[i])), u = vectors.Contexts;
                return ((v * u.GatherRows(Array.ConvertAll(asked, i => to[i]))).Sum(1).Neg().Softplus().Mean() + (v * u.GatherRows(others)).Sum(1).Softplus().Mean()).Item();
            }

            static double Ratio(double a, double b) => double.IsFinite(a) ? a / b : 1e9;
        }),
        new("throughput", "Millions of edges take minutes on one machine, and threads share the work without waste (section 5.3, figure 5).", e =>
        {
            var graph = LinkLab.Ring(e.By(600, 50_000, 100_000), 20);
            int before = Compute.Threads;
            (double Wall, double Busy) Run(int threads)
            {
                Compute.Threads = threads;
                var (busy, clock) = (Environment.CpuUsage.TotalTime, System.Diagnostics.Stopwatch.StartNew());
                NodeVectors.Edges(graph, 64, firstOrder: false, new() { Samples = e.By(2, 4, 20) }, new Run(0));
                return (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - busy).TotalSeconds);
            }
            try
            {
                Run(1);
                var (one, two) = (Run(1), Run(2));
                double samples = graph.Nonzeros / 2.0 * e.By(2, 4, 20);
                e.Note(FormattableString.Invariant($"{graph.Nonzeros / 2} edges, {samples:0} samples of 5 noise nodes and 64 numbers: {samples / one.Wall:0} samples/s on one thread, {samples / two.Wall:0} on two"));
                e.AtMost("minutes for 20 samples an edge, per million edges, two threads", two.Wall / 60 * (20.0 / e.By(2, 4, 20)) * (2e6 / graph.Nonzeros), 10);
                e.AtMost("processor seconds of two threads over those of one", two.Busy / one.Busy, 1.3);
            }
            finally
            {
                Compute.Threads = before;
            }
        }),
    ];

    private static double Auc(Runs runs) => runs.Of(Metric.RocAuc).Average();
}
