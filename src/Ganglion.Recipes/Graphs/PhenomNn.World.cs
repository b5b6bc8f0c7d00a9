using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class PhenomNn
{
    internal sealed record Problem(Expansions Graph, Features Features, int[] Labels, int Classes);

    // Six communities; a hyperedge of 20 to 60 nodes takes 60 % of them from one, the others from anywhere; features tell little.
    private static Problem Planted(Experiment e, Rng rng)
    {
        const int classes = 6, features = 16;
        int nodes = e.By(240, 900, 1800), edges = nodes / classes;
        var members = new int[edges][];
        for (int i = 0; i < edges; i++)
        {
            var key = rng.Split("edge").Split(i);
            members[i] = [.. Enumerable.Range(0, 20 + (int)(key.Uniform() * 41)).Select(k =>
            {
                var draw = key.Split(k);
                int any = (int)(draw.Uniform(1) * nodes);
                return draw.Uniform() < 0.6 ? any - any % classes + i % classes : any;
            }).Distinct()];
        }
        int[] labels = [.. Enumerable.Range(0, nodes).Select(n => n % classes)];
        float[] x = rng.Split("features").Normal([nodes, features]).ToArray();
        for (int n = 0; n < nodes; n++) x[n * features + labels[n]] += 1;
        return new(new(Hypergraph.FromHyperedges(nodes, members).ToCsr()), Tensor.From(x, nodes, features), labels, classes);
    }

    private static Problem CoCitation()
    {
        var cora = DataSource.Open("cora").Graph;
        int[][] members = [.. Enumerable.Range(0, cora.Nodes).Select(n => (int[])[n, .. cora.Neighbors(n)]).Where(m => m.Distinct().Count() > 1)];
        var words = cora.Features!;
        Features x = new Csr(words.Rows, words.Columns, words.RowPointers, words.ColumnIds, Tensor.From(words.Values, words.Values.Length));
        return new(new(Hypergraph.FromHyperedges(cora.Nodes, members).ToCsr()), x.RowNormalized(), cora.Labels, cora.Classes);
    }

    /// <summary>Sums over the two expansions of a hypergraph, by its incidence matrix H <c>[nodes, hyperedges]</c>; no pair is stored.</summary>
    internal sealed class Expansions(Csr incidence)
    {
        private readonly Csr _back = incidence.Transpose();
        private readonly Tensor _sizes = incidence.Transpose().Degrees().Reshape(-1, 1);

        public Tensor CliqueDegrees { get; } = incidence.MatMul(incidence.Transpose().Degrees().Reshape(-1, 1));

        public Tensor StarDegrees { get; } = incidence.Degrees().Reshape(-1, 1);

        /// <summary>A_C x = H Hᵀ x: a pair counts as often as it shares a hyperedge.</summary>
        public Tensor Clique(Tensor x) => incidence.MatMul(_back.MatMul(x));

        /// <summary>A_S x = H D_H⁻¹ Hᵀ x: through the mean of each hyperedge.</summary>
        public Tensor Star(Tensor x) => incidence.MatMul(_back.MatMul(x) / _sizes.To(x.DType));

        /// <summary>The average of a GCN on the clique expansion, whose loops weigh one in place of a node's number of hyperedges.</summary>
        public Tensor CliqueAverage(Tensor x)
        {
            var root = (CliqueDegrees - StarDegrees + 1).Sqrt();
            return (Clique(x / root) + (1 - StarDegrees) * (x / root)) / root;
        }

        /// <summary>The average of HGNN, D^-½ H D_H⁻¹ Hᵀ D^-½ x.</summary>
        public Tensor StarAverage(Tensor x)
        {
            var root = StarDegrees.Clamp(1).Sqrt();
            return Star(x / root) / root;
        }
    }

    // One division of the nodes: 10 of each class train, 20 validate, the others are the test.
    private sealed class Trial
    {
        private readonly Problem _data;
        private readonly int _steps;
        private readonly Rng _rng;
        private readonly int[] _train, _trainLabels, _validation, _test;

        public Trial(Problem data, Rng rng, int steps)
        {
            (_data, _rng, _steps) = (data, rng.Split("net"), steps);
            int[] order = rng.Split("split").Permutation(data.Labels.Length);
            int[] Of(int from, int count) =>
                [.. Enumerable.Range(0, data.Classes).SelectMany(c => order.Where(i => data.Labels[i] == c).Skip(from).Take(count))];
            (_train, _validation, _test) = (Of(0, 10), Of(10, 20), Of(30, int.MaxValue));
            _trainLabels = Array.ConvertAll(_train, i => data.Labels[i]);
        }

        public (double Validation, double Test) Score(Func<Net, Tensor> forward, double decay, double rate)
        {
            var net = Net.Create(_data.Features.Columns, _data.Classes, _rng);
            var optimizer = new Adam(rate) { WeightDecay = decay };
            var state = optimizer.Init(net);
            for (int step = 0; step < _steps; step++)
            {
                (net, state) = Memory.Scope(() =>
                {
                    var (_, gradient) = Diff.ValueAndGrad(net, m => forward(m).GatherRows(_train).SoftmaxCrossEntropy(_trainLabels).Mean());
                    return optimizer.Step(net, gradient, state);
                });
            }
            float[] answers = Memory.Scope(() => forward(net)).ToArray();
            return (Accuracy(answers, _validation), Accuracy(answers, _test));
        }

        private double Accuracy(float[] answers, int[] nodes) =>
            nodes.Average(i => Enumerable.Range(0, _data.Classes).MaxBy(c => answers[i * _data.Classes + c]) == _data.Labels[i] ? 1.0 : 0);
    }
}
