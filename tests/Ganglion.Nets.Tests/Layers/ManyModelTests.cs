namespace Ganglion.Nets;

/// <summary>Leaves with a leading axis of models: the same numbers as one model at a time.</summary>
public sealed class ManyModelTests
{
    private static readonly Rng s_rng = new(17);

    private static Tensor Normal(string name, params int[] shape) => s_rng.Split(name).Normal(shape, dtype: DType.F64);

    private static void Near(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        foreach (var (e, a) in expected.ToDoubles().Zip(actual.ToDoubles())) Assert.Equal(e, a, tolerance);
    }

    [Fact]
    public void A_hundred_perceptrons_train_in_one_batch_to_the_same_numbers()
    {
        const int Count = 100;
        Mlp[] nets = [.. Enumerable.Range(0, Count).Select(i => Mlp.Create([3, 8, 8, 2], s_rng.Split(i), Activation.Tanh))];
        Tensor x = s_rng.Split("x").Normal([Count, 12, 3]), y = s_rng.Split("y").Normal([Count, 12, 2]);
        var adam = new Adam(1e-2);
        var (all, state) = (nets.Stack(), default(OptimizerState));
        state = adam.Init(all);
        for (int step = 0; step < 20; step++) (all, state) = adam.Step(all, Diff.Grad(all, m => (m.Forward(x) - y).Square().Mean([1, 2]).Sum()), state);
        var together = all.Unstack();
        for (int i = 0; i < Count; i += 9)
        {
            var (net, own) = (nets[i], adam.Init(nets[i]));
            for (int step = 0; step < 20; step++)
                (net, own) = adam.Step(net, Diff.Grad(net, m => (m.Forward(x.Select(0, i)) - y.Select(0, i)).Square().Mean()), own);
            foreach (var (a, b) in net.Leaves().Zip(together[i].Leaves())) Near(a.Tensor, b.Tensor, 2e-5);
        }
    }

    [Fact]
    public void Each_layer_computes_all_models_at_once()
    {
        Tensor own = Normal("own", 4, 5, 3), shared = Normal("shared", 5, 3), long4 = Normal("long", 4, 2, 5, 3);
        Each(i => Linear.Create(3, 2, s_rng.Split(i), dtype: DType.F64), (m, x) => m.Forward(x), [own, long4], shared);
        Each(i => new LayerNorm(Normal($"w{i}", 3), Normal($"b{i}", 3)), (m, x) => m.Forward(x), [own, long4]);
        Tensor images = Normal("images", 4, 2, 6, 5, 5), one = Normal("one", 2, 6, 5, 5);
        Each(i => Conv2d.Create(6, 4, 3, s_rng.Split(i), stride: 2, padding: 1, groups: 2, dtype: DType.F64), (m, x) => m.Forward(x), [images]);
        Each(i => Conv2d.Create(6, 4, 3, s_rng.Split(i), bias: false, dtype: DType.F64), (m, x) => m.Forward(x), [images], one);
        var tables = Enumerable.Range(0, 4).Select(i => Embedding.Create(7, 3, s_rng.Split(i), dtype: DType.F64)).ToArray();
        var ids = IntTensor.From([0, 6, 3, 1, 1, 2, 5, 4], 4, 2);
        Near(Tensor.Stack([.. tables.Select((t, i) => t.Forward(ids.Span.Slice(2 * i, 2).ToArray()))]), tables.Stack().Forward(ids));
        Near(Tensor.Stack([.. tables.Select(t => t.Forward((int[])[0, 6, 3]))]), tables.Stack().Forward((int[])[0, 6, 3]));
    }

    private static void Each<T>(Func<int, T> make, Func<T, Tensor, Tensor> forward, Tensor[] own, params Tensor[] shared) where T : IModel<T>
    {
        T[] models = [.. Enumerable.Range(0, 4).Select(make)];
        foreach (var x in own) Near(Tensor.Stack([.. models.Select((m, i) => forward(m, x.Select(0, i)))]), forward(models.Stack(), x));
        foreach (var x in shared) Near(Tensor.Stack([.. models.Select(m => forward(m, x))]), forward(models.Stack(), x));
    }

