namespace Ganglion.Nets.Tests;

public sealed partial class OptimizerTests
{
    private const int Steps = 5;

    // The loss of a small network with a batch, different at each step.
    private static Tensor Objective(Mlp net, int step)
    {
        var x = Checks.Random(100 + step, 6, 3).To(net.Layers[0].Weight.DType);
        return Loss.CrossEntropy(net.Forward(x), (int[])[0, 1, 1, 0, 1, 0]);
    }

    private static Mlp Net(DType dtype = DType.F64) => Mlp.Create([3, 4, 2], new Rng(5), Activation.Tanh, dtype: dtype);

    public static TheoryData<string> All => [.. Optimizers().Keys];

    internal static Dictionary<string, Optimizer> Optimizers() => new()
    {
        ["sgd"] = new Sgd(0.1),
        ["sgd, decay"] = new Sgd(0.1) { WeightDecay = 0.05 },
        ["momentum"] = new Sgd(0.1, 0.9) { WeightDecay = 0.05 },
        ["nesterov"] = new Sgd(0.1, 0.9) { Nesterov = true },
        ["adam"] = new Adam(0.01),
        ["adam, decay"] = new Adam(0.01) { WeightDecay = 0.1, Beta1 = 0.8, Beta2 = 0.9, Epsilon = 1e-4 },
        ["adamw"] = new AdamW(0.01),
        ["amsgrad"] = new Adam(0.01) { AmsGrad = true },
        ["scheduled"] = new Adam(0.01) { Schedule = Schedule.Cosine(10, 2), WeightDecayOf = p => p.EndsWith("Bias") ? 0 : 0.3 },
        ["rmsprop"] = new RmsProp(0.05),
        ["rmsprop, centred"] = new RmsProp(0.05) { Alpha = 0.9, Centered = true, Momentum = 0.8, WeightDecay = 0.1, Epsilon = 1e-4 },
        ["adagrad"] = new Adagrad(0.1),
        ["adagrad, decay"] = new Adagrad(0.1) { RateDecay = 0.1, WeightDecay = 0.1, InitialSum = 0.5 },
        ["adadelta"] = new Adadelta(),
        ["adadelta, decay"] = new Adadelta(0.5) { Rho = 0.8, Epsilon = 1e-3, WeightDecay = 0.1 },
        ["adamax"] = new Adamax(0.02) { WeightDecay = 0.1 },
        ["nadam"] = new NAdam(0.02),
        ["nadam, decay"] = new NAdam(0.02) { WeightDecay = 0.1, MomentumDecay = 0.1 },
        ["radam"] = new RAdam(0.02),
        ["radam, decay"] = new RAdam(0.02) { Beta1 = 0.8, Beta2 = 0.9, WeightDecay = 0.1 },
        ["lion"] = new Lion(0.01) { WeightDecay = 0.1 },
        ["adafactor"] = new Adafactor(0.1),
        ["adafactor, whole"] = new Adafactor(0.1) { Factored = false, Beta1 = 0.9, Beta2 = 0.99, RelativeStep = false, WeightDecay = 0.1 },
        ["fadam"] = new FAdam(0.01, 0.1),
        ["ivon"] = new Ivon(0.1, 100, new Rng(3)),
        ["ivon, clipped"] = new Ivon(0.1, 100, new Rng(3)) { ClipRadius = 0.5, Beta2 = 0.9 },
        ["pnm"] = new AdaPnm(0.01),
        ["pnm, all"] = new AdaPnm(0.01) { Beta0 = 0.9, AmsGrad = false, StableDecay = true, NormLossStrength = 0.1, Softplus = 50, WeightDecay = 0.1 },
        ["ranger21"] = new Ranger21(20, 0.01),
        ["noise"] = new Sgd(0.1).AddGradNoise(new Rng(4)).NormLoss(),
        ["lookahead"] = new Sgd(0.1, 0.9).Lookahead(2),
        ["groups"] = new ParameterGroups(new(p => p.EndsWith("Bias"), new Sgd(0.1)), new(_ => true, new Adam(0.01).Lookahead(2))),
        ["wrapped"] = new Sgd(0.1, 0.9).Project((_, t) => t.Clamp(-0.4, 0.4)).ClipGradNorm(0.1).ClipGradValue(0.05),
    };

