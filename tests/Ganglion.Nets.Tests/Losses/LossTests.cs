namespace Ganglion.Nets.Tests;

public sealed class LossTests
{
    private static readonly Tensor Logits = Tensor.From([0.5, -1, 2, 0.1, 0.2, -3], 2, 3);
    private static readonly int[] Labels = [2, 0];

    private static Tensor T(params double[] values) => Tensor.From(values);

    private static double[][] LogSoftmax() =>
        [.. from row in Logits.ToDoubles().Chunk(3) let z = Math.Log(row.Sum(Math.Exp)) select row.Select(v => v - z).ToArray()];

    private static void Is(double expected, Tensor loss)
    {
        Assert.Equal(0, loss.Rank);
        Assert.Equal(DType.F64, loss.DType);
        Assert.Equal(expected, loss.Item(), 1e-12);
    }

    [Fact]
    public void Cross_entropy_is_the_mean_surprise_at_the_labels()
    {
        var log = LogSoftmax();
        Is(-(log[0][2] + log[1][0]) / 2, Loss.CrossEntropy(Logits, Labels));
        Is(-(log[0][2] + log[1][0]) / 2, Loss.NegativeLogLikelihood(Logits.LogSoftmax(), Labels));
        Is(-(log[0][2] + log[1][0]) / 2, Loss.CrossEntropy(Logits, ((IntTensor)Labels).OneHot(3, DType.F64)));
    }

    [Fact]
    public void Class_weights_weigh_the_mean_too()
    {
        var log = LogSoftmax();
        Is(-(3 * log[0][2] + 0.5 * log[1][0]) / 3.5, Loss.CrossEntropy(Logits, Labels, T(0.5, 1, 3)));
    }

    [Fact]
    public void Label_smoothing_follows_PyTorch_with_weights_and_without()
    {
        var log = LogSoftmax();
        double hard = -(log[0][2] + log[1][0]) / 2, all = -log.Sum(r => r.Sum()) / 6;
        Is(0.9 * hard + 0.1 * all, Loss.CrossEntropy(Logits, Labels, labelSmoothing: 0.1));
        double[] w = [0.5, 1, 3];
        double weighted = -(3 * log[0][2] + 0.5 * log[1][0]) / 3.5, spread = -log.Sum(r => r.Select((v, c) => v * w[c]).Sum()) / 3 / 3.5;
        Is(0.9 * weighted + 0.1 * spread, Loss.CrossEntropy(Logits, Labels, T(w), 0.1));
    }

    [Fact]
    public void Binary_cross_entropy_is_right_and_stays_finite()
    {
        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        var (x, t) = (T(0.3, -2, 1.5), T(1, 0, 0.25));
        double[] p = [.. x.ToDoubles().Select(Sigmoid)], z = t.ToDoubles();
        Is(-p.Select((q, i) => z[i] * Math.Log(q) + (1 - z[i]) * Math.Log(1 - q)).Average(), Loss.BinaryCrossEntropy(x, t));
        Is(-p.Select((q, i) => 5 * z[i] * Math.Log(q) + (1 - z[i]) * Math.Log(1 - q)).Average(), Loss.BinaryCrossEntropy(x, t, 5));
        Is(500, Loss.BinaryCrossEntropy(T(1000, 1000), T(0, 1)));
        Is(1000, Loss.BinaryCrossEntropy(T(-1000, 1000), T(1, 1), 2));
    }

    [Fact]
    public void Errors_are_squared_absolute_and_both()
    {
        var (x, t) = (T(1, 5, -2), T(1.5, 2, -2));
        Is((0.25 + 9) / 3, Loss.MeanSquaredError(x, t));
        Is(3.5 / 3, Loss.MeanAbsoluteError(x, t));
        Is((0.125 + (3 - 0.5)) / 3, Loss.Huber(x, t));
        Is((0.125 + 2 * (3 - 1)) / 3, Loss.Huber(x, t, 2));
    }

    [Fact]
    public void The_pinball_loss_is_least_at_the_quantile()
    {
        Is((0.9 * 2 + 0.1 * 3) / 2, Loss.Pinball(T(0, 3), T(2, 0), 0.9));
        var sample = Tensor.Range(101, DType.F64);
        double At(double q) => Loss.Pinball(Tensor.Full([101], q, DType.F64), sample, 0.8).Item();
        Assert.True(At(80) < At(79) && At(80) < At(81));
    }

    [Fact]
    public void Ranking_and_margin_losses_are_right()
    {
        Is((Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(2))) / 2, Loss.Bpr(T(2, 0), T(1, 2)));
        Is((0 + 1.5 + 3) / 3, Loss.Hinge(T(2, -0.5, 2), T(1, 1, -1)));
    }

    [Fact]
    public void Divergence_counts_nothing_for_a_target_of_zero()
    {
        var log = LogSoftmax();
        var targets = Tensor.From([0.2, 0.8, 0, 1.0, 0, 0], 2, 3);
        double expected = 0.2 * (Math.Log(0.2) - log[0][0]) + 0.8 * (Math.Log(0.8) - log[0][1]) - log[1][0];
        Is(expected / 2, Loss.KullbackLeibler(Logits.LogSoftmax(), targets));
        Is(0, Loss.KullbackLeibler(targets.Softmax().Log(), targets.Softmax()));
    }

    public static TheoryData<string> Names => [.. All().Keys];

    private static Dictionary<string, Func<Tensor, Tensor, Tensor>> All() => new()
    {
        ["cross-entropy"] = (x, _) => Loss.CrossEntropy(x, Labels, T(0.5, 1, 3), 0.2),
        ["soft cross-entropy"] = (x, t) => Loss.CrossEntropy(x, t.Softmax()),
        ["binary cross-entropy"] = (x, t) => Loss.BinaryCrossEntropy(x, t.Sigmoid(), 3),
        ["squared"] = Loss.MeanSquaredError,
        ["absolute"] = Loss.MeanAbsoluteError,
        ["Huber"] = (x, t) => Loss.Huber(x, t, 0.7),
        ["BPR"] = Loss.Bpr,
        ["pinball"] = (x, t) => Loss.Pinball(x, t, 0.3),
        ["hinge"] = (x, t) => Loss.Hinge(x, t.Sign()),
        ["Kullback-Leibler"] = (x, t) => Loss.KullbackLeibler(x.LogSoftmax(), t.Softmax()),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_differences(string name) =>
        Checks.Gradients(new Embedding(Checks.Random(3, 2, 3)), m => All()[name](m.Weight, Checks.Random(4, 2, 3)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Shapes_that_differ_are_refused_rather_than_broadcast(string name)
    {
        if (name == "cross-entropy") return;                     // labels, not a tensor
        var error = Assert.Throws<ArgumentException>(() => All()[name](Checks.Random(3, 2, 3), Checks.Random(4, 1, 3)));
        Assert.Contains("[2, 3]", error.Message);
        Assert.Contains("[1, 3]", error.Message);
    }
}
