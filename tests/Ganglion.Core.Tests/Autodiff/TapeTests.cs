namespace Ganglion.Autodiff;

public sealed class TapeTests
{
    private readonly Tensor _x = Random(1, 4, 3), _other = Random(4, 5, 3), _kernel = Random(5, 2, 3, 2, 2);
    private readonly Dense _layer = new(Random(2, 5, 3), Random(6, 5), Random(3, 5, 2));

    private static Tensor Random(int seed, params int[] shape) => new Rng((ulong)seed).Normal(shape, dtype: DType.F64);

    private Tensor Loss(Dense m) => _x.Linear(m.Weight, m.Bias).Mark("inner").Tanh().MatMul(m.Out).Mark("output").Square().Sum();

    [Fact]
    public void Marks_are_met_from_the_loss_downwards_and_change_nothing()
    {
        var names = new List<string>();
        var (value, gradient, _) = Diff.ValueAndGrad(_layer, m => (Loss(m), 0), tape =>
        {
            names.AddRange(tape.Marks.Select(m => m.Name));
            Assert.Equal([4, 5], tape.Marks[1].Value.Shape.ToArray());
            return tape.Gradient((_, g) => g);
        });
        Assert.Equal(["output", "inner"], names);
        Assert.Equal(Loss(_layer).Item(), value.Item());
        Assert.Equal(Diff.Grad(_layer, Loss).BitHash(), gradient.BitHash());
    }

    [Fact]
    public void A_gradient_put_in_at_a_mark_goes_on_in_place_of_the_true_one()
    {
        var put = Random(7, 4, 5);
        var (_, gradient, _) = Diff.ValueAndGrad(_layer, m => (Loss(m), 0), tape => tape.Gradient((i, g) => tape.Marks[i].Name == "inner" ? put : null));
        Close(put.MatMul(_x, transposeA: true), gradient.Weight);
        Close(put.Sum(0), gradient.Bias);
    }

    [Fact]
    public void A_tape_can_be_run_back_as_often_as_one_likes()
    {
        var (_, gradient, _) = Diff.ValueAndGrad(_layer, m => (Loss(m), 0), tape =>
        {
            var nothing = tape.Gradient((_, _) => null);
            Assert.All(nothing.Leaves(), l => Assert.All(l.Tensor.ToDoubles(), v => Assert.Equal(0, v)));
            tape.Gradient((_, g) => g * 2);
            return tape.Gradient();
        });
        Assert.Equal(Diff.Grad(_layer, Loss).BitHash(), gradient.BitHash());
    }

    [Fact]
    public void A_replacement_of_another_shape_is_refused_by_name()
    {
        var e = Assert.Throws<InvalidOperationException>(() =>
            Diff.ValueAndGrad(_layer, m => (Loss(m), 0), tape => tape.Gradient((_, g) => g.Sum())));
        Assert.Contains("'output'", e.Message);
    }

    [Fact]
    public void A_second_derivative_looks_through_marks()
    {
        var marked = Diff.Hvp(_layer, Loss, _layer);
        var plain = Diff.Hvp(_layer, m => _x.Linear(m.Weight, m.Bias).Tanh().MatMul(m.Out).Square().Sum(), _layer);
        foreach (var ((_, a), (_, b)) in plain.Leaves().Zip(marked.Leaves())) Close(a, b);
    }

    [Fact]
    public void Errors_go_back_through_the_feedback_and_the_weight_keeps_its_own_gradient()
    {
        var u = Random(8, 4, 5);
        var (dx, dw) = Both((x, w) => (x.Linear(w.WithFeedback(_other), _layer.Bias) * u).Sum(), _x, _layer.Weight);
        Close(u.MatMul(_other), dx);
        Close(u.MatMul(_x, transposeA: true), dw);
        Close(u.MatMul(_other), Both((x, w) => (x.MatMul(w.WithFeedback(_other), transposeB: true) * u).Sum(), _x, _layer.Weight).Dx);
    }

    [Fact]
    public void A_convolution_goes_back_through_its_feedback_too()
    {
        Tensor image = Random(9, 1, 3, 4, 4), u = Random(10, 1, 2, 3, 3), weight = Random(11, 2, 3, 2, 2);
        var (dx, dw) = Both((x, w) => (x.Conv2d(w.WithFeedback(_kernel)) * u).Sum(), image, weight);
        Close(Both((x, w) => (x.Conv2d(w) * u).Sum(), image, _kernel).Dx, dx);
        Close(Both((x, w) => (x.Conv2d(w) * u).Sum(), image, weight).Dw, dw);
    }

    [Fact]
    public void Feedback_of_another_shape_is_refused() =>
        Assert.Contains("[5, 3]", Assert.Throws<ArgumentException>(() => _layer.Weight.WithFeedback(_layer.Out)).Message);

    private static (Tensor Dx, Tensor Dw) Both(Func<Tensor, Tensor, Tensor> f, Tensor x, Tensor w)
    {
        var g = Diff.Grad(at => f(at[0], at[1]), [x, w]);
        return (g[0], g[1]);
    }

    private static void Close(Tensor expected, Tensor actual) =>
        Assert.Equal(expected.ToDoubles(), actual.ToDoubles(), (e, a) => Math.Abs(e - a) <= 1e-12 * Math.Max(1, Math.Abs(e)));
}
