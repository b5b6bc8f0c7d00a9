using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Perceptrons() => [Perceptron("mlp_b32", 32), Perceptron("mlp_b1024", 1024), HessianVector(), SineTasks(), ManySmall()];

    // Forward, and in the backward pass both products of each layer but the first, whose input needs no gradient.
    private static double LayerProducts(int batch, params int[] sizes) =>
        batch * (3 * sizes.Zip(sizes.Skip(1), (a, b) => (double)a * b).Sum() - (double)sizes[0] * sizes[1]);

    private static Workload Perceptron(string name, int batch) => new(name, () =>
    {
        var x = new Rng(1).Normal([batch, 64]);
        IntTensor y = new Rng(2).Integers(batch, 10);
        return Trainer(Mlp.Create([64, 256, 256, 10], new Rng(3)), new Adam(1e-2), (net, _) => Loss.CrossEntropy(net.Forward(x), y));
    })
    { MultiplyAdds = LayerProducts(batch, 64, 256, 256, 10) };

    private static Workload HessianVector() => new("hvp_mlp", () =>
    {
        var net = Mlp.Create([64, 256, 256, 10], new Rng(3), Activation.Tanh);
        var rng = new Rng(4);
        int leaf = 0;
        var v = net.Map(p => rng.Split(leaf++).Normal(p.Shape));
        var x = new Rng(1).Normal([128, 64]);
        IntTensor y = new Rng(2).Integers(128, 10);
        return () => Memory.Scope(() => Diff.Hvp(net, m => Loss.CrossEntropy(m.Forward(x), y), v).Layers.Length);
    })
    { MultiplyAdds = 3 * LayerProducts(128, 64, 256, 256, 10) };

    // Eight tasks, in each three steps of gradient descent, and the gradient of what comes after them in where they began (Finn et al. 2017).
    private static Workload SineTasks() => new("maml_sine_8tasks", () =>
    {
        const int tasks = 8, inner = 3, points = 10;
        var rng = new Rng(3);
        int leaf = 0;
        var net = Mlp.Create([1, 40, 40, 1], rng.Split(0)).Map(p => p.Rank < 2 ? p : rng.Split(++leaf).Normal(p.Shape, 0, 0.5 * Math.Sqrt(2.0 / p.Size(1))));
        return Trainer(net, new Adam(1e-3), (m, step) =>
        {
            Tensor? total = null;
            for (int t = 0; t < tasks; t++)
            {
                var key = rng.Split(step).Split(t);
                double amplitude = 0.1 + 4.9 * key.Split(0).Uniform(0), phase = 3.14 * key.Split(1).Uniform(0);
                Tensor known = key.Split(2).Uniform([points, 1], -5, 5), asked = key.Split(3).Uniform([points, 1], -5, 5);
                var fast = m;
                for (int i = 0; i < inner; i++)
                {
                    var gradient = Diff.Grad(fast, q => (q.Forward(known) - amplitude * (known + phase).Sin()).Square().Mean());
                    fast = fast.Minus(gradient, 0.01);
                }
                var loss = (fast.Forward(asked) - amplitude * (asked + phase).Sin()).Square().Mean();
                total = total is null ? loss : total + loss;
            }
            return total! / tasks;
        });
    });

    // p - rate · g, leaf by leaf, and differentiable.
    private static T Minus<T>(this T model, T gradient, double rate) where T : IModel<T>
    {
        var g = gradient.Leaves();
        int leaf = 0;
        return model.Map(p => p - rate * g[leaf++].Tensor);
    }

    private static Workload ManySmall()
    {
        const int models = 100, batch = 64;
        return new("tiny_mlps_100", () =>
        {
            var rng = new Rng(3);
            var net = new TwoLayers(rng.Split(0).Normal([models, 16, 32], 0, 0.2), Tensor.Zeros([models, 1, 32]),
                rng.Split(1).Normal([models, 32, 4], 0, 0.2), Tensor.Zeros([models, 1, 4]));
            var x = new Rng(1).Normal([models, batch, 16]);
            IntTensor y = new Rng(2).Integers(models * batch, 4);
            return Trainer(net, new Adam(1e-2), (m, _) =>
                Loss.CrossEntropy(((x.MatMul(m.W1) + m.B1).Relu().MatMul(m.W2) + m.B2).Reshape(models * batch, 4), y));
        })
        { MultiplyAdds = models * LayerProducts(batch, 16, 32, 4) };
    }
}

/// <summary>Many networks of two layers, with a leading axis for the network.</summary>
[Model]
internal sealed partial record TwoLayers(Tensor W1, Tensor B1, Tensor W2, Tensor B2);
