namespace Ganglion.Nets;

/// <summary>
/// A conditional random field over a chain of tags (Lafferty et al. 2001): the score of a sequence of tags is the sum of its emissions, of the
/// transitions between neighbours, and of how it starts and ends.
/// </summary>
/// <param name="Transitions"><c>[tags, tags]</c>: from (row) to (column).</param>
/// <param name="Start"><c>[tags]</c>.</param>
/// <param name="End"><c>[tags]</c>.</param>
[Model]
public sealed partial record LinearChainCrf(Tensor Transitions, Tensor Start, Tensor End)
{
    /// <summary>Scores from U(-0.1, 0.1).</summary>
    public static LinearChainCrf Create(int tags, Rng rng, DType dtype = DType.F32) => new(
        rng.Split("transitions").Uniform([tags, tags], -0.1, 0.1, dtype), rng.Split("start").Uniform([tags], -0.1, 0.1, dtype),
        rng.Split("end").Uniform([tags], -0.1, 0.1, dtype));

    /// <summary>The number of tags.</summary>
    public int Tags => Start.Length;

    /// <summary>The logarithm of the sum over all sequences of tags of the exponentials of their scores: the forward algorithm.</summary>
    /// <param name="emissions"><c>[batch, time, tags]</c>, one step or more.</param>
    /// <param name="lengths"><c>[batch]</c>, each 1 to time; all steps if none.</param>
    /// <returns><c>[batch]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public Tensor LogPartition(Tensor emissions, IntTensor? lengths = null)
    {
        Check(emissions, lengths);
        var running = Running(emissions, lengths);
        var alpha = Start + emissions.Select(1, 0);
        for (int t = 1; t < emissions.Size(1); t++)
        {
            var next = (alpha.Unsqueeze(2) + Transitions).LogSumExp(1) + emissions.Select(1, t);
            alpha = running is null ? next : running.Slice(1, t, 1).Where(next, alpha);
        }
        return (alpha + End).LogSumExp(1);
    }

    /// <summary>The score of given tags.</summary>
    /// <param name="emissions"><c>[batch, time, tags]</c>.</param>
    /// <param name="tags"><c>[batch, time]</c>; what stands in the padding plays no part.</param>
    /// <param name="lengths"><c>[batch]</c>, each 1 to time; all steps if none.</param>
    /// <returns><c>[batch]</c>.</returns>
    public Tensor Score(Tensor emissions, IntTensor tags, IntTensor? lengths = null)
    {
        Check(emissions, lengths);
        int batch = emissions.Size(0), time = emissions.Size(1), n = Tags;
        if (!tags.Shape.SequenceEqual([batch, time]))
            throw new ArgumentException($"LinearChainCrf: tags [{batch}, {time}] are needed; got {Shapes.Text(tags.Shape)}.", nameof(tags));
        int[] emitted = new int[batch * time], moved = new int[batch * (time - 1)], last = new int[batch], first = new int[batch];
        for (int b = 0; b < batch; b++)
        {
            int length = lengths?[b] ?? time;
            (first[b], last[b]) = (tags[b * time], tags[b * time + length - 1]);
            for (int t = 0; t < time; t++) emitted[b * time + t] = t < length ? (b * time + t) * n + tags[b * time + t] : -1;
            for (int t = 1; t < time; t++) moved[b * (time - 1) + t - 1] = t < length ? tags[b * time + t - 1] * n + tags[b * time + t] : -1;
        }
        return emissions.Take(emitted).Reshape(batch, time).Sum(1) + Transitions.Take(moved).Reshape(batch, time - 1).Sum(1)
            + Start.Take(first) + End.Take(last);
    }

    /// <summary>The mean of what the tags are unlikely to be, in nats: a loss.</summary>
    /// <inheritdoc cref="Score" path="/param"/>
    public Tensor Loss(Tensor emissions, IntTensor tags, IntTensor? lengths = null) =>
        (LogPartition(emissions, lengths) - Score(emissions, tags, lengths)).Mean();

    /// <summary>The probability of each tag at each step, whatever the others: the gradient of the partition in the emissions, which is what the
    /// forward-backward algorithm computes. Zeros in the padding.</summary>
    /// <returns><c>[batch, time, tags]</c>.</returns>
    public Tensor Marginals(Tensor emissions, IntTensor? lengths = null) => Diff.Grad(e => LogPartition(e, lengths).Sum(), emissions);

    /// <summary>The best sequence of tags (Viterbi 1967). Of equal ones, that with the lower tags in the end.</summary>
    /// <param name="emissions"><c>[batch, time, tags]</c>.</param>
    /// <param name="lengths"><c>[batch]</c>, each 1 to time; all steps if none.</param>
    /// <returns>The tags of each sample, as many as its length, and their scores.</returns>
    public (int[][] Tags, double[] Scores) Decode(Tensor emissions, IntTensor? lengths = null)
    {
        Check(emissions, lengths);
        int batch = emissions.Size(0), time = emissions.Size(1), n = Tags;
        double[] e = emissions.ToDoubles(), move = Transitions.ToDoubles(), start = Start.ToDoubles(), end = End.ToDoubles(),
            scores = new double[batch];
        var paths = new int[batch][];
        var from = new int[time * n];
        for (int b = 0; b < batch; b++)
        {
            int length = lengths?[b] ?? time;
            double[] best = [.. Enumerable.Range(0, n).Select(k => start[k] + e[b * time * n + k])], next = new double[n];
            for (int t = 1; t < length; t++, (best, next) = (next, best))
                for (int k = 0; k < n; k++)
                {
                    int arg = 0;
                    for (int j = 1; j < n; j++) if (best[j] + move[j * n + k] > best[arg] + move[arg * n + k]) arg = j;
                    next[k] = best[arg] + move[arg * n + k] + e[(b * time + t) * n + k];
                    from[t * n + k] = arg;
                }
            int tag = 0;
            for (int k = 1; k < n; k++) if (best[k] + end[k] > best[tag] + end[tag]) tag = k;
            scores[b] = best[tag] + end[tag];
            paths[b] = new int[length];
            for (int t = length - 1; t >= 0; tag = from[t * n + tag], t--) paths[b][t] = tag;
        }
        return (paths, scores);
    }

    private static Tensor? Running(Tensor emissions, IntTensor? lengths)
    {
        if (lengths is null) return null;
        int batch = emissions.Size(0), time = emissions.Size(1);
        var values = new float[batch * time];
        for (int b = 0; b < batch; b++) values.AsSpan(b * time, lengths[b]).Fill(1);
        return Tensor.From(values, batch, time).To(emissions.DType);
    }

    private void Check(Tensor emissions, IntTensor? lengths)
    {
        if (emissions.Rank != 3 || emissions.Size(2) != Tags || emissions.Size(1) == 0)
            throw new ArgumentException($"LinearChainCrf: emissions [batch, time, {Tags}] with a step or more are needed; got {Shapes.Text(emissions.Shape)}.");
        if (lengths is null) return;
        if (lengths.Length != emissions.Size(0) || lengths.Span.ToArray().Any(l => l < 1 || l > emissions.Size(1)))
            throw new ArgumentException($"LinearChainCrf: {emissions.Size(0)} lengths of 1 to {emissions.Size(1)} are needed; got "
                + $"[{string.Join(", ", lengths.Span.ToArray())}].", nameof(lengths));
    }
}
