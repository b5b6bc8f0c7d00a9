namespace Ganglion.Nets.Tests;

/// <summary>Pieces that go around an optimiser or a learner.</summary>
public sealed class PieceTests
{
    private static Linear Model(double[] weight, int rows, double[] bias) => new(Tensor.From(weight, rows, weight.Length / rows), Tensor.From(bias));

    private static Linear Moved(Optimizer optimizer, Linear model, Linear gradient) => optimizer.Step(model, gradient, optimizer.Init(model)).Model;

    [Fact]
    public void Units_are_clipped_by_their_own_weights()
    {
        var model = Model([3, 4, 0, 0], 2, [2, 0]);
        var gradient = Model([0.3, 0.4, 0, 1], 2, [0, 1]);
        var moved = Moved(new Sgd(1).ClipGradAdaptive(0.01, 0.1), model, gradient);
        // Row 0: norm 0.5 against 0.01 · 5; row 1: 1 against 0.01 · 0.1; the bias is one unit: 1 against 0.01 · 2.
        Checks.Close([2.97, 3.96, 0, -0.001], moved.Weight.ToDoubles());
        Checks.Close([2, -0.02], moved.Bias!.ToDoubles());
        Checks.Close([2, -1], Moved(new Sgd(1).ClipGradAdaptive(0.01, 0.1, p => p != "Bias"), model, gradient).Bias!.ToDoubles());
        Checks.Close([3 - 0.003, 4 - 0.004], Moved(new Sgd(1).ClipGradAdaptive(), model, gradient.Map(g => g * 0.01)).Weight.ToDoubles()[..2]);
    }

    [Fact]
    public void A_centred_gradient_has_no_mean_in_any_unit()
    {
        var moved = Moved(new Sgd(1).CentralizeGrad(), Model(new double[6], 2, [0, 0]), Model([1, 2, 6, -1, -1, 5], 2, [3, 4]));
        Checks.Close([2, 1, -3, 2, 2, -4], moved.Weight.ToDoubles());
        Checks.Close([-3, -4], moved.Bias!.ToDoubles());
    }

    [Fact]
    public void A_normalised_gradient_has_the_deviation_1()
    {
        var moved = Moved(new Sgd(1).NormalizeGrad(), Model(new double[4], 2, [0, 0]), Model([1, 2, 3, 6], 2, [3, 4]));
        double deviation = Math.Sqrt((4 + 1 + 0 + 9) / 4.0);
        Checks.Close([-1 / deviation, -2 / deviation, -3 / deviation, -6 / deviation], moved.Weight.ToDoubles());
        Checks.Close([-3, -4], moved.Bias!.ToDoubles());
    }

    [Fact]
    public void A_norm_loss_is_the_gradient_of_the_squared_distance_from_1()
    {
        var model = Model([3, 4, 0.3, 0.4], 2, [2, 0]);
        var byHand = Diff.Grad(model, m => 0.1 * (1 - m.Weight.Norm(1)).Square().Sum());
        var moved = Moved(new Sgd(1).NormLoss(0.1), model, Model(new double[4], 2, [0, 0]));
        Checks.Close(model.Weight - byHand.Weight, moved.Weight, 1e-6);
        Assert.Equal([2.0, 0], moved.Bias!.ToDoubles());
    }

    [Fact]
    public void Noise_has_its_variance_and_falls()
    {
        var sgd = new Sgd(1).AddGradNoise(new Rng(5), 0.04, 0.5);
        var zero = new Embedding(Tensor.Zeros([100, 100], DType.F64));
        var state = sgd.Init(zero);
        double Variance(long step) => sgd.Step(zero, zero, state with { Step = step }).Model.Weight.Square().Mean().Item();
        Assert.Equal(0.04, Variance(0), 2e-3);
        Assert.Equal(0.04 / 10, Variance(99), 2e-4);
    }

    [Fact]
    public void Slow_weights_follow_half_the_way()
    {
        var (model, one) = (Model([0, 0], 1, [0]), Model([1, 2], 1, [0]));
        var look = new Sgd(1).Lookahead(3, 0.5);
        var state = look.Init(model);
        var path = new List<double>();
        for (int t = 0; t < 6; t++) { (model, state) = look.Step(model, one, state); path.Add(model.Weight.ToDoubles()[0]); }
        Assert.Equal([-1.0, -2, -1.5, -2.5, -3.5, -3], path);
    }

