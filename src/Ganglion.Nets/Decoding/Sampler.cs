namespace Ganglion.Nets;

/// <summary>
/// How the next id is chosen from scores: the best one, or by chance among the best few (Fan et al. 2018) or among the fewest that hold a share of
/// the probability (nucleus sampling, Holtzman et al. 2020).
/// </summary>
public sealed record Sampler
{
    /// <summary>Always the best.</summary>
    public static Sampler Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Divides the scores before the softmax: below 1 bolder, above 1 more even; 0 takes the best.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only this many of the best; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the fewest ids that together have this probability; 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>One id for each row. Equal scores count in the order of their ids.</summary>
    /// <param name="scores"><c>[rows, ids]</c>: logits.</param>
    /// <param name="rng">The key of this draw.</param>
    /// <exception cref="ArgumentException">The scores are no matrix with a column or more.</exception>
    public int[] Draw(Tensor scores, Rng rng)
    {
        if (scores.Rank != 2 || scores.Size(1) == 0)
            throw new ArgumentException($"Sampler: scores [rows, ids] are needed; got {Shapes.Text(scores.Shape)}.", nameof(scores));
        int n = scores.Size(1);
        double[] values = scores.ToDoubles();
        var ids = new int[scores.Size(0)];
        for (int r = 0; r < ids.Length; r++) ids[r] = Draw(values.AsSpan(r * n, n), rng.Uniform(r));
        return ids;
    }

    private int Draw(ReadOnlySpan<double> scores, double u)
    {
        double[] keys = new double[scores.Length];
        int[] order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++) (keys[i], order[i]) = (-scores[i], i);
        if (Temperature <= 0) return Array.IndexOf(keys, keys.Min());
        order = [.. order.OrderBy(i => keys[i])];
        int count = TopK > 0 ? Math.Min(TopK, order.Length) : order.Length;
        double top = scores[order[0]], sum = 0;
        var weights = new double[count];
        for (int i = 0; i < count; i++) sum += weights[i] = Math.Exp((scores[order[i]] - top) / Temperature);
        double held = 0, share = Math.Min(TopP, 1) * sum;
        int kept = 0;
        while (kept < count && (kept == 0 || held < share)) held += weights[kept++];
        double point = u * held;
        for (int i = 0; i < kept; i++) if ((point -= weights[i]) < 0) return order[i];
        return order[kept - 1];
    }
}
