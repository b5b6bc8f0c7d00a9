namespace Ganglion.Nets.Tests;

public sealed class LearnerTests
{
    // Steps against the sign of the gradient: what a recipe does that replaces backpropagation.
    private sealed record Signs : Learner
    {
        public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
            Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state)
        {
            var (loss, gradient, aux) = new Backprop().Learn(model, objective);
            return (loss, gradient.Map(g => g.Sign()), aux, state);
        }
    }

    private static Tensor Objective(Linear m) => Loss.MeanSquaredError(m.Forward(Checks.Random(1, 8, 3)), Checks.Random(2, 8, 2));

    [Fact]
    public void Backprop_is_the_gradient_and_hands_on_what_the_objective_returns()
    {
        var net = Linear.Create(3, 2, new Rng(1), dtype: DType.F64);
        var (loss, gradient, aux) = new Backprop().Learn(net, m => (Objective(m), m.Forward(Checks.Random(1, 8, 3))));
        Assert.Equal(Objective(net).Item(), loss.Item());
        Assert.Equal(Diff.Grad(net, Objective).BitHash(), gradient.BitHash());
        Assert.Equal([8, 2], aux.Shape.ToArray());
        Assert.Equal(gradient.BitHash(), new Backprop().Learn(net, Objective).Gradient.BitHash());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_takes_whichever_learner_it_is_given(bool signs)
    {
        Learner learner = signs ? new Signs() : new Backprop();
        var net = Linear.Create(3, 2, new Rng(1), dtype: DType.F64);
        var sgd = new Sgd(signs ? 0.02 : 0.2);
        var state = sgd.Init(net);
        double start = Objective(net).Item();
        for (int t = 0; t < 30; t++)
        {
            var (_, gradient) = learner.Learn(net, Objective);
            if (signs) Assert.All(gradient.Leaves(), l => Assert.All(l.Tensor.ToDoubles(), g => Assert.True(g is -1 or 0 or 1)));
            (net, state) = sgd.Step(net, gradient, state);
        }
        Assert.True(Objective(net).Item() < 0.7 * start, $"{start} to {Objective(net).Item()}");
    }
}
