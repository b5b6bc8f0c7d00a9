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

    [Fact]
    public void A_derivative_from_packed_codes_saves_only_them()
    {
        Tensor x = new Rng(5).Normal([64, 32]), w = new Rng(6).Normal([32, 32]), zero = Tensor.Zeros([1]);
        Tensor Relu(Tensor t, bool consume) => Diff.Custom([t], a => (a[0].Relu(), PackedBits.Bucketize(a[0], zero)),
            (saved, g) => [g * saved.Unpack()], consume);
        Tensor Loss(Tensor v, Func<Tensor, Tensor> f) => f(f(x.MatMul(v)).MatMul(v)).Sum();
        var expected = Diff.Grad(v => Loss(v, t => t.Relu()), w);
        foreach (bool consume in (bool[])[false, true])
        {
            var (actual, meter) = Meter.Measure(() => Diff.Grad(v => Loss(v, t => Relu(t, consume)), w), savedBytes: true);
            Assert.Equal(expected.ToArray(), actual.ToArray());
            Assert.Equal(64 * 32 * 4 + 2 * 64 * 32 / 8, meter.SavedBytes);   // the product's operand, and a bit for each of two activations
        }
    }

    [Fact]
    public void A_consumed_input_is_gone_and_memory_falls()
    {
        Tensor x = new Rng(5).Normal([256, 64]), w = new Rng(6).Normal([64, 64]), zero = Tensor.Zeros([1]);
        Tensor Act(Tensor t, bool consume) => Diff.Custom([t], a => (a[0].Relu(), PackedBits.Bucketize(a[0], zero)),
            (saved, g) => [g * saved.Unpack()], consume);
        long Peak(bool consume) => Meter.Measure(() => Diff.Grad(v =>
        {
            var t = x;
            for (int i = 0; i < 10; i++) t = Act(t.MatMul(v), consume);
            return t.Sum();
        }, w)).Meter.PeakBytes;
        long without = Peak(false), with = Peak(true), layer = 256 * 64 * 4;
        Assert.InRange(without - with, 9 * layer, 10 * layer);
        Assert.Throws<ObjectDisposedException>(() => Diff.Grad(v => { var t = x.MatMul(v); return (Act(t, true) + t).Sum(); }, w));
    }

    [Fact]
    public void What_is_saved_may_be_anything_and_derivatives_of_it_are_the_authors()
    {
        var g = Diff.Grad(x => Diff.Custom([x, x * 2], a => (a[0] * a[1], (a[1].Sum() * 0 + 3, "note")),
            (saved, g) => [g * saved.Item1, null]).Sum(), _x);
        Assert.Equal([3, 3, 3, 3], g.ToDoubles());
        var e = Assert.Throws<InvalidOperationException>(() => Diff.Grad(x => Diff.Custom([x], a => (a[0], 0), (_, g) => [g, g]).Sum(), _x));
        Assert.Contains("2 gradients for 1 inputs", e.Message);
    }

    [Fact]
    public void A_hook_sees_the_gradient_and_may_replace_it()
    {
        double[] seen = [];
        var g = Diff.Grad(x => Diff.Hook(x * 3, g => { seen = g.ToDoubles(); return null; }).Square().Sum(), _x);
        Assert.Equal((_x * 18).ToDoubles(), g.ToDoubles(), (e, a) => Math.Abs(e - a) < 1e-12);
        Assert.Equal((_x * 6).ToDoubles(), seen, (e, a) => Math.Abs(e - a) < 1e-12);
        Assert.Equal([0.3, 0.3, 0.3, 0.3], Diff.Grad(x => Diff.Hook(x * 3, g => g * 0.1).Sum(), _x).ToDoubles(), (e, a) => Math.Abs(e - a) < 1e-12);
    }

    [Fact]
    public void A_hooked_gradient_is_differentiated_in_turn()
    {
        // the inner gradient 2x is doubled by the hook: d/dx of 4x
        var second = Diff.Grad(x => Diff.Grad(y => Diff.Hook(y, g => g * 2).Square().Sum(), x).Sum(), _x);
        Assert.Equal([8, 8, 8, 8], second.ToDoubles());     // inner hook doubles once, the outer pass through it doubles again
    }
}
