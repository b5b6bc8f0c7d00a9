using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class ForwardGnn
{
    /// <summary>The graph with a virtual node for each class, which hears that class's training nodes.</summary>
    internal sealed class VirtualClasses
    {
        private readonly NodeClassification _task;
        private readonly Csr _prepared;
        private readonly Features _x;

        public VirtualClasses(NodeClassification task, ForwardKind kind, Rng rng)
        {
            (_task, int nodes) = (task, task.Input.Nodes);
            var a = task.Input.Adjacency;
            int[] sources = [.. a.ColumnIds.Span, .. task.Train];
            int[] targets = [.. a.RowIds.Span, .. Enumerable.Range(0, task.Train.Length).Select(i => nodes + task.TrainLabels[i])];
            _prepared = ForwardLayer.Prepare(kind, Csr.FromEdges(nodes + task.Classes, nodes + task.Classes, sources, targets));
            _x = ForwardLayer.Normalized(ForwardLayer.Extended(task.Input.Features, below: rng.Normal([task.Classes, task.Input.Features.Columns])));
        }

        /// <summary>The sum of the layers' cross-entropies; no gradient leaves a layer.</summary>
        public Tensor Loss(Net net) => Losses(net).Aggregate((a, b) => a + b);

        public IEnumerable<Tensor> Losses(Net net) => Walk(net).Select(h =>
            h.GatherRows(_task.Train).MatMul(Virtual(h).Transpose()).SoftmaxCrossEntropy(_task.TrainLabels).Mean());

        /// <summary>The network with what the virtual nodes say in each layer.</summary>
        public Net Anchored(Net net) => net with { Anchors = [.. Walk(net).Select(h => Virtual(h).Detach().Contiguous())] };

        /// <summary>The gradient of one layer's own step, on what the layers before it made of the input.</summary>
        public ForwardLayer Step(Net net, int layer)
        {
            Features x = layer == 0 ? _x : ForwardLayer.Normalized(Walk(net).ElementAt(layer - 1).Detach());
            return Diff.Grad(net.Layers[layer], n =>
            {
                var h = n.Forward(_prepared, x);
                return h.GatherRows(_task.Train).MatMul(Virtual(h).Transpose()).SoftmaxCrossEntropy(_task.TrainLabels).Mean();
            });
        }

        private Tensor Virtual(Tensor h) => h.Slice(0, _task.Input.Nodes, _task.Classes);

        private IEnumerable<Tensor> Walk(Net net)
        {
            var x = _x;
            foreach (var layer in net.Layers)
            {
                var h = layer.Forward(_prepared, x);
                yield return h;
                x = ForwardLayer.Normalized(h.Detach());
            }
        }
    }

    /// <summary>Labels beside the features: true ones are to be good, false ones bad, as forward-forward has it.</summary>
    internal sealed class AppendedLabels(NodeClassification task, ForwardKind kind, double threshold)
    {
        private readonly Csr _prepared = ForwardLayer.Prepare(kind, task.Input.Adjacency);

        /// <summary>The labels of training nodes, one-hot, <c>[nodes, classes]</c>; zero elsewhere.</summary>
        public Tensor Known { get; } = OneHot(task, task.TrainLabels);

        /// <summary>Goodness of true labels above the threshold, of false ones below, layer by layer.</summary>
        public Tensor Loss(Net net, Rng rng)
        {
            int[] wrong = GoodnessNet.Mislabel(task.TrainLabels.Span.ToArray(), task.Classes, rng);
            Tensor loss = Tensor.Zeros([]);
            foreach (var (known, sign) in ((Tensor, double)[])[(Known, -1), (OneHot(task, wrong), 1)])
                foreach (var goodness in Walk(net, _prepared, Beside(task.Input.Features, known, null)))
                    loss += ((goodness.GatherRows(task.Train) - threshold) * sign).Softplus().Mean();
            return loss;
        }

        /// <summary>For each class how good all layers find it, <c>[nodes, classes]</c>.</summary>
        public static Tensor Goodness(Net net, Csr prepared, Features features)
        {
            int classes = net.Layers[0] switch { { Gcn: { } g } => g.Weight.Size(0), { Sage: { } s } => s.Self.Size(0), var l => l.Gat!.Weight.Size(0) } - features.Columns;
            return Tensor.Stack([.. Enumerable.Range(0, classes).Select(c =>
                Walk(net, prepared, Beside(features, net.Known!, (c, classes))).Aggregate((a, b) => a + b))], 1);
        }

        private static IEnumerable<Tensor> Walk(Net net, Csr prepared, Features x)
        {
            foreach (var layer in net.Layers)
            {
                var h = layer.Forward(prepared, ForwardLayer.Normalized(x));
                yield return h.Square().Sum(1);
                x = h.Detach();
            }
        }

        // Nodes whose label is not known get the class asked about, or a share of all.
        private static Csr Beside(Features features, Tensor known, (int Class, int Classes)? asked)
        {
            int rows = features.Rows, classes = asked?.Classes ?? known.Size(1);
            bool fits = known.Rank == 2 && known.Size(0) == rows;
            float[] given = fits ? known.To(DType.F32).ToArray() : new float[rows * classes];
            for (int r = 0; r < rows; r++)
            {
                var row = given.AsSpan(r * classes, classes);
                if (row.IndexOfAnyExcept(0f) >= 0) continue;
                if (asked is { } a) row[a.Class] = 1;
                else row.Fill(1f / classes);
            }
            return ForwardLayer.Extended(features, beside: Tensor.From(given, rows, classes));
        }

        private static Tensor OneHot(NodeClassification task, IntTensor labels)
        {
            var known = new float[task.Input.Nodes * task.Classes];
            for (int i = 0; i < task.Train.Length; i++) known[task.Train[i] * task.Classes + labels[i]] = 1;
            return Tensor.From(known, task.Input.Nodes, task.Classes);
        }
    }
}