    [Fact]
    public void Stacking_is_undone_and_mistakes_are_named()
    {
        Linear[] two = [Linear.Create(3, 2, s_rng), Linear.Create(3, 2, s_rng.Split(1))];
        Assert.Equal(two.Select(l => l.BitHash()), two.Stack().Unstack().Select(l => l.BitHash()));
        Assert.Equal((3, 2), (two.Stack().Inputs, two.Stack().Outputs));
        Assert.Contains("Weight", Assert.Throws<ArgumentException>(() => new[] { two[0], Linear.Create(4, 2, s_rng) }.Stack()).Message);
        Assert.Contains("Layers.1.Weight", Assert.Throws<ArgumentException>(() => Mlp.Create([3, 4, 2], s_rng).Unstack()).Message);
        Assert.Contains("[2, 2, 3]", Assert.Throws<ArgumentException>(() => two.Stack().Forward(Tensor.Ones([5, 4]))).Message);
    }

    [Fact]
    public void Gradients_of_samples_in_one_pass_are_those_of_the_loop()
    {
        Tensor x = Normal("px", 7, 3), y = Normal("py", 7, 2);
        var net = Mlp.Create([3, 6, 2], s_rng.Split("net"), Activation.Tanh, dtype: DType.F64);
        var loop = Diff.PerSample(net, 7, (m, i) => (m.Forward(x.Slice(0, i, 1)) - y.Slice(0, i, 1)).Square().Sum());
        var (batch, meter) = Meter.Measure(() => Diff.PerSample(net, 7, m => (m.Forward(x.Unsqueeze(1)).Squeeze(1) - y).Square().Sum(1)));
        foreach (var (a, b) in loop.Leaves().Zip(batch.Leaves())) Near(a.Tensor, b.Tensor);
        Assert.True(meter.Calls < 40, $"{meter.Calls} kernels");
        Assert.Equal(7 * (18 + 12 + 12 + 18 + 12), meter.MultiplyAdds);         // two products forward, three back
        Assert.Contains("[7]", Assert.Throws<ArgumentException>(() => Diff.PerSample(net, 7, m => m.Forward(x.Unsqueeze(1)))).Message);

        Tensor images = Normal("pi", 5, 2, 6, 6);
        var conv = Conv2d.Create(2, 3, 3, s_rng.Split("conv"), padding: 1, dtype: DType.F64);
        var each = Diff.PerSample(conv, 5, (m, i) => m.Forward(images.Slice(0, i, 1)).Square().Sum());
        var once = Diff.PerSample(conv, 5, m => m.Forward(images.Unsqueeze(1)).Square().Sum([1, 2, 3, 4]));
        foreach (var (a, b) in each.Leaves().Zip(once.Leaves())) Near(a.Tensor, b.Tensor);

        var table = Embedding.Create(6, 3, s_rng.Split("table"), dtype: DType.F64);
        var ids = IntTensor.From([0, 1, 1, 5, 3, 3], 3, 2);
        var slow = Diff.PerSample(table, 3, (m, i) => m.Forward(ids.Span.Slice(2 * i, 2).ToArray()).Square().Sum());
        Near(slow.Weight, Diff.PerSample(table, 3, m => m.Forward(ids).Square().Sum([1, 2])).Weight);
    }

    [Fact]
    public void They_are_differentiated_in_turn()
    {
        Tensor x = Normal("qx", 5, 3), y = Normal("qy", 5, 2);
        var net = Linear.Create(3, 2, s_rng.Split("q"), dtype: DType.F64);
        // the gradient of the summed squared norms of the samples' gradients
        Tensor Norm(Linear m, Func<Linear, Linear> each) => each(m).Leaves().Select(l => l.Tensor.Square().Sum()).Aggregate((a, b) => a + b);
        var loop = Diff.Grad(net, m => Norm(m, k => Diff.PerSample(k, 5, (q, i) => (q.Forward(x.Slice(0, i, 1)) - y.Slice(0, i, 1)).Square().Sum())));
        var batch = Diff.Grad(net, m => Norm(m, k => Diff.PerSample(k, 5, q => (q.Forward(x.Unsqueeze(1)).Squeeze(1) - y).Square().Sum(1))));
        Near(loop.Weight, batch.Weight, 1e-10);
        Near(loop.Bias!, batch.Bias!, 1e-10);
    }
}
