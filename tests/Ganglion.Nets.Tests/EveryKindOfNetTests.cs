using System.Runtime.CompilerServices;

namespace Ganglion.Nets.Tests;

internal static class PoisonedPool
{
    /// <summary>All tests of this assembly read NaN where they read released memory.</summary>
    [ModuleInitializer]
    internal static void Fill() => BufferPool.Poison = true;
}

/// <summary>Each kind of net learns with a pool whose released buffers read NaN: nothing stale is ever read.</summary>
public sealed class EveryKindOfNetTests
{
    private static readonly Rng s_rng = new(53);

    private static Tensor Normal(string name, params int[] shape) => s_rng.Split(name).Normal(shape);

    private static int[] Labels(int n, int classes) => [.. Enumerable.Range(0, n).Select(i => i % classes)];

    private static void Learns<T>(T model, Func<T, int, Tensor> loss, double rate = 1e-2) where T : IModel<T> =>
        Learns(model, 0, (m, _, step) => (loss(m, step), 0), rate);

    private static void Learns<T, TState>(T model, TState state, Func<T, TState, int, (Tensor, TState)> loss, double rate = 1e-2) where T : IModel<T>
    {
        Assert.True(BufferPool.Poison);
        var adam = new Adam(rate);
        var memory = adam.Init(model);
        double first = 0, last = 0;
        for (int step = 0; step < 12; step++)
        {
            var (value, gradient, next) = Diff.ValueAndGrad(model, m => loss(m, state, step));
            (model, memory) = adam.StepInPlace(model, gradient, memory);
            (state, last) = (next, value.Item());
            if (step == 0) first = last;
            Assert.True(double.IsFinite(last), $"step {step}: {last}");
        }
        Assert.All(model.Leaves(), l => Assert.All(l.Tensor.ToArray(), v => Assert.True(float.IsFinite(v), l.Path)));
        Assert.True(last < first, $"the loss went from {first} to {last}");
    }

    [Fact]
    public void Perceptrons_with_normalisation_and_dropout()
    {
        Tensor x = Normal("x", 40, 6);
        var net = Mlp.Create([6, 16, 16, 3], s_rng, dropout: 0.1, batchNorm: true);
        Learns(net, net.InitialState(), (m, s, step) =>
        {
            var (y, next) = m.Forward(x, s, train: true, s_rng.Split(step));
            return (y.SoftmaxCrossEntropy(Labels(40, 3)).Mean(), next);
        });
    }

    [Fact]
    public void Residual_and_separable_image_nets()
    {
        Tensor x = Normal("i", 8, 3, 8, 8);
        var residual = ResNet.Create(3, 4, s_rng, depth: 8, width: 4);
        Learns(residual, residual.InitialState(), (m, s, _) =>
        {
            var (y, next) = m.Forward(x, s, train: true);
            return (y.SoftmaxCrossEntropy(Labels(8, 4)).Mean(), next);
        });
        Learns(MobileNet.Create(3, 4, s_rng, width: 4, norm: ImageNorm.Group), (m, _) => m.Forward(x).SoftmaxCrossEntropy(Labels(8, 4)).Mean());
    }

    [Fact]
    public void Recurrent_nets()
    {
        Tensor x = Normal("s", 6, 9, 3), y = Normal("t", 6, 9, 8);
        IntTensor lengths = (int[])[9, 4, 1, 9, 7, 2];
        Learns(Lstm.Create(3, 8, s_rng, layers: 2, dropout: 0.1), (m, step) =>
            (m.Forward(x, lengths: lengths, rng: s_rng.Split(step)).Y - y).Square().Mean());
        Learns(Gru.Create(3, 4, s_rng, bidirectional: true), (m, _) => (m.Forward(x).Y - y).Square().Mean());
    }

    [Fact]
    public void Transformers()
    {
        var ids = IntTensor.From([.. Enumerable.Range(0, 24).Select(i => i * 5 % 11)], 2, 12);
        var next = ids.Span.ToArray().Select(i => (i + 5) % 11).ToArray();
        Learns(Gpt.Create(11, 12, 16, 2, 2, s_rng, dropout: 0.1), (m, step) =>
            m.Forward(ids, s_rng.Split(step)).Reshape(-1, 11).SoftmaxCrossEntropy(next).Mean());
    }

    [Fact]
    public void Graph_nets()
    {
        var graph = Csr.FromEdges(30, 30, s_rng.Split("from").Integers(90, 30), s_rng.Split("to").Integers(90, 30));
        var normalized = graph.GcnNormalized();
        var x = Normal("n", 30, 5);
        Learns(GcnConv.Create(5, 3, s_rng), (m, _) => m.Forward(normalized, x).SoftmaxCrossEntropy(Labels(30, 3)).Mean());
        Learns(SageConv.Create(5, 3, s_rng), (m, _) => m.Forward(graph, x).SoftmaxCrossEntropy(Labels(30, 3)).Mean());
        Learns(GinConv.Create(5, 8, 3, s_rng, learnEpsilon: true), (m, _) => m.Forward(graph, x).SoftmaxCrossEntropy(Labels(30, 3)).Mean());
    }

    [Fact]
    public void Embeddings_checkpoints_and_meta_steps()
    {
        int[] a = s_rng.Split("a").Integers(50, 20), b = s_rng.Split("b").Integers(50, 20);
        var y = Normal("r", 50);
        Learns(Embedding.Create(20, 6, s_rng, 0.3), (m, _) => ((m.Forward(a) * m.Forward(b)).Sum(1) - y).Square().Mean());
        Tensor x = Normal("c", 20, 4), z = Normal("d", 20, 4);
        Linear[] layers = [.. Enumerable.Range(0, 6).Select(i => Linear.Create(4, 4, s_rng.Split(i)))];
        Learns(new Mlp(layers), (m, _) => (Diff.CheckpointSequence(m.Layers, x, (l, t) => l.Forward(t).Tanh()) - z).Square().Mean());
        Learns(Linear.Create(4, 4, s_rng), (m, _) =>
        {
            var inner = m.Zip(Diff.Grad(m, k => (k.Forward(x) - z).Square().Mean()), (p, g) => p - g * 0.1);
            return (inner.Forward(x) - z).Square().Mean();
        });
    }
}
