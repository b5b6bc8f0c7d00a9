using System.Text.Json;

namespace Ganglion.Nets.Tests;

/// <summary>Against PyTorch 1.13; <c>torch_trajectories.py</c> beside this file made the numbers.</summary>
public sealed class TorchTests
{
    private static readonly JsonElement Torch =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Optimizers", "torch_trajectories.json"))).RootElement;

    public static TheoryData<string> Optimizers => [.. Torch.GetProperty("optimizers").EnumerateObject().Select(p => p.Name)];

    public static TheoryData<string> Schedules => [.. Torch.GetProperty("schedules").EnumerateObject().Select(p => p.Name)];

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_optimizer_goes_where_PyTorchs_goes(string name)
    {
        Optimizer optimizer = name switch
        {
            "adam" => new Adam(0.01) { WeightDecay = 0.1, AmsGrad = true },
            "adamw" => new AdamW(0.01, 0.1),
            "nesterov" => new Sgd(0.1, 0.9) { Nesterov = true, WeightDecay = 0.05 },
            _ => OptimizerTests.Optimizers()[name],
        };
        var model = new Linear(Tensor.From((double[])[0.7, -1.3, 2.5], 1, 3), null);
        var state = optimizer.Init(model);
        int t = 0;
        foreach (var expected in Torch.GetProperty("optimizers").GetProperty(name).EnumerateArray())
        {
            var p = model.Weight;
            t++;
            (model, state) = optimizer.Step(model, new Linear((3 * p).Sin() * (t == 2 ? 5 : 1) + 0.2 * t, null), state);
            Checks.Close(Numbers(expected), model.Weight.ToDoubles(), 1e-10);
        }
        Assert.Equal(10, t);
    }

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_schedule_gives_PyTorchs_rates(string name)
    {
        var schedule = name switch
        {
            "exponential" => Schedule.Exponential(0.9),
            "polynomial" => Schedule.Polynomial(8, 2),
            "restarts" => Schedule.CosineRestarts(3, 2, 0.1),
            "cyclic" => Schedule.Cyclic(3, 2, 0.1, 0.5),
            "cosine" => Schedule.Cosine(12),
            "one cycle" => Schedule.OneCycle(12),
            "milestones" => Schedule.MultiStep([3, 7], 0.5),
            _ => Schedule.Exponential(0.5).Then(4, Schedule.Exponential(0.9)),
        };
        Checks.Close(Numbers(Torch.GetProperty("schedules").GetProperty(name)), [.. Enumerable.Range(0, 12).Select(t => schedule.At(t))], 1e-12);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_when_PyTorchs_does()
    {
        var (losses, scales) = (Numbers(Torch.GetProperty("plateau").GetProperty("losses")), Numbers(Torch.GetProperty("plateau").GetProperty("scales")));
        var plateau = new Plateau { Factor = 0.5, Patience = 1, Cooldown = 2, Threshold = 0.01, Least = 0.2 };
        Checks.Close(scales, [.. losses.Select(loss => (plateau = plateau.Look(loss)).Scale)]);
    }
}
