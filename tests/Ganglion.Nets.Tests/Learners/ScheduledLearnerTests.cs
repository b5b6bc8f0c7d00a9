namespace Ganglion.Nets.Tests;

public sealed partial class ScheduledLearnerTests
{
    private readonly Tensor _x = Checks.Random(1, 6, 3), _y = Checks.Random(2, 6, 2);

    [Model]
    internal sealed partial record Residual(Linear First, Linear[] Blocks, Linear Last)
    {
        public static Residual Create(int depth) => new(Linear.Create(3, 5, new Rng(1), dtype: DType.F64),
            [.. Enumerable.Range(0, depth).Select(i => Linear.Create(5, 5, new Rng(2).Split(i), dtype: DType.F64))],
            Linear.Create(5, 2, new Rng(3), dtype: DType.F64));

        public Tensor Forward(Tensor x)
        {
            x = First.Forward(x).Mark("blocks.0");
            for (int i = 0; i < Blocks.Length; i++) x = (x + Blocks[i].Forward(x).Tanh()).Mark($"blocks.{i + 1}");
            return Last.Forward(x).Mark("output");
        }
    }

    [Model]
    internal sealed partial record Point(Tensor W);

    private Tensor Objective(Residual m) => Loss.MeanSquaredError(m.Forward(_x), _y);

    [Fact]
    public void Highway_backprop_nears_the_gradient_with_each_iteration_and_reaches_it_at_depth()
    {
        var net = Residual.Create(4);
        var exact = Diff.Grad(net, Objective);
        double[] cosines = [.. Enumerable.Range(0, 5).Select(k => GradientAngles.Whole(new HighwayBackprop(k).Learn(net, Objective).Gradient,
            exact).Cosine)];
        for (int k = 1; k < cosines.Length; k++) Assert.True(cosines[k] >= cosines[k - 1], string.Join(" ", cosines));
        Assert.InRange(cosines[0], -1, 0.9999);
        foreach (var ((_, a), (_, b)) in exact.Leaves().Zip(new HighwayBackprop(4).Learn(net, Objective).Gradient.Leaves())) Checks.Close(a, b);
    }

    [Fact]
    public void Without_iterations_each_layer_gets_the_gradient_at_the_top_of_the_stream()
    {
        var net = Residual.Create(1);
        var one = new HighwayBackprop(1).Learn(net, Objective).Gradient;
        Checks.Close(Diff.Grad(net, Objective).First.Weight, one.First.Weight);
        var none = new HighwayBackprop(0).Learn(net, Objective).Gradient;
        var top = Diff.Grad(net, Objective).Last;                // the loss above the stream is differentiated exactly
        Checks.Close(top.Weight, none.Last.Weight);
        var h = net.First.Forward(_x);
        var at = (h + net.Blocks[0].Forward(h).Tanh());
        var g = Diff.Grad(v => Loss.MeanSquaredError(net.Last.Forward(v), _y), at);
        Checks.Close(g.MatMul(_x, transposeA: true), none.First.Weight);
    }

    [Fact]
    public void A_pipeline_goes_forward_with_weights_as_old_as_its_stage_says()
    {
        // minimise w²/2: the gradient is the weight that the forward pass saw
        var seen = new List<double>();
        var (point, learner, sgd) = (new Point(Tensor.From([1.0])), new Pipelined(_ => 2), new Sgd(0.1));
        var (state, step) = (learner.Init(point), sgd.Init(point));
        double[] w = [1, 1, 1, 0, 0, 0, 0];
        for (int t = 0; t < 4; t++)
        {
            (_, var g, state) = learner.Learn(point, m => m.W.Square().Sum() * 0.5, state);
            seen.Add(g.W.Item());
            (point, step) = sgd.StepInPlace(point, g, step);
            w[t + 3] = w[t + 2] - 0.1 * w[t];
        }
        Assert.Equal(w[..4], seen);
        Assert.Equal(w[6], point.W.Item(), 1e-15);
    }

    [Fact]
    public void The_prediction_foresees_a_steady_motion()
    {
        // a constant slope: w falls by 0.1 a step, so what is foreseen is today's weight
        var (point, learner, sgd) = (new Point(Tensor.From([1.0])), new Pipelined(_ => 3) { Predict = true }, new Sgd(0.1));
        var (state, step) = (learner.Init(point), sgd.Init(point));
        for (int t = 0; t < 8; t++)
        {
            double used = 0;
            (_, var g, state) = learner.Learn(point, m => { used = m.W.Item(); return m.W.Sum(); }, state);
            if (t > 4) Assert.Equal(point.W.Item(), used, 1e-12);
            (point, step) = sgd.Step(point, g, step);
        }
    }

    [Fact]
    public void Late_gradients_go_back_through_todays_weights_unless_stashed()
    {
        var net = Residual.Create(1);
        var moved = net.Map(t => t * 1.5);
        foreach (bool stash in (bool[])[false, true])
        {
            var learner = new Pipelined(_ => 1) { Stash = stash };
            var got = learner.Learn(moved, Objective, learner.Init(net)).Gradient;
            var old = Diff.Grad(net, Objective);
            Checks.Close(old.Last.Weight, got.Last.Weight);
            var whole = Diff.Grad(net, m => Objective(stash ? m : m.Map("", (p, w) =>
                w.Rank < 2 ? w : w.WithFeedback(moved.Leaves().Single(l => l.Path == p).Tensor))));
            Checks.Close(whole.First.Weight, got.First.Weight);
            Assert.Equal(stash, GradientAngles.Whole(got, old).Cosine > 1 - 1e-12);
        }
    }

    [Fact]
    public void Stages_wait_twice_as_long_as_they_are_far_from_the_end()
    {
        var delay = Pipelined.InPipeline(["First", "Blocks.0", "Last"]);
        Assert.Equal([4, 2, 0], ((string[])["First.Weight", "Blocks.0.Bias", "Last.Weight"]).Select(delay));
        Assert.Contains("Blocks.01", Assert.Throws<ArgumentException>(() => delay("Blocks.01.Weight")).Message);
    }

    [Fact]
    public void Spike_compensation_moves_as_far_in_the_end_and_is_momentum_without_delay()
    {
        var slope = new Point(Tensor.From([1.0]));
        var nothing = new Point(Tensor.From([0.0]));
        foreach (int delay in (int[])[0, 3])
        {
            var (a, b) = (new Point(Tensor.From([0.0])), new Point(Tensor.From([0.0])));
            var (sgd, late) = (new Sgd(0.1, 0.8), new SpikeCompensatedSgd(0.1, 0.8, _ => delay));
            var (sa, sb) = (sgd.Init(a), late.Init(b));
            for (int t = 0; t < 120; t++)
            {
                (a, sa) = sgd.Step(a, t == 0 ? slope : nothing, sa);
                (b, sb) = late.Step(b, t == 0 ? slope : nothing, sb);
                if (t == 0) Assert.Equal(-0.1 * Enumerable.Range(0, delay + 1).Sum(i => Math.Pow(0.8, i)), b.W.Item(), 1e-12);
            }
            Assert.Equal(a.W.Item(), b.W.Item(), 1e-9);
        }
    }
}

