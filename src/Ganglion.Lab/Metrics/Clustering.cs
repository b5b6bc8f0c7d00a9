namespace Ganglion.Lab;

public static partial class Metrics
{
    /// <summary><see cref="Metric.NormalizedMutualInformation"/>: mutual information over the mean of both entropies; 1 where both are one group.</summary>
    /// <param name="groups">The group of each item, <c>[items]</c>, any numbers.</param>
    /// <param name="truth">The true group of each, <c>[items]</c>.</param>
    /// <exception cref="ArgumentException">Empty, or of different lengths.</exception>
    public static double NormalizedMutualInformation(ReadOnlySpan<int> groups, ReadOnlySpan<int> truth)
    {
        var (table, rows, columns) = Contingency(groups, truth);
        double all = groups.Length, information = 0;
        for (int r = 0; r < rows.Length; r++)
            for (int c = 0; c < columns.Length; c++)
                if (table[r, c] > 0) information += table[r, c] / all * Math.Log(table[r, c] * all / (rows[r] * columns[c]));
        double entropies = (Entropy(rows, all) + Entropy(columns, all)) / 2;
        return entropies == 0 ? 1 : Math.Max(0, information) / entropies;
    }

    /// <summary><see cref="Metric.AdjustedRand"/>: agreement on pairs of items, corrected for chance (Hubert and Arabie 1985).</summary>
    /// <param name="groups">The group of each item, <c>[items]</c>, any numbers.</param>
    /// <param name="truth">The true group of each, <c>[items]</c>.</param>
    /// <exception cref="ArgumentException">Empty, or of different lengths.</exception>
    public static double AdjustedRand(ReadOnlySpan<int> groups, ReadOnlySpan<int> truth)
    {
        var (table, rows, columns) = Contingency(groups, truth);
        static double Pairs(double n) => n * (n - 1) / 2;
        double both = 0, first = rows.Sum(Pairs), second = columns.Sum(Pairs), all = Pairs(groups.Length);
        foreach (double cell in table) both += Pairs(cell);
        double expected = all == 0 ? 0 : first * second / all, most = (first + second) / 2;
        return most == expected ? 1 : (both - expected) / (most - expected);
    }

    /// <summary><see cref="Metric.MatchedAccuracy"/>: the share of items in the group that is matched with their true one, by the best matching.</summary>
    /// <param name="groups">The group of each item, <c>[items]</c>, any numbers.</param>
    /// <param name="truth">The true group of each, <c>[items]</c>.</param>
    /// <exception cref="ArgumentException">Empty, or of different lengths.</exception>
    public static double MatchedAccuracy(ReadOnlySpan<int> groups, ReadOnlySpan<int> truth)
    {
        var (table, rows, columns) = Contingency(groups, truth);
        bool wide = columns.Length >= rows.Length;
        int few = Math.Min(rows.Length, columns.Length), many = Math.Max(rows.Length, columns.Length);
        var counts = new double[few * many];
        for (int i = 0; i < few; i++)
            for (int j = 0; j < many; j++) counts[i * many + j] = wide ? table[i, j] : table[j, i];
        var matched = Tensor.From(counts).Reshape(few, many).LinearSumAssignment(maximize: true);
        return Enumerable.Range(0, few).Sum(i => matched[i] < 0 ? 0 : counts[i * many + matched[i]]) / groups.Length;
    }

    /// <summary><see cref="Metric.Modularity"/>: the share of links within groups, less what chance would put there (Newman and Girvan 2004).</summary>
    /// <param name="adjacency">Both directions of every link, <c>[nodes, nodes]</c>; values are weights.</param>
    /// <param name="groups">The group of each node, 0 or more, <c>[nodes]</c>.</param>
    /// <exception cref="ArgumentException">Another number of groups than nodes.</exception>
    public static double Modularity(Csr adjacency, ReadOnlySpan<int> groups)
    {
        Require.SameLength(groups.Length, adjacency.Rows, nameof(groups), nameof(adjacency));
        double[]? weights = adjacency.Values?.ToDoubles();
        var volumes = new double[groups.Length == 0 ? 0 : 1 + Highest(groups)];
        double within = 0, all = 0;
        for (int r = 0; r < adjacency.Rows; r++)
            for (int e = adjacency.RowPointers[r]; e < adjacency.RowPointers[r + 1]; e++)
            {
                double w = weights?[e] ?? 1;
                volumes[groups[r]] += w;
                all += w;
                if (groups[r] == groups[adjacency.ColumnIds[e]]) within += w;
            }
        return all == 0 ? 0 : within / all - volumes.Sum(v => v / all * (v / all));
    }

    private static int Highest(ReadOnlySpan<int> values)
    {
        int highest = 0;
        foreach (int v in values) highest = Math.Max(highest, v);
        return highest;
    }

    private static (double[,] Table, double[] Rows, double[] Columns) Contingency(ReadOnlySpan<int> groups, ReadOnlySpan<int> truth)
    {
        Require.NotEmpty(groups.Length, nameof(groups));
        Require.SameLength(groups.Length, truth.Length, nameof(groups), nameof(truth));
        Dictionary<int, int> rows = [], columns = [];
        foreach (int g in groups) rows.TryAdd(g, rows.Count);
        foreach (int t in truth) columns.TryAdd(t, columns.Count);
        var table = new double[rows.Count, columns.Count];
        double[] rowSums = new double[rows.Count], columnSums = new double[columns.Count];
        for (int i = 0; i < groups.Length; i++)
        {
            var (r, c) = (rows[groups[i]], columns[truth[i]]);
            table[r, c]++;
            rowSums[r]++;
            columnSums[c]++;
        }
        return (table, rowSums, columnSums);
    }

    private static double Entropy(double[] counts, double all) => -counts.Sum(c => c / all * Math.Log(c / all));
}
