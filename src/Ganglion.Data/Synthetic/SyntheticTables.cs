namespace Ganglion.Data;

/// <summary>Small tables of two features and a class, made up from a seed: the same seed gives the same bits everywhere.</summary>
public static class SyntheticTables
{
    /// <summary>
    /// Exclusive or: the class says whether the two features, uniform in [-1, 1], have different signs. No linear model can do better than chance.
    /// </summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="noise">Standard deviation of normal noise added to the features after the class is decided.</param>
    /// <param name="seed">What the table depends on.</param>
    public static Table Xor(int rows, double noise = 0, ulong seed = 0) => Make(rows, seed, 2, (random, _) =>
    {
        var (x, y) = ((2 * random.Uniform()) - 1, (2 * random.Uniform()) - 1);
        return (x + (noise * random.Normal()), y + (noise * random.Normal()), x > 0 != y > 0 ? 1 : 0);
    });

    /// <summary>Two half circles that reach into each other, as scikit-learn's <c>make_moons</c>.</summary>
    /// <param name="rows">Number of rows; the classes take turns.</param>
    /// <param name="noise">Standard deviation of normal noise.</param>
    /// <param name="seed">What the table depends on.</param>
    public static Table Moons(int rows, double noise = 0.1, ulong seed = 0) => Make(rows, seed, 2, (random, row) =>
    {
        var (angle, lower) = (Math.PI * random.Uniform(), row % 2 == 1);
        var (x, y) = lower ? (1 - Math.Cos(angle), 0.5 - Math.Sin(angle)) : (Math.Cos(angle), Math.Sin(angle));
        return (x + (noise * random.Normal()), y + (noise * random.Normal()), lower ? 1 : 0);
    });

    /// <summary>Round clouds, one a class, with centres evenly spaced on a circle of radius 3.</summary>
    /// <param name="rows">Number of rows; the classes take turns.</param>
    /// <param name="classes">Number of clouds.</param>
    /// <param name="spread">Standard deviation of a cloud.</param>
    /// <param name="seed">What the table depends on.</param>
    public static Table Blobs(int rows, int classes = 3, double spread = 1, ulong seed = 0) => Make(rows, seed, classes, (random, row) =>
    {
        var angle = 2 * Math.PI * (row % classes) / classes;
        return ((3 * Math.Cos(angle)) + (spread * random.Normal()), (3 * Math.Sin(angle)) + (spread * random.Normal()), row % classes);
    });

    private static Table Make(int rows, ulong seed, int classes, Func<SplitMix, int, (double X, double Y, int Label)> point)
    {
        var (x, y, labels, random) = (new double[rows], new double[rows], new int[rows], new SplitMix(seed));
        for (var row = 0; row < rows; row++) (x[row], y[row], labels[row]) = point(random.Split((ulong)row), row);
        string[] levels = [.. Enumerable.Range(0, classes).Select(i => $"{(char)('a' + i)}")];
        return new([new NumericColumn("x", x), new NumericColumn("y", y), new CategoricalColumn("class", labels, levels)],
            [ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Target]);
    }
}
