namespace Ganglion.Nets.Tests;

public sealed class GoodnessNetTests
{
    [Fact]
    public void No_gradient_crosses_a_layer_but_with_backpropagation_it_does()
    {
        var net = GoodnessNet.Create([12, 5, 4], new Rng(1), DType.F64);
        var x = Checks.Random(2, 3, 12);
        var local = Diff.Grad(net, n => GoodnessNet.Goodness(n.Activities(x)[1]).Sum());
        var whole = Diff.Grad(net, n => GoodnessNet.Goodness(n.Activities(x, local: false)[1]).Sum());
        Assert.Equal(0, local.Layers[0].Weight.Abs().Sum().Item());
        Assert.NotEqual(0, whole.Layers[0].Weight.Abs().Sum().Item());
        Checks.Close(whole.Layers[1].Weight, local.Layers[1].Weight, 1e-12);
    }

    [Fact]
    public void The_class_takes_the_place_of_the_first_pixels()
    {
        var x = Tensor.Full([2, 5], 0.5, DType.F64);
        Assert.Equal([0, 1, 0, 0.5, 0.5, 1, 0, 0, 0.5, 0.5], GoodnessNet.Overlay(x, (int[])[1, 0], 3).ToDoubles());
    }

    [Fact]
    public void The_goodness_of_a_class_is_that_of_the_input_with_this_class()
    {
        var net = GoodnessNet.Create([12, 5, 4], new Rng(1), DType.F64);
        var x = Checks.Random(2, 3, 12);
        var all = net.ClassGoodness(x, 3);
        for (int c = 0; c < 3; c++)
        {
            var single = net.Activities(GoodnessNet.Overlay(x, (int[])[c, c, c], 3));
            for (int l = 0; l < 2; l++) Checks.Close(GoodnessNet.Goodness(single[l]), all[l].Select(1, c), 1e-12);
        }
    }
}
