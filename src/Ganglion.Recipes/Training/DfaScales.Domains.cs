using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class DfaScales
{
    /// <summary>Rings and stripes in colour: half of the points train, the others are asked.</summary>
    private sealed class Picture(Experiment e)
    {
        private const int Side = 48;
        private readonly int[] _order = e.Rng.Split("points").Permutation(Side * Side);

        public Outcome Switch(Learner learner, int seed) => Run(e, learner, seed, r => Field.Create(e.By(8, 96, 256), r),
            (net, _, _) => (net.Forward(At(_order[..(Side * Side / 2)])) - Colours(_order[..(Side * Side / 2)])).Square().Mean(),
            net => -10 * Math.Log10((net.Forward(At(_order[(Side * Side / 2)..])) - Colours(_order[(Side * Side / 2)..])).Square().Mean().Item()),
            new Adam(3e-3), e.By(4, 300, 2_000), p => p.StartsWith("Layers", StringComparison.Ordinal)
                && !p.StartsWith("Layers.3", StringComparison.Ordinal));

        private static Tensor At(int[] points) => Tensor.From([.. points.SelectMany(p =>
            (float[])[p % Side * 2f / Side - 1, p / Side * 2f / Side - 1])], points.Length, 2);

        private static Tensor Colours(int[] points)
        {
            var xy = At(points);
            Tensor x = xy.Slice(1, 0, 1), y = xy.Slice(1, 1, 1), radius = (x.Square() + y.Square() + 1e-6).Sqrt();
            return Tensor.Concat([(radius * 9).Sin() * 0.5 + 0.5, ((x + y) * 5).Sin() * 0.5 + 0.5, (x * y * 6).Cos() * 0.5 + 0.5], 1);
        }
    }

    /// <summary>From two coordinates to three colours, by sines and cosines of fixed random waves and three hidden layers.</summary>
    [Model]
    internal sealed partial record Field(Linear[] Layers, Rng Waves)
    {
        // Made for ReLUs, so that random features of the third layer are as good as random features can be.
        public static Field Create(int units, Rng rng)
        {
            int[] sizes = [32, units, units, units, 3];
            return new([.. Enumerable.Range(0, 4).Select(i =>
                new Linear(Init.KaimingUniform([sizes[i + 1], sizes[i]], rng.Split("layers").Split(i)), Init.Zeros([sizes[i + 1]])))],
                    rng.Split("waves"));
        }

        public Tensor Forward(Tensor xy)
        {
            var waves = xy.MatMul(Waves.Normal([2, 16], 0, 2));
            var x = Tensor.Concat([waves.Sin(), waves.Cos()], 1);
            for (int i = 0; i < Layers.Length - 1; i++) x = Layers[i].Forward(x).Relu().Mark($"hidden{i}");
            return Layers[^1].Forward(x).Mark("output").Sigmoid();
        }
    }

    /// <summary>Clicks that a teacher draws: what counts is how pairs of categories go together, the products of their vectors.</summary>
    private sealed class Clicks
    {
        private const int Fields = 8, Values = 20;
        private readonly Experiment _e;
        private readonly int[] _ids, _clicks;                   // [rows, fields], [rows]
        private readonly int _train;

        public Clicks(Experiment e)
        {
            _e = e;
            int rows = e.By(200, 16_000, 200_000);
            _train = rows * 3 / 4;
            var rng = e.Rng.Split("clicks");
            int[] values = rng.Split("ids").Integers(rows * Fields, Values);
            _ids = Array.ConvertAll([.. Enumerable.Range(0, rows * Fields)], i => values[i] + i % Fields * Values);
            _clicks = Memory.Scope(() =>
            {
                var v = rng.Split("teacher").Normal([Fields * Values, 4]).GatherRows(_ids).Reshape(rows, Fields, 4);
                var logits = ((v.Sum(1).Square() - v.Square().Sum(1)).Sum(1) * 0.1).ToArray();
                return logits.Select((l, i) => rng.Split("click").Uniform(i) < 1 / (1 + Math.Exp(-l)) ? 1 : 0).ToArray();
            });
        }

        public Outcome Switch(Learner learner, int seed) => Run(_e, learner, seed, r => DeepFm.Create(Fields * Values, Fields, r), (net, step, r) =>
        {
            int[] rows = r.Split(step).Integers(256, _train);
            return Loss.BinaryCrossEntropy(net.Forward(Ids(rows)), Tensor.From([.. rows.Select(i => (float)_clicks[i])]));
        }, net =>
        {
            int[] rows = [.. Enumerable.Range(_train, _clicks.Length - _train)];
            return Metrics.RocAuc(net.Forward(Ids(rows)).ToArray(), Array.ConvertAll(rows, i => _clicks[i]));
        }, new Adam(2e-3), _e.By(4, 500, 5_000), p => p is "Vectors.Weight" || p.StartsWith("Deep", StringComparison.Ordinal)
            && !p.StartsWith("Deep.2", StringComparison.Ordinal));

        private IntTensor Ids(int[] rows) => IntTensor.From([.. rows.SelectMany(r => _ids[(r * Fields)..((r + 1) * Fields)])], rows.Length, Fields);
    }

    /// <summary>Weights, products of pairs and a perceptron over one table of vectors (Guo et al. 2017). Each part is a block of its own, so
    /// the products are read by trained weights: what a fixed sum reads cannot align with feedback.</summary>
    [Model]
    internal sealed partial record DeepFm(Embedding First, Embedding Vectors, Linear Pairs, Linear[] Deep)
    {
        public static DeepFm Create(int ids, int fields, Rng rng) => new(Embedding.Create(ids, 1, rng.Split("first"), 0.01),
            Embedding.Create(ids, 8, rng.Split("vectors"), 0.3),
            Linear.Create(8, 1, rng.Split("pairs"), bias: false),
            Mlp.Create([8 * fields, 64, 64, 1], rng.Split("deep")).Layers);

        /// <summary>Logits <c>[rows]</c> of ids <c>[rows, fields]</c>.</summary>
        public Tensor Forward(IntTensor ids)
        {
            var v = Vectors.Forward(ids);
            var pairs = ((v.Sum(1).Square() - v.Square().Sum(1)) * 0.5).Mark("pairs");
            var x = v.Flatten(1);
            for (int i = 0; i < Deep.Length - 1; i++) x = Deep[i].Forward(x).Relu().Mark($"deep{i}");
            return (First.Forward(ids).Sum(1) + Pairs.Forward(pairs) + Deep[^1].Forward(x)).Mark("output").Squeeze(1);
        }
    }

    /// <summary>Cora, by a graph network of three layers.</summary>
    private sealed class Papers(Experiment e)
    {
        private readonly NodeClassification _task = (NodeClassification)e.Task("cora");

        public Outcome Switch(Learner learner, int seed)
        {
            var (graph, x) = (_task.Input.Adjacency.GcnNormalized(), _task.Input.Features.RowNormalized());
            return Run(e, learner, seed, r => GraphNet.Create(_task.Info.Features, e.By(8, 32, 64), _task.Classes, r), (net, _, _) =>
                _task.Loss(net.Forward(graph, x)),
                net => _task.Validate(net.Forward(graph, x)).Value, new Adam(0.01) { WeightDecay = learner is FrozenFeatures ? 0 : 5e-4 },
                    e.By(4, 150, 300),
                p => !p.StartsWith("Third", StringComparison.Ordinal));
        }
    }

    /// <summary>Three graph convolutions.</summary>
    [Model]
    internal sealed partial record GraphNet(GcnConv First, GcnConv Second, GcnConv Third)
    {
        public static GraphNet Create(int features, int units, int classes, Rng rng) =>
            new(GcnConv.Create(features, units, rng.Split(0)), GcnConv.Create(units, units, rng.Split(1)),
                GcnConv.Create(units, classes, rng.Split(2)));

        public Tensor Forward(Csr graph, Features x) => Third.Forward(graph,
            Second.Forward(graph, First.Forward(graph, x).Tanh().Mark("first")).Tanh().Mark("second")).Mark("output");
    }
}
