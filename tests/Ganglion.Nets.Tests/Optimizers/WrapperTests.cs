namespace Ganglion.Nets.Tests;

public sealed class WrapperTests
{
    private static Linear Model(params double[] values) =>
        new(Tensor.From(values.AsSpan(0, values.Length - 1), 1, values.Length - 1), Tensor.From(values.AsSpan(values.Length - 1)));

    private static double[] Moved(Optimizer optimizer, params double[] gradient)
    {
        var model = Model(new double[gradient.Length]);
        var (next, _) = optimizer.Step(model, Model(gradient), optimizer.Init(model));
        return [.. next.Weight.ToDoubles(), .. next.Bias!.ToDoubles()];
    }

    [Fact]
    public void A_long_gradient_is_scaled_over_all_leaves_and_a_short_one_left()
    {
        double scale = 1 / (13 + 1e-6);                                                          // |(3, 4, 12)| = 13
        Checks.Close([-3 * scale, -4 * scale, -12 * scale], Moved(new Sgd(1).ClipGradNorm(1), 3, 4, 12));
        Assert.Equal([-3.0, -4, -12], Moved(new Sgd(1).ClipGradNorm(14), 3, 4, 12));
    }

    [Fact]
    public void Numbers_are_clipped_one_by_one() => Assert.Equal([-1.0, 0.5, 1], Moved(new Sgd(1).ClipGradValue(1), 3, -0.5, -12));

    [Fact]
    public void The_outermost_wrapper_changes_the_gradient_first()
    {
        // Values first, to (1, -1), then the norm √2 to 1; the other way round would leave (0.95, -0.32).
        double scale = 1 / (Math.Sqrt(2) + 1e-6);
        Checks.Close([-scale, scale, 0], Moved(new Sgd(1).ClipGradNorm(1).ClipGradValue(1), 3, -1, 0));
    }

    [Fact]
    public void A_projection_keeps_a_box_for_the_leaves_it_names() =>
        Assert.Equal([-1.0, 0.5, 12], Moved(new Sgd(1).Project((path, t) => path == "Weight" ? t.Clamp(-1, 1) : t), 3, -0.5, -12));

    [Fact]
    public void A_projection_to_another_shape_is_refused() =>
        Assert.Contains("'Weight'", Assert.Throws<ArgumentException>(() => Moved(new Sgd(1).Project((_, t) => t.Sum()), 1, 2, 3)).Message);

    [Fact]
    public void Weight_decay_is_chosen_by_path()
    {
        var sgd = new Sgd(0.5) { WeightDecay = 7, WeightDecayOf = p => p == "Bias" ? 0 : 0.1 };
        var model = Model(1, 2, 3);
        var (next, _) = sgd.Step(model, Model(0, 0, 0), sgd.Init(model));
        Checks.Close([0.95, 1.9], next.Weight.ToDoubles());
        Assert.Equal([3.0], next.Bias!.ToDoubles());
    }

    [Fact]
    public void The_average_of_weights_follows_its_formula_in_place_and_not()
    {
        var ema = new ExponentialMovingAverage(0.9);
        var (average, model) = (Model(1, 2, 3), Model(2, 0, 3));
        Checks.Close([1.1, 1.8], ema.Update(average, model).Weight.ToDoubles());
        Assert.Equal([1.0, 2], average.Weight.ToDoubles());
        var pure = ema.Update(average, model);
        var weight = average.Weight;
        var place = ema.UpdateInPlace(average, model);
        Assert.Equal(pure.BitHash(), place.BitHash());
        Checks.SameMemory(weight, place.Weight);
        Checks.Close([1.9, 0.2], new ExponentialMovingAverage(0.9, Warmup: true).Update(Model(1, 2, 3), model).Weight.ToDoubles());
    }
}
