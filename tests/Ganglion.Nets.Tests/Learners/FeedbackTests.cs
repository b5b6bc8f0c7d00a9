namespace Ganglion.Nets.Tests;

public sealed partial class FeedbackTests
{
    private readonly Tensor _x = Checks.Random(1, 8, 3), _y = Checks.Random(2, 8, 2);
    private readonly Net _net = Net.Create(3, 4, 2);

    private Tensor Objective(Net m) => Loss.MeanSquaredError(m.Forward(_x), _y);

    [Fact]
    public void Feedback_alignment_replaces_the_transposed_weight_and_nothing_else()
    {
        var learner = new FeedbackAlignment(new Rng(3));
        var state = learner.Init(_net);
        var (loss, direction, _) = learner.Learn(_net, Objective, state);
        var exact = Diff.Grad(_net, Objective);
        var h = _x.Linear(_net.First.Weight, _net.First.Bias).Tanh();
        var delta = 2 * (h.Linear(_net.Second.Weight, _net.Second.Bias) - _y) / _y.Length;
        var below = delta.MatMul(state["feedback.Second.Weight"]!) * (1 - h * h);
        Assert.Equal(Objective(_net).Item(), loss.Item());
        Checks.Close(exact.Second.Weight, direction.Second.Weight);
        Checks.Close(below.MatMul(_x, transposeA: true), direction.First.Weight);
        Checks.Close(below.Sum(0), direction.First.Bias!);
    }

    [Fact]
    public void Feedback_that_is_the_weight_gives_the_gradient()
    {
        var learner = new FeedbackAlignment(new Rng(3));
        var state = learner.Init(_net).Map("", (p, _) => _net.Leaves().Single(l => "feedback." + l.Path == p).Tensor);
        Assert.Equal(Diff.Grad(_net, Objective).BitHash(), learner.Learn(_net, Objective, state).Gradient.BitHash());
    }

    [Fact]
    public void Kolen_Pollack_feedback_comes_to_point_as_the_weights_do()
    {
        var sgd = new Sgd(0.1, 0.9) { WeightDecay = 0.02 };
        var (net, state) = Train(new KolenPollack(new Rng(4), sgd), sgd, 400);
        Assert.True(Cosine(state["feedback.Second.Weight"]!, net.Second.Weight) > 0.999);
        Assert.True(Cosine(new KolenPollack(new Rng(4), sgd).Init(_net)["feedback.Second.Weight"]!, _net.Second.Weight) < 0.9);
    }

    [Fact]
    public void A_product_of_two_matrices_comes_to_point_as_the_weights_do_and_neither_factor_has_their_shape()
    {
        var sgd = new Sgd(0.1, 0.9) { WeightDecay = 0.02 };
        var learner = new ProductFeedback(new Rng(5), sgd) { Expansion = 64 };
        var (net, state) = Train(learner, sgd, 400);
        Assert.True(Cosine(ProductFeedback.Product(state, "Second.Weight"), net.Second.Weight) > 0.95);
        Assert.Equal([2, 256], state["feedback.Second.Weight"]!.Shape.ToArray());
        Assert.Equal([256, 4], state["fixed.Second.Weight"]!.Shape.ToArray());
    }

    [Fact]
    public void The_product_stands_for_a_convolution_tap_by_tap()
    {
        var conv = new Conv(Tensor.Zeros([2, 3, 2, 2], DType.F64));
        var state = new ProductFeedback(new Rng(6), new Sgd(0.1)) { Expansion = 2 }.Init(conv);
        Tensor b = state["feedback.Weight"]!, r = state["fixed.Weight"]!, product = ProductFeedback.Product(state, "Weight");
        Assert.Equal([2, 3, 2, 2], product.Shape.ToArray());
        var tap = (Tensor t) => t.Select(3, 1).Select(2, 0);   // [outputs, inputs] of one tap
        Checks.Close(tap(b).MatMul(r), tap(product).Contiguous());
    }

    [Fact]
    public void Direct_feedback_sends_the_output_error_to_each_mark()
    {
        var learner = new DirectFeedback(new Rng(7)) { Scale = 2 };
        var (_, direction, state) = learner.Learn(_net, Objective, LearnerState.Empty);
        var matrix = state["feedback.hidden"]!;
        var h = _x.Linear(_net.First.Weight, _net.First.Bias).Tanh();
        var delta = 2 * (h.Linear(_net.Second.Weight, _net.Second.Bias) - _y) / _y.Length;
        var below = delta.MatMul(matrix) * (1 - h * h);          // scale / √4 = 1
        Assert.Equal([2, 4], matrix.Shape.ToArray());
        Checks.Close(below.MatMul(_x, transposeA: true), direction.First.Weight);
        Checks.Close(Diff.Grad(_net, Objective).Second.Weight, direction.Second.Weight);
        Assert.Equal(direction.BitHash(), learner.Learn(_net, Objective, state).Gradient.BitHash());
        Assert.Contains("0 marks", Assert.Throws<InvalidOperationException>(() => learner.Learn(_net, m => m.First.Weight.Sum())).Message);
    }

    [Fact]
    public void Shared_direct_feedback_reads_slices_of_one_matrix()
    {
        var state = new DirectFeedback(new Rng(7)) { Shared = true }.Learn(_net, Objective, LearnerState.Empty).State;
        Assert.Equal(["feedback.shared"], Checks.Paths(state));
    }

    [Fact]
    public void Frozen_features_train_the_last_layer_only()
    {
        var direction = new FrozenFeatures().Learn(_net, Objective).Gradient;
        Assert.All(direction.First.Leaves(), l => Assert.All(l.Tensor.ToDoubles(), v => Assert.Equal(0, v)));
        Checks.Close(Diff.Grad(_net, Objective).Second.Weight, direction.Second.Weight);
    }

    [Fact]
    public void Angles_are_measured_leaf_by_leaf()
    {
        var a = new Linear(Tensor.From([1.0, 0], 1, 2), Tensor.From([2.0]));
        var b = new Linear(Tensor.From([1.0, 1], 1, 2), Tensor.From([-1.0]));
        var angles = GradientAngles.Between(a, b);
        Assert.Equal([45, 180], angles.Select(v => Math.Round(v.Degrees, 10)));
        Assert.Equal(-1 / Math.Sqrt(15), GradientAngles.Whole(a, b).Cosine, 1e-12);
        Assert.All(GradientAngles.Of(new Backprop(), _net, Objective, LearnerState.Empty), v => Assert.Equal(1, v.Cosine, 1e-12));
    }

    private (Net, LearnerState) Train(Learner learner, Optimizer optimizer, int steps)
    {
        var (net, state, step) = (_net, learner.Init(_net), optimizer.Init(_net));
        for (int t = 0; t < steps; t++)
        {
            (_, var g, state) = learner.Learn(net, Objective, state);
            (net, step) = optimizer.Step(net, g, step);
        }
        return (net, state);
    }

    private static double Cosine(Tensor a, Tensor b) => ((a * b).Sum() / (a.Square().Sum() * b.Square().Sum()).Sqrt()).Item();

    [Model]
    internal sealed partial record Conv(Tensor Weight);

    [Model]
    internal sealed partial record Net(Linear First, Linear Second)
    {
        public static Net Create(int inputs, int hidden, int outputs) =>
            new(Linear.Create(inputs, hidden, new Rng(8), dtype: DType.F64), Linear.Create(hidden, outputs, new Rng(9), dtype: DType.F64));

        public Tensor Forward(Tensor x) => Second.Forward(First.Forward(x).Tanh().Mark("hidden")).Mark("output");
    }
}