    // PyTorch's formulas on plain numbers, with g as a function of p and the step.
    private static double[] Reference(string name, double p, Func<double, int, double> gradient)
    {
        double b = 0, m = 0, v = 0, vmax = 0;
        var path = new double[Steps];
        for (int t = 1; t <= Steps; t++)
        {
            double g = gradient(p, t);
            switch (name)
            {
                case "sgd": p -= 0.1 * g; break;
                case "sgd, decay": p -= 0.1 * (g + 0.05 * p); break;
                case "momentum": g += 0.05 * p; b = t == 1 ? g : 0.9 * b + g; p -= 0.1 * b; break;
                case "nesterov": b = t == 1 ? g : 0.9 * b + g; p -= 0.1 * (g + 0.9 * b); break;
                default:
                    var (b1, b2, eps) = name == "adam, decay" ? (0.8, 0.9, 1e-4) : (0.9, 0.999, 1e-8);
                    if (name == "adam, decay") g += 0.1 * p;
                    if (name == "adamw") p *= 1 - 0.01 * 0.01;
                    m = b1 * m + (1 - b1) * g;
                    v = b2 * v + (1 - b2) * g * g;
                    vmax = Math.Max(vmax, v);
                    double root = Math.Sqrt(name == "amsgrad" ? vmax : v) / Math.Sqrt(1 - Math.Pow(b2, t)) + eps;
                    p -= 0.01 / (1 - Math.Pow(b1, t)) * m / root;
                    break;
            }
            path[t - 1] = p;
        }
        return path;
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd, decay")]
    [InlineData("momentum")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    [InlineData("adam, decay")]
    [InlineData("adamw")]
    [InlineData("amsgrad")]
    public void Steps_follow_PyTorchs_formulas(string name)
    {
        double[] starts = [0.7, -1.3, 2.5];
        static double G(double p, int t) => Math.Sin(3 * p) * (t == 2 ? 5 : 1) + 0.2 * t;       // a large second gradient parts AMSGrad from Adam
        var expected = starts.Select(p => Reference(name, p, G)).ToArray();
        var optimizer = Optimizers()[name];
        var model = new Linear(Tensor.From(starts, 1, 3), null);
        var state = optimizer.Init(model);
        for (int t = 1; t <= Steps; t++)
        {
            (model, state) = optimizer.Step(model, new Linear(Tensor.From([.. model.Weight.ToDoubles().Select(p => G(p, t))], 1, 3), null), state);
            Checks.Close([.. expected.Select(e => e[t - 1])], model.Weight.ToDoubles(), 1e-12);
        }
        Assert.Equal(Steps, state.Step);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Pure_and_in_place_steps_give_the_same_bits_and_pure_ones_change_nothing(string name)
    {
        var optimizer = Optimizers()[name];
        foreach (var dtype in (DType[])[DType.F32, DType.F64])
        {
            Mlp pure = Net(dtype), place = Net(dtype);
            OptimizerState pureState = optimizer.Init(pure), placeState = optimizer.Init(place);
            for (int t = 0; t < Steps; t++)
            {
                var (before, stateBefore) = (pure.BitHash(), pureState.BitHash());
                var gradient = Diff.Grad(pure, m => Objective(m, t));
                var (next, nextState) = optimizer.Step(pure, gradient, pureState);
                Assert.Equal((before, stateBefore), (pure.BitHash(), pureState.BitHash()));
                Assert.NotEqual(before, next.BitHash());
                (place, placeState) = optimizer.StepInPlace(place, gradient, placeState);
                Assert.Equal((next.BitHash(), nextState.BitHash()), (place.BitHash(), placeState.BitHash()));
                (pure, pureState) = (next, nextState);
            }
        }
    }

    [Fact]
    public void A_step_in_place_reuses_memory_and_survives_the_step_that_made_it()
    {
        var net = Net();
        var adam = new Adam(0.01).ClipGradNorm(1).Project((_, t) => t.Clamp(-2, 2));
        var state = adam.Init(net);
        var (weight, moment) = (net.Layers[0].Weight, state.Leaves()[1].Tensor);
        for (int t = 0; t < 3; t++)
            Memory.Scope(() =>
            {
                (net, state) = adam.StepInPlace(net, Diff.Grad(net, m => Objective(m, t)), state);
                return 0;
            });
        Checks.SameMemory(weight, net.Layers[0].Weight);
        Checks.SameMemory(moment, state.Leaves()[1].Tensor);
        Assert.All(net.Leaves(), l => Assert.All(l.Tensor.ToDoubles(), v => Assert.True(double.IsFinite(v))));
    }

    [Fact]
    public void Leaves_that_share_memory_are_parted_before_they_are_overwritten()
    {
        var shared = Checks.Random(1, 2, 2);
        var tied = new SageConv(shared, shared, Checks.Random(2, 6).Slice(0, 1, 2));
        var gradient = new SageConv(Checks.Random(3, 2, 2), Checks.Random(4, 2, 2), Checks.Random(5, 2));
        var sgd = new Sgd(0.1);
        var (pure, _) = sgd.Step(tied, gradient, sgd.Init(tied));
        var (place, _) = sgd.StepInPlace(tied, gradient, sgd.Init(tied));
        Assert.Equal(pure.BitHash(), place.BitHash());
        Assert.NotEqual(place.Neighbor.ToDoubles(), place.Self.ToDoubles());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_saved_state_goes_on_with_the_same_bits(string name)
    {
        using var folder = new Checks.Folder();
        var optimizer = Optimizers()[name];
        Mlp net = Net(DType.F32);
        var state = optimizer.Init(net);
        void Go(int from, int to) { for (int t = from; t < to; t++) (net, state) = optimizer.Step(net, Diff.Grad(net, m => Objective(m, t)), state); }
        Go(0, 3);
        Safetensors.Save(folder["net"], net);
        Safetensors.Save(folder["state"], state);
        Go(3, 6);
        var end = (net.BitHash(), state.BitHash());
        net = Mlp.Create([3, 4, 2], new Rng(99), Activation.Tanh).Load(Safetensors.Load(folder["net"]).Tensors);
        state = optimizer.Init(net).Load(Safetensors.Load(folder["state"]).Tensors);
        Assert.Equal(3, state.Step);
        Go(3, 6);
        Assert.Equal(end, (net.BitHash(), state.BitHash()));
    }

    [Fact]
    public void The_state_is_a_tree_with_the_models_paths() => Assert.Equal(
        ["step", "m.Weight", "m.Bias", "v.Weight", "v.Bias", "vmax.Weight", "vmax.Bias"],
        Checks.Paths(new Adam { AmsGrad = true }.Init(Linear.Create(2, 3, new Rng(1)))));

    [Theory]
    [MemberData(nameof(All))]
    public void A_recorded_step_agrees_with_the_fused_one(string name)
    {
        var optimizer = Optimizers()[name];
        var net = Net();
        var state = optimizer.Init(net);
        for (int t = 0; t < 3; t++)
        {
            var (fused, fusedState) = optimizer.Step(net, Diff.Grad(net, m => Objective(m, t)), state);
            var (_, _, (recorded, recordedState)) = Diff.ValueAndGrad(net, m =>
            {
                var after = optimizer.Step(m, Diff.Grad(m, n => Objective(n, t)), state);
                var sum = after.Model.Leaves().Aggregate(Tensor.Scalar(0, DType.F64), (s, l) => s + l.Tensor.Sum());
                return (sum, (after.Model.Map(x => x.Detach()), after.State.Map(x => x.Detach())));
            });
            foreach (var (a, b) in fused.Leaves().Zip(recorded.Leaves())) Checks.Close(a.Tensor, b.Tensor, 1e-9);
            foreach (var (a, b) in fusedState.Leaves().Zip(recordedState.Leaves())) Checks.Close(a.Tensor, b.Tensor, 1e-9);
            (net, state) = (fused, fusedState);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_loss_after_a_step_is_differentiated_through_it(string name)
    {
        // MAML: the derivative of the loss after a step in the weights before it.
        // The projection and the scale of stable decay are constants to the derivative.
        var optimizer = Optimizers()[name] switch
        {
            AdaPnm pnm => pnm with { StableDecay = false },
            Ranger21 ranger => ranger with { StableDecay = false },
            _ when name == "wrapped" => new Sgd(0.1, 0.9).ClipGradNorm(0.1),
            var o => o,
        };
        Checks.Gradients(Net(), m => Objective(optimizer.Step(m, Diff.Grad(m, n => Objective(n, 0)), optimizer.Init(m)).Model, 1));
    }

    [Fact]
    public void A_step_in_place_inside_a_derivative_is_refused()
    {
        var sgd = new Sgd(0.1);
        Assert.Throws<InvalidOperationException>(() => Diff.Grad(Net(), m => Objective(sgd.StepInPlace(m, m, sgd.Init(m)).Model, 0)));
    }

    [Fact]
    public void Structures_that_differ_are_refused()
    {
        var adam = new Adam();
        var net = Linear.Create(2, 3, new Rng(1));
        Assert.Contains("Init", Assert.Throws<ArgumentException>(() => adam.Step(net, net, new Sgd(1).Init(net))).Message);
        Assert.Throws<ArgumentException>(() => adam.Step(net, net with { Bias = null }, adam.Init(net)));
        var turned = net with { Weight = net.Weight.Transpose() };
        Assert.Contains("'Weight'", Assert.Throws<ArgumentException>(() => adam.Step(net, turned, adam.Init(net))).Message);
    }
}
