namespace Ganglion.Nets.Tests;

public sealed class CrfTests
{
    private const DType F64 = DType.F64;
    private static readonly LinearChainCrf s_crf = LinearChainCrf.Create(3, new(5), F64).Map(t => t * 10);

    private static Tensor Emissions => Checks.Random(7, 2, 4, 3);

    // Every sequence of three tags over the first `length` steps of sample b.
    private static IEnumerable<(int[] Tags, double Score)> All(int b, int length)
    {
        for (int code = 0; code < Math.Pow(3, length); code++)
        {
            int[] tags = [.. Enumerable.Range(0, 4).Select(t => t < length ? code / (int)Math.Pow(3, t) % 3 : 0)];
            yield return (tags[..length], s_crf.Score(Emissions.Slice(0, b, 1), IntTensor.From(tags, 1, 4), (int[])[length]).Item());
        }
    }

    [Theory, InlineData(4, 4), InlineData(4, 2), InlineData(1, 3)]
    public void Partition_marginals_and_best_path_are_those_of_all_sequences(int first, int second)
    {
        int[] lengths = [first, second];
        Tensor partition = s_crf.LogPartition(Emissions, lengths), marginals = s_crf.Marginals(Emissions, lengths);
        var (paths, scores) = s_crf.Decode(Emissions, lengths);
        for (int b = 0; b < 2; b++)
        {
            var all = All(b, lengths[b]).ToArray();
            double log = Math.Log(all.Sum(a => Math.Exp(a.Score)));
            Assert.Equal(log, partition.ToDoubles()[b], 1e-10);
            var best = all.MaxBy(a => a.Score);
            Assert.Equal(best.Tags, paths[b]);
            Assert.Equal(best.Score, scores[b], 1e-10);
            for (int t = 0; t < 4; t++)
                for (int k = 0; k < 3; k++)
                    Assert.Equal(t < lengths[b] ? all.Where(a => a.Tags[t] == k).Sum(a => Math.Exp(a.Score - log)) : 0,
                        marginals.ToDoubles()[(b * 4 + t) * 3 + k], 1e-10);
        }
    }

    [Fact]
    public void Its_loss_has_gradients_everywhere_and_its_errors_teach()
    {
        Checks.Gradients(s_crf, m => m.Loss(Emissions, IntTensor.From([0, 1, 2, 2, 1, 1, 0, 0], 2, 4), (int[])[4, 3]));
        Assert.Contains("[batch, time, 3]", Assert.Throws<ArgumentException>(() => s_crf.LogPartition(Checks.Random(1, 2, 4, 5))).Message);
        Assert.Contains("1 to 4", Assert.Throws<ArgumentException>(() => s_crf.LogPartition(Emissions, (int[])[0, 4])).Message);
    }
}
