namespace Ganglion.Nets.Tests;

public sealed class FewBitTests
{
    private readonly Tensor _x = Checks.Random(1, 6, 8), _g = Checks.Random(2, 6, 5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_boundaries_on_a_coarse_grid_do_better_than_the_fitted_ones(int bits)
    {
        var fitted = StepDerivative.Fit(Activation.Silu, bits);
        double least = fitted.Error(Activation.Silu);
        Assert.Equal(bits, fitted.Bits);
        double[] grid = [.. Enumerable.Range(-8, 17).Select(i => i * 0.5)];
        foreach (double a in grid)
        {
            if (bits == 1) Assert.True(StepDerivative.At(Activation.Silu, [a]).Error(Activation.Silu) >= least - 1e-12);
            else foreach (double b in grid.Where(b => b > a))
                foreach (double c in grid.Where(c => c > b))
                    Assert.True(StepDerivative.At(Activation.Silu, [a, b, c]).Error(Activation.Silu) >= least - 1e-12, $"{a}, {b}, {c}");
        }
        Assert.True(fitted.Error(Activation.Silu) < StepDerivative.At(Activation.Silu, [1]).Error(Activation.Silu));
    }

    [Fact]
    public void The_forward_pass_is_exact_and_the_gradient_is_that_of_the_step()
    {
        var steps = StepDerivative.At(Activation.Tanh, [-1, 0.5]);
        var few = Activation.Tanh with { Derivative = steps };
        var x = Tensor.From([-2.0, -0.3, 0.2, 3]);
        Assert.Equal(2, steps.Bits);
        Assert.Equal(x.Tanh().ToDoubles(), few.Forward(x).ToDoubles());
        Checks.Close([2 * steps.Values[0], 2 * steps.Values[1], 2 * steps.Values[1], 2 * steps.Values[2]],
            Diff.Grad(t => (few.Forward(t) * 2).Sum(), x).ToDoubles(), 1e-6);
    }

    [Fact]
    public void Only_the_codes_are_kept()
    {
        Tensor w = new Rng(3).Normal([32, 32]), x = new Rng(4).Normal([64, 32]);
        foreach (bool consume in (bool[])[false, true])
        {
            var few = Activation.Gelu with { Derivative = StepDerivative.At(Activation.Gelu, [-1, 0, 1]) with { Consume = consume } };
            Assert.Equal(64 * 32 / 4, Meter.Measure(() => Diff.Grad(v => few.Forward(x.MatMul(v)).Sum(), w), savedBytes: true).Meter.SavedBytes);
            Assert.Equal(64 * 32 * 4, Meter.Measure(() => Diff.Grad(v => x.MatMul(v).Gelu().Sum(), w), savedBytes: true).Meter.SavedBytes);
        }
    }

    [Fact]
    public void The_sum_of_ReLUs_is_the_published_one()
    {
        var (gelu, silu) = (StepDerivative.OfRelus(Activation.Gelu), StepDerivative.OfRelus(Activation.Silu));
        Checks.Close([-3.188, 0, 3.188], [.. gelu.Boundaries], 0.01);
        Checks.Close([0, -0.049, 1.049, 1], [.. gelu.Values], 0.001);
        Checks.Close([-6.315, 0, 6.315], [.. silu.Boundaries], 0.02);
        Checks.Close([0, -0.0405, 1.0405, 1], [.. silu.Values], 0.001);
    }

    [Fact]
    public void A_shared_norm_folded_into_the_next_map_has_the_values_and_gradients_of_the_two()
    {
        var next = new Linear(Checks.Random(3, 5, 8), Checks.Random(4, 5));
        var layer = new LayerNorm(Checks.Random(5, 8), Checks.Random(6, 8));
        var rms = new RmsNorm(Checks.Random(7, 8));
        Linear layerNext = SharedNorm.Fold(layer, next), rmsNext = SharedNorm.Fold(rms, next);
        Same(x => next.Forward(layer.Forward(x)), x => layerNext.Forward(SharedNorm.LayerNorm(x)));
        Same(x => next.Forward(rms.Forward(x)), x => rmsNext.Forward(SharedNorm.RmsNorm(x)));

        void Same(Func<Tensor, Tensor> expected, Func<Tensor, Tensor> actual)
        {
            Checks.Close(expected(_x), actual(_x));
            Checks.Close(Diff.Grad(x => (expected(x) * _g).Sum(), _x), Diff.Grad(x => (actual(x) * _g).Sum(), _x));
            Checks.Close(Twice(expected), Twice(actual));
        }

        // Differentiable in the gradient that comes from above: the second pass runs with the composed derivative.
        Tensor Twice(Func<Tensor, Tensor> f) => Diff.Grad(g => Diff.Grad(x => (f(x) * g).Sum(), _x).Square().Sum(), _g);
    }

    [Fact]
    public void A_shared_norm_and_the_map_after_it_keep_one_tensor()
    {
        Tensor x = new Rng(1).Normal([64, 32]), w = new Rng(2).Normal([16, 32]);
        Assert.Equal(64 * 32 * 4 + 64 * 4, Meter.Measure(() =>
            Diff.Grad(t => SharedNorm.LayerNorm(t[0] * 1).Linear(t[1]).Sum(), [x, w]), savedBytes: true).Meter.SavedBytes);
    }
}