    [Fact]
    public void Accumulated_gradients_step_along_their_mean()
    {
        var optimizer = new Adam(0.1).Accumulate(3);
        var (pure, place) = (Model([1, 2], 1, [0]), Model([1, 2], 1, [0]).Copy());
        var (state, placeState) = (optimizer.Init(pure), optimizer.Init(place));
        var start = pure;
        for (int t = 1; t <= 6; t++)
        {
            var g = Model([t, -t * t], 1, [t]);
            (pure, state) = optimizer.Step(pure, g, state);
            (place, placeState) = optimizer.StepInPlace(place, g, placeState);
            Assert.Equal((pure.BitHash(), state.BitHash()), (place.BitHash(), placeState.BitHash()));
            Assert.Equal(t < 3, pure.BitHash() == start.BitHash());
        }
        var adam = new Adam(0.1);
        var (by3, s) = adam.Step(start, Model([2, -14.0 / 3], 1, [2]), adam.Init(start));
        (by3, _) = adam.Step(by3, Model([5, -77.0 / 3], 1, [5]), s);
        Checks.Close(by3.Weight, pure.Weight, 1e-12);
    }

    [Fact]
    public void Groups_have_their_optimisers_and_the_frozen_stay()
    {
        var groups = new ParameterGroups(new(p => p == "Bias", null), new(_ => true, new Sgd(0.5)));
        var moved = Moved(groups, Model([1, 2], 1, [3]), Model([1, 1], 1, [1]));
        Assert.Equal([0.5, 1.5], moved.Weight.ToDoubles());
        Assert.Equal([3.0], moved.Bias!.ToDoubles());
        var open = new ParameterGroups(new ParameterGroup(p => p == "Bias", new Sgd(1)));
        Assert.Contains("'Weight'", Assert.Throws<ArgumentException>(() => open.Init(moved)).Message);
    }

    [Fact]
    public void Rates_are_chosen_by_path()
    {
        var moved = Moved(new Sgd(1) { RateOf = p => p == "Bias" ? 0 : 0.25, WeightDecay = 4 }, Model([1, 2], 1, [3]), Model([0, 0], 1, [1]));
        Checks.Close([0, 0], moved.Weight.ToDoubles());
        Assert.Equal([3.0], moved.Bias!.ToDoubles());
    }

    [Fact]
    public void A_schedule_is_reached_through_any_wrapping()
    {
        Optimizer[] wrapped = [
            new Sgd(1).Lookahead(9), new Sgd(1).ClipGradValue(9).Project((_, t) => t), new Sgd(1).Accumulate(1), new Ranger21(1, 1) { Decline = false },
            new ParameterGroups(new ParameterGroup(_ => true, new Sgd(1)))];
        var model = Model([1, 2], 1, [3]);
        foreach (var optimizer in wrapped)
            Assert.Equal(model.BitHash(), Moved(optimizer.Reschedule(_ => Schedule.From(_ => 0)), model, Model([1, 1], 1, [1])).BitHash());
    }

    [Fact]
    public void Sharpness_is_looked_for_uphill()
    {
        var model = Model([3, 4], 1, [0]);
        static Tensor F(Linear m) => (m.Weight.Square() * m.Weight.Square()).Sum();         // gradient 4w³
        var (loss, g) = new Sam(0.5).Learn(model, F);
        double[] slope = [108, 256];
        double norm = Math.Sqrt(slope.Sum(s => s * s));
        Assert.Equal(81 + 256, loss.Item());
        Checks.Close([4 * Math.Pow(3 + 0.5 * 108 / norm, 3), 4 * Math.Pow(4 + 0.5 * 256 / norm, 3)], g.Weight.ToDoubles());
        double weighted = Math.Sqrt(324.0 * 324 + 1024 * 1024);                                   // |w|·g
        Checks.Close([4 * Math.Pow(3 + 0.5 * 9 * 108 / weighted, 3), 4 * Math.Pow(4 + 0.5 * 16 * 256 / weighted, 3)],
            new Sam(0.5, Adaptive: true).Learn(model, F).Gradient.Weight.ToDoubles());
    }

    [Fact]
    public void The_mean_of_late_models_is_their_mean()
    {
        var swa = new StochasticWeightAverage(Start: 2, Every: 2);
        var average = Model([9, 9], 1, [9]);
        for (int t = 0; t < 8; t++) average = swa.Update(average, Model([t, t * t], 1, [1]), t);
        Checks.Close([4, (4 + 16 + 36) / 3.0], average.Weight.ToDoubles());
    }

    [Fact]
    public void Schedules_rise_and_decline()
    {
        static double[] At(Schedule s, params long[] steps) => [.. steps.Select(s.At)];
        Checks.Close([0.25, 1, 1, 1, 0.5, 0], At(Schedule.ExploreExploit(20, 0.2, 0.2), 0, 3, 10, 16, 18, 30));
        Checks.Close([1, 1], At(Schedule.ExploreExploit(20, 0, 0), 0, 19));
        Checks.Close([0.25, 1, Math.Sqrt(0.5), 0.5], At(Schedule.InverseRoot(4), 0, 3, 7, 15));
        Checks.Close([0.25, 0.75, 0.5], At(Schedule.Constant.WithWarmup(2).Times(0.5).Then(2, Schedule.From(t => 0.75 - t / 4.0)), 0, 2, 3));
    }
}
