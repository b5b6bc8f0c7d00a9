namespace Ganglion.Nets.Tests;

public sealed class ScheduleTests
{
    private static double[] At(Schedule schedule, params long[] steps) => [.. steps.Select(schedule.At)];

    [Fact]
    public void A_constant_stays() => Assert.Equal([1.0, 1], At(Schedule.Constant, 0, 1000));

    [Fact]
    public void Decay_and_milestones_multiply()
    {
        Checks.Close([1, 1, 0.5, 0.5, 0.25], At(Schedule.Decay(3, 0.5), 0, 2, 3, 5, 6));
        Checks.Close([1, 0.1, 0.1, 0.01], At(Schedule.MultiStep([4, 9]), 3, 4, 8, 9));
    }

    [Fact]
    public void A_line_ends_and_stays() => Checks.Close([1, 0.6, 0.2, 0.2], At(Schedule.Linear(10, 1, 0.2), 0, 5, 10, 99));

    [Fact]
    public void A_cosine_warms_up_falls_and_stays()
    {
        Checks.Close([0.25, 0.5, 1, 1, 0.55, 0.1, 0.1], At(Schedule.Cosine(14, 4, 0.1), 0, 1, 3, 4, 9, 14, 50));
        Checks.Close([1, 0.5 + Math.Sqrt(0.5) / 2, 0.5, 0], At(Schedule.Cosine(8), 0, 2, 4, 8));
    }

    [Fact]
    public void One_cycle_has_PyTorchs_corners()
    {
        // OneCycleLR(max_lr=1, total_steps=10): peak at step 2, end at step 9.
        var schedule = Schedule.OneCycle(10);
        Checks.Close([0.04, 0.52, 1, 4e-6], At(schedule, 0, 1, 2, 9));
        Checks.Close([(1 + Math.Cos(Math.PI / 7)) / 2 * (1 - 4e-6) + 4e-6], At(schedule, 3));
    }

    [Fact]
    public void An_optimizer_multiplies_its_rate_by_the_factor_of_the_step()
    {
        var sgd = new Sgd(2) { Schedule = Schedule.Linear(2, 1, 0) };
        var model = new Embedding(Tensor.From([0.0], 1, 1));
        var one = new Embedding(Tensor.From([1.0], 1, 1));
        var state = sgd.Init(model);
        var path = new List<double>();
        for (int t = 0; t < 3; t++) { (model, state) = sgd.Step(model, one, state); path.Add(model.Weight.Item()); }
        Assert.Equal([-2.0, -3, -3], path);
    }
}
