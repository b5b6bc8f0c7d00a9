namespace Ganglion.Data;

/// <summary>Graphs made up from a seed: the same seed gives the same bits everywhere.</summary>
public static class SyntheticGraphs
{
    /// <summary>
    /// A stochastic block model (Holland, Laskey and Leinhardt 1983): classes of equal size take turns, and a pair is joined with one probability
    /// within a
    /// class and another between classes. Features are the class centre (its own column is 1) plus normal noise. The split gives 20 nodes a class to
    /// training, then half of the others each to validation and test.
    /// </summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="within">Probability of an edge within a class.</param>
    /// <param name="between">Probability of an edge between classes; above <paramref name="within"/> for a heterophilous graph.</param>
    /// <param name="features">Number of features, at least <paramref name="classes"/>.</param>
    /// <param name="noise">Standard deviation of the noise on features.</param>
    /// <param name="seed">What the graph depends on.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer features than classes, or a probability outside [0, 1].</exception>
    public static Graph StochasticBlockModel(int nodes, int classes, double within, double between, int features = 16, double noise = 1,
        ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, classes);
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(within, between));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(within, between), 1);
        var random = new SplitMix(seed);
        var (sources, targets) = (new List<int>(), new List<int>());
        for (var u = 0; u < nodes; u++)
        {
            var row = random.Split((ulong)u);
            for (var v = u + 1; v < nodes; v++)
            {
                if (row.Uniform() >= (u % classes == v % classes ? within : between)) continue;
                sources.Add(u);
                targets.Add(v);
            }
        }

        var dense = new float[nodes * features];
        var draws = random.Split(ulong.MaxValue);
        for (var i = 0; i < dense.Length; i++) dense[i] = (float)((i % features == i / features % classes ? 1 : 0) + (noise * draws.Normal()));
        var train = Math.Min(20 * classes, nodes / 2);
        var middle = train + ((nodes - train) / 2);
        return Graph.FromEdges(nodes, [.. sources], [.. targets]) with
        {
            Features = SparseMatrix.FromDense(nodes, features, dense),
            Labels = [.. Enumerable.Range(0, nodes).Select(node => node % classes)],
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
            Splits = [new([.. Enumerable.Range(0, train)], [.. Enumerable.Range(train, middle - train)], [.. Enumerable.Range(middle, nodes - middle)])],
        };
    }
}
