namespace Ganglion.Nets;

/// <summary>A sequence of ids with the logarithm of its probability, and the score by which it was ranked.</summary>
public sealed record Hypothesis(int[] Ids, double LogProbability, double Score);

/// <summary>
/// Keeps the best few beginnings of a sequence and extends each by every id, until the best are complete. Ranks by log-probability / ((5 + length) /
/// 6)^α (Wu et al. 2016, equation 14).
/// </summary>
public sealed record BeamSearch
{
    /// <summary>How many beginnings are kept.</summary>
    public int Width { get; init; } = 4;

    /// <summary>The most ids to add.</summary>
    public int MaxLength { get; init; } = 50;

    /// <summary>The id that completes a sequence; none if null.</summary>
    public int? End { get; init; }

    /// <summary>α: 0 prefers short sequences, 1 about none.</summary>
    public double LengthPenalty { get; init; }

    /// <summary>The best sequences, best first, each begun by <paramref name="start"/> and, if complete, ended by <see cref="End"/>.</summary>
    /// <param name="start">What all begin with.</param>
    /// <param name="step">From beginnings of one length, the log-probabilities of the next id: <c>[beginnings, ids]</c>.</param>
    public IReadOnlyList<Hypothesis> Run(ReadOnlySpan<int> start, Func<IReadOnlyList<int[]>, Tensor> step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 1);
        int prefix = start.Length;
        List<Hypothesis> open = [new(start.ToArray(), 0, 0)], done = [];
        for (int length = 1; length <= MaxLength && open.Count > 0; length++)
        {
            var scores = step([.. open.Select(h => h.Ids)]);
            if (scores.Rank != 2 || scores.Size(0) != open.Count)
                throw new ArgumentException($"BeamSearch: the step was given {open.Count} beginnings and must return [{open.Count}, ids]; "
                    + $"it returned {Shapes.Text(scores.Shape)}.", nameof(step));
            double[] values = scores.ToDoubles();
            int n = scores.Size(1);
            double penalty = Penalty(length);
            // End may take one place of each beginning, so 2 · width leave width that go on.
            var best = Enumerable.Range(0, values.Length).Where(i => values[i] > double.NegativeInfinity)
                .OrderByDescending(i => open[i / n].LogProbability + values[i]).Take(2 * Width);
            var next = new List<Hypothesis>();
            foreach (int i in best)
            {
                double sum = open[i / n].LogProbability + values[i];
                var extended = new Hypothesis([.. open[i / n].Ids, i % n], sum, sum / penalty);
                if (i % n == End) done.Add(extended);
                else if (next.Count < Width) next.Add(extended);
            }
            done = [.. done.OrderByDescending(h => h.Score).Take(Width)];
            open = next;
            // Log-probabilities only fall: an open one can gain by length alone.
            if (done.Count == Width && (open.Count == 0 || open[0].LogProbability / Penalty(LengthPenalty > 0 ? MaxLength : length) <= done[^1].Score)) break;
        }
        return [.. done.Concat(open.Where(h => End is null || h.Ids.Length - prefix >= MaxLength)).OrderByDescending(h => h.Score).Take(Width)];
    }

    private double Penalty(int length) => Math.Pow((5 + length) / 6.0, LengthPenalty);
}
