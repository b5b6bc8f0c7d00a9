namespace Ganglion.Nets.Tests;

public sealed class VisionTests
{
    private static readonly Rng Key = new(71);

    private static double Loss(Tensor logits) => logits.Square().Sum().Item();

    // Off the biases of exactly zero with which a network begins: where a unit sees only zeros, they are a ReLU's kink.
    private static T Moved<T>(T model) where T : IModel<T> =>
        model.Map("", (path, t) => t + Key.Split(path).Normal(t.Shape, 0, 0.1, DType.F64));

    [Fact]
    public void ResNet_20_has_the_parameters_of_the_published_one()
    {
        // 0.27 million in He et al.'s table 6; 272,474 with 1×1 shortcuts and their moments' weights.
        Assert.Equal(272_474, ResNet.Create(3, 10, Key).ParameterCount());
        Assert.Equal(21, ResNet.Create(3, 10, Key).InitialState().Norms.Length);
        Assert.Equal(9, ResNet.Create(3, 10, Key).Blocks.Length);
        Assert.Equal([2, 10], ResNet.Create(3, 10, Key, width: 4).Forward(Checks.Random(1, 2, 3, 32, 32).To(DType.F32),
            ResNet.Create(3, 10, Key, width: 4).InitialState(), train: true).Logits.Shape.ToArray());
        Assert.Contains("6n + 2", Assert.Throws<ArgumentException>(() => ResNet.Create(3, 10, Key, depth: 18)).Message);
    }

    [Theory]
    [InlineData(ImageNorm.Batch)]
    [InlineData(ImageNorm.Group)]
    [InlineData(ImageNorm.None)]
    public void Gradients_reach_every_leaf_with_any_normalisation(ImageNorm norm)
    {
        var x = Checks.Random(2, 3, 2, 8, 8);
        var residual = Moved(ResNet.Create(2, 3, Key, depth: 8, width: 4, norm: norm, dtype: DType.F64));
        Checks.Gradients(residual, m => m.Forward(x, residual.InitialState(), train: true).Logits.Square().Sum());
        var mobile = Moved(MobileNet.Create(2, 3, Key, width: 4, norm: norm, dtype: DType.F64));
        Checks.Gradients(mobile, m => m.Forward(x, mobile.InitialState(), train: true).Logits.Square().Sum());
        if (norm == ImageNorm.Batch)
        {
            Assert.Contains("state", Assert.Throws<InvalidOperationException>(() => residual.Forward(x)).Message);
            Assert.Contains("InitialState", Assert.Throws<ArgumentException>(() => mobile.Forward(x, new([]), train: false)).Message);
        }
        else
        {
            Assert.Empty(residual.InitialState().Norms);
            Checks.Close(residual.Forward(x, residual.InitialState(), train: true).Logits, residual.Forward(x));
            Checks.Close(mobile.Forward(x, mobile.InitialState(), train: false).Logits, mobile.Forward(x));
        }
    }

    [Fact]
    public void A_step_returns_the_next_moments_and_prediction_the_same_ones()
    {
        var net = ResNet.Create(1, 2, Key, depth: 8, width: 4);
        var x = new Rng(3).Normal([4, 1, 8, 8]);
        var first = net.InitialState();
        var (_, next) = net.Forward(x, first, train: true);
        Assert.Equal(first.Norms.Length, next.Norms.Length);
        Assert.All(next.Norms, n => Assert.Contains(n.Mean.ToArray(), v => v != 0));
        Assert.Same(next, net.Forward(x, next, train: false).Next);
        Assert.NotEqual(Loss(net.Forward(x, first, train: false).Logits), Loss(net.Forward(x, next, train: false).Logits));
    }

    [Fact]
    public void Without_normalisation_a_deep_network_stays_in_range()
    {
        var x = new Rng(4).Normal([8, 3, 8, 8]);
        var net = ResNet.Create(3, 10, Key, depth: 56, width: 8, norm: ImageNorm.None);
        Assert.InRange(net.Features(x, new([]), train: false).Features.Square().Mean().Item(), 0.01, 100);
    }

    [Fact]
    public void Normalisation_layers_know_no_other_sample()
    {
        var x = Checks.Random(5, 3, 4, 2, 2);
        var (group, instance, rms) = (GroupNorm.Create(2, 4, DType.F64), InstanceNorm.Create(4, DType.F64), RmsNorm.Create(2, DType.F64));
        foreach (var f in (Func<Tensor, Tensor>[])[group.Forward, instance.Forward, rms.Forward])
            Checks.Close(f(x).Slice(0, 1, 1), f(x.Slice(0, 1, 1)));
        Assert.Equal(0, group.Forward(x).Mean().Item(), 9);
        Checks.Close(Tensor.Ones([3, 4], DType.F64), instance.Forward(x).Square().Mean([2, 3]), 1e-3);
        Checks.Close(Tensor.Ones([3, 4, 2], DType.F64), rms.Forward(x).Square().Mean(-1), 1e-2);
    }
}
