using System.Globalization;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The beginner's path: one neuron, the delta rule, and backpropagation by hand.</summary>
[Recipe("notes-on-neural-networks")]
public sealed partial class NotesOnNeuralNetworks : Study
{
    private static readonly double[][] Corners = [[0, 0], [0, 1], [1, 0], [1, 1]];

    public override Paper Paper =>
        new("Apuntes de Redes Neuronales Artificiales (Notes on Artificial Neural Networks)",
            "Cuevas-Tello", 2018, "arXiv:1806.05298", "P158");

    public override string Summary =>
        "One neuron learns AND and OR by w ← w + η(t - y)x and cannot learn XOR; two layers learn it by backpropagation.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("one-neuron", "The delta rule finds a line that separates AND and one that separates OR; XOR has none.", e =>
        {
            foreach (var (gate, targets) in ((string, double[])[])[("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1])])
                e.AtMost($"passes until {gate} is answered without error", Neuron(targets, 100, e.Note, gate).Passes, 20);
            e.AtLeast("fewest errors on XOR in 1000 passes", Neuron([0, 1, 1, 0], 1000).FewestErrors, 1);
        }),
        new("backprop-by-hand", "Two layers learn XOR, and the updates written out by hand are those of automatic differentiation.", e =>
        {
            int seeds = e.By(2, 20, 20), steps = e.By(300, 4000, 20_000);
            var runs = Enumerable.Range(0, seeds).Select(s => TwoLayers(e.Rng.Split(s), steps)).ToArray();
            e.AtMost("largest difference of an element of the gradient", runs.Max(r => r.LargestDifference), 1e-12);
            e.AtLeast("share of starts from which XOR is learnt", [.. runs.Select(r => r.WorstError < 0.5 ? 1.0 : 0)], e.By(0, 0.9, 0.9));
        }),
    ];

    /// <summary>One neuron with a step, a threshold as third weight, and a learning rate of 0.5.</summary>
    private static (int Passes, int FewestErrors) Neuron(double[] targets, int limit, Action<string>? note = null, string gate = "")
    {
        double[] w = [0, 0, 0];
        int fewest = 4;
        for (int pass = 1; pass <= limit; pass++)
        {
            int errors = 0;
            for (int i = 0; i < 4; i++)
            {
                double[] x = [.. Corners[i], 1];
                double y = w.Zip(x, (a, b) => a * b).Sum() > 0 ? 1 : 0, delta = targets[i] - y;
                for (int j = 0; j < 3; j++) w[j] += 0.5 * delta * x[j];
                if (delta != 0) errors++;
            }
            string boundary = string.Create(CultureInfo.InvariantCulture, $"{w[0]:0.0}·x₁ + {w[1]:0.0}·x₂ + {w[2]:0.0} = 0");
            note?.Invoke($"{gate}, pass {pass}: {errors} errors, boundary {boundary}");
            fewest = Math.Min(fewest, errors);
            if (errors == 0) return (pass, 0);
        }
        return (limit, fewest);
    }

    /// <summary>Two inputs, three hidden sigmoids, one sigmoid; half the squared error; plain gradient steps of size 2 on all four corners.</summary>
    private static (double LargestDifference, double WorstError) TwoLayers(Rng rng, int steps)
    {
        Tensor x = Tensor.From([.. Corners.SelectMany(c => c)], 4, 2), t = Tensor.From((double[])[0, 1, 1, 0], 4, 1);
        Tensor w1 = rng.Split(1).Normal([2, 3], dtype: DType.F64), w2 = rng.Split(2).Normal([3, 1], dtype: DType.F64);
        var net = new TwoLayerNet(w1, Tensor.Zeros([3], DType.F64), w2, Tensor.Zeros([1], DType.F64));
        double largest = 0;
        for (int step = 0; step < steps; step++)
        {
            var at = net;
            var byHand = Memory.Scope(() => at.GradientByHand(x, t));
            if (step % 50 == 0)
            {
                var exact = Diff.Grad(at, m => (m.Forward(x).Y - t).Square().Sum() * 0.5);
                foreach (var ((_, a), (_, b)) in byHand.Leaves().Zip(exact.Leaves())) largest = Math.Max(largest, (a - b).Abs().Max().Item());
            }
            net = Memory.Scope(() => at.Zip(byHand, (p, g) => p - 2 * g));
        }
        return (largest, (net.Forward(x).Y - t).Abs().Max().Item());
    }

    /// <summary>y = σ(σ(x·W₁ + b₁)·W₂ + b₂).</summary>
    [Model]
    internal sealed partial record TwoLayerNet(Tensor W1, Tensor B1, Tensor W2, Tensor B2)
    {
        public (Tensor Hidden, Tensor Y) Forward(Tensor x)
        {
            var h = (x.MatMul(W1) + B1).Sigmoid();
            return (h, (h.MatMul(W2) + B2).Sigmoid());
        }

        /// <summary>The gradient of half the squared error, as on paper: δ₂ = (y - t)·y(1 - y), δ₁ = δ₂W₂ᵀ·h(1 - h).</summary>
        public TwoLayerNet GradientByHand(Tensor x, Tensor t)
        {
            var (h, y) = Forward(x);
            var delta2 = (y - t) * y * (1 - y);
            var delta1 = delta2.MatMul(W2.Transpose()) * h * (1 - h);
            return new(x.Transpose().MatMul(delta1), delta1.Sum(0), h.Transpose().MatMul(delta2), delta2.Sum(0));
        }
    }
}
