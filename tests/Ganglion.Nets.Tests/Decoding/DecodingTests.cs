namespace Ganglion.Nets.Tests;

public sealed class DecodingTests
{
    private static readonly Tensor s_scores = Tensor.From([0.0, 2, 1, -1], 1, 4);

    private static double[] Shares(Sampler sampler)
    {
        const int draws = 4000;
        int[] ids = sampler.Draw(s_scores.Expand([draws, 4]), new(3));
        return [.. Enumerable.Range(0, 4).Select(k => ids.Count(i => i == k) / (double)draws)];
    }

    [Fact]
    public void A_sampler_draws_by_the_softmax()
    {
        double[] expected = s_scores.Softmax().ToDoubles(), cold = (s_scores * 2).Softmax().ToDoubles();
        Checks.Close(expected, Shares(new()), 0.03);
        Checks.Close(cold, Shares(new() { Temperature = 0.5 }), 0.03);
        Assert.Equal([1], Sampler.Greedy.Draw(s_scores, new(1)));
    }

    [Fact]
    public void It_keeps_the_best_few_or_the_nucleus()
    {
        double e = Math.E;
        Checks.Close([0, e / (e + 1), 1 / (e + 1), 0], Shares(new() { TopK = 2 }), 0.03);
        Checks.Close([0, e / (e + 1), 1 / (e + 1), 0], Shares(new() { TopP = 0.8 }), 0.03);        // 0.64 alone is not enough, with 0.24 it is
        Checks.Close([0, 1, 0, 0], Shares(new() { TopP = 0.6 }), 0);
        Checks.Close([0, 1, 0, 0], Shares(new() { TopP = 0 }), 0);
    }

    // Log-probabilities of three ids that depend on the last one; 0 ends.
    private static readonly double[][] s_next = [[0.2, 0.3, 0.5], [0.1, 0.6, 0.3], [0.4, 0.35, 0.25]];

    private static Tensor Step(IReadOnlyList<int[]> beginnings) => Tensor.From([.. beginnings.SelectMany(b => s_next[b[^1]].Select(p => Math.Log(p)))],
        beginnings.Count, 3);

    [Theory, InlineData(0.0), InlineData(1.0)]
    public void A_wide_beam_finds_the_best_of_all_sequences(double penalty)
    {
        var best = new BeamSearch { Width = 100, MaxLength = 4, End = 0, LengthPenalty = penalty }.Run([1], Step);
        var all = new List<(int[] Ids, double Score)>();
        void Extend(int[] ids, double log)
        {
            int length = ids.Length - 1;
            if (length > 0 && (ids[^1] == 0 || length == 4)) { all.Add((ids, log / Math.Pow((5 + length) / 6.0, penalty))); return; }
            for (int k = 0; k < 3; k++) Extend([.. ids, k], log + Math.Log(s_next[ids[^1]][k]));
        }
        Extend([1], 0);
        var expected = all.OrderByDescending(a => a.Score).ToArray();
        Assert.Equal(expected[0].Ids, best[0].Ids);
        Checks.Close([.. expected.Take(10).Select(a => a.Score)], [.. best.Take(10).Select(h => h.Score)]);
    }

    [Fact]
    public void A_narrow_beam_keeps_its_width_and_one_of_one_is_greedy()
    {
        var found = new BeamSearch { Width = 2, MaxLength = 5, End = 0 }.Run([1], Step);
        Assert.Equal(2, found.Count);
        Assert.True(found[0].Score >= found[1].Score);
        Assert.Equal([1, 1, 1, 1], new BeamSearch { Width = 1, MaxLength = 3 }.Run([1], Step)[0].Ids);
        Assert.Contains("[1, ids]", Assert.Throws<ArgumentException>(() => new BeamSearch().Run([1], _ => Tensor.Zeros([2, 3]))).Message);
    }

    [Fact]
    public void A_network_continues_as_if_it_read_everything_anew()
    {
        var net = Gpt.Create(7, 8, 8, 2, 2, new(4), dtype: DType.F64);
        net = net with { Tokens = new(net.Tokens.Weight * 40) };
        IntTensor ids = IntTensor.From([1, 2, 3, 4, 5], 1, 5);
        var (first, kept) = net.Continue(IntTensor.From([1, 2, 3], 1, 3));
        var (second, _) = net.Continue(IntTensor.From([4, 5], 1, 2), kept);
        Checks.Close(net.Forward(ids), Tensor.Concat([first, second], 1));

        int[] text = net.Generate([3], 7, Sampler.Greedy, new(1));
        for (int i = 1; i < text.Length; i++)
            Assert.Equal(net.Forward(IntTensor.From(text.AsSpan(0, i), 1, i)).Select(1, i - 1).ArgMax(-1)[0], text[i]);
        Assert.Equal(21, net.Generate([3], 20, new Sampler { TopK = 3 }, new(1)).Length);         // longer than the context
        Assert.Equal(net.Generate([3], 20, new(), new(9)), net.Generate([3], 20, new(), new(9)));
    }

    [Fact]
    public void Positions_are_their_formulas()
    {
        var p = Positions.Sinusoidal(5, 6, 2, DType.F64).ToDoubles();
        Assert.Equal(Math.Sin(4 / Math.Pow(10000, 2 / 6.0)), p[2 * 6 + 2], 1e-12);
        Assert.Equal(Math.Cos(4 / Math.Pow(10000, 2 / 6.0)), p[2 * 6 + 3], 1e-12);
        var a = Positions.Alibi(2, 2, 3, DType.F64).ToDoubles();
        Checks.Close([-1 / 16.0, 0, -1 / 16.0, -2 / 16.0, -1 / 16.0, 0], a[..6]);
        Tensor q = Checks.Random(1, 1, 5, 4), k = Checks.Random(2, 1, 5, 4);
        double Dot(int i, int j) => (q.Rotary(i).Select(1, 0) * k.Rotary(j).Select(1, 0)).Sum().Item();
        Assert.Equal(Dot(3, 1), Dot(7, 5), 1e-10);                // only the distance counts
        Assert.NotEqual(Dot(3, 1), Dot(3, 2), 1e-3);
    }
}
