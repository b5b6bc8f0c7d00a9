namespace Ganglion.Nets.Tests;

public sealed class CtcTests
{
    private static readonly Tensor s_scores = Checks.Random(3, 3, 4, 3).LogSoftmax();

    // The probability of all paths of classes that read as the labels once repeats and blanks are gone.
    private static double ByHand(int b, int length, int[] labels, int blank)
    {
        double[] p = s_scores.ToDoubles();
        double total = 0;
        for (int code = 0; code < Math.Pow(3, length); code++)
        {
            int[] path = [.. Enumerable.Range(0, length).Select(t => code / (int)Math.Pow(3, t) % 3)];
            int[] read = [.. path.Where((c, t) => c != blank && (t == 0 || path[t - 1] != c))];
            if (read.SequenceEqual(labels)) total += Math.Exp(path.Select((c, t) => p[(b * 4 + t) * 3 + c]).Sum());
        }
        return -Math.Log(total) / Math.Max(labels.Length, 1);
    }

    [Theory, InlineData(0, 1, 2), InlineData(2, 0, 1)]
    public void The_loss_is_that_of_all_paths(int blank, int first, int second)
    {
        IntTensor labels = IntTensor.From([first, first, second, first, first, first], 3, 2);
        double expected = (ByHand(0, 4, [first, first], blank) + ByHand(1, 3, [second], blank) + ByHand(2, 2, [], blank)) / 3;
        Assert.Equal(expected, Loss.Ctc(s_scores, labels, (int[])[4, 3, 2], (int[])[2, 1, 0], blank).Item(), 1e-10);
    }

    [Fact]
    public void It_has_a_gradient_and_its_errors_teach()
    {
        IntTensor labels = IntTensor.From([1, 2, 1, 1, 2, 2], 3, 2);
        double Cost(Tensor x) => Loss.Ctc(x.LogSoftmax(), labels, (int[])[4, 3, 4], (int[])[2, 1, 2]).Item();
        Tensor at = Checks.Random(5, 3, 4, 3), direction = Checks.Random(6, 3, 4, 3);
        var gradient = Diff.Grad(x => Loss.Ctc(x.LogSoftmax(), labels, (int[])[4, 3, 4], (int[])[2, 1, 2]), at);
        Assert.Equal((Cost(at + direction * 1e-5) - Cost(at - direction * 1e-5)) / 2e-5, (gradient * direction).Sum().Item(), 1e-7);
        Assert.Contains("1 to time", Assert.Throws<ArgumentException>(() => Loss.Ctc(s_scores, labels, (int[])[5, 1, 1], (int[])[1, 1, 1])).Message);
    }
}
