namespace Ganglion.Autodiff;

public sealed class CustomTests
{
    private readonly Tensor _x = new Rng(3).Normal([4], dtype: DType.F64);

    [Fact]
    public void A_derivative_of_your_own_replaces_the_true_one()
    {
        // straight-through: floor forward, identity backward
        var g = Diff.Grad(x => (Diff.Custom([x], a => a[0].Floor(), (_, _, g) => [g]) * 3).Sum(), _x);
        Assert.Equal([3, 3, 3, 3], g.ToDoubles());
    }

    [Fact]
    public void It_differentiates_to_any_order()
    {
        Tensor Cube(Tensor x) => Diff.Custom([x], a => a[0].Pow(3), (a, _, g) => [g * a[0].Square() * 3]);
        var g = Diff.Grad(x => Diff.Grad(y => Cube(y).Sum(), x).Sum(), _x);
        Assert.Equal((_x * 6).ToDoubles(), g.ToDoubles(), (e, a) => Math.Abs(e - a) < 1e-12);
    }

    [Fact]
    public void A_missing_gradient_is_named()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Diff.Grad(x => Diff.Custom([x, x], a => a[0], (_, _, g) => [g]).Sum(), _x));
        Assert.Contains("1 gradients for 2 inputs", e.Message);
    }

    [Fact]
    public void A_reversed_gradient_changes_sign_only()
    {
        Assert.Equal(_x.ToDoubles(), _x.ReverseGradient().ToDoubles());
        Assert.Equal([-2, -2, -2, -2], Diff.Grad(x => x.ReverseGradient(2).Sum(), _x).ToDoubles());
    }

    [Fact]
    public void A_checkpoint_differentiates_to_any_order()
    {
        var second = Diff.Grad(y => Diff.Grad(z => Diff.Checkpoint(a => a[0].Pow(3), z).Sum(), y).Sum(), _x);
        Assert.Equal((_x * 6).ToDoubles(), second.ToDoubles(), (e, a) => Math.Abs(e - a) < 1e-12);
    }
}
