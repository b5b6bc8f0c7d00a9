namespace Ganglion.Vectors;

/// <summary>
/// k-means: groups of vectors around their means (Lloyd 1982), from starts that are drawn far apart (k-means++, Arthur and Vassilvitskii 2007).
/// <code>
/// var groups = new KMeans(10).Fit(vectors, new Rng(0));      // groups.Assignments[i] is the group of row i
/// </code>
/// </summary>
/// <param name="Clusters">How many groups; of fewer vectors, each becomes a group of its own.</param>
public sealed record KMeans(int Clusters)
{
    /// <summary>How many starts are tried; the one with the least inertia is kept.</summary>
    public int Starts { get; init; } = 4;

    /// <summary>Rounds of a start at most.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>Finds groups. The same key gives the same groups on any number of threads.</summary>
    /// <param name="vectors"><c>[rows, dimension]</c>, finite, at least one row.</param>
    /// <param name="rng">The key of the starts.</param>
    /// <exception cref="ArgumentException">The vectors are no matrix, there are none, or the number of groups is not positive.</exception>
    public KMeansResult Fit(Tensor vectors, Rng rng)
    {
        if (vectors.Rank != 2 || vectors.Size(0) == 0 || Clusters < 1 || Starts < 1)
            throw new ArgumentException(
                $"{Clusters} groups of the rows of [{string.Join(", ", vectors.Shape.ToArray())}] from {Starts} starts were asked for; "
                + "give a matrix with a row or more, and a group and a start or more.", nameof(vectors));
        var x = vectors.Detach().Contiguous();
        return Enumerable.Range(0, Starts).Select(s => Run(x, rng.Split(s))).MinBy(r => r.Inertia)!;
    }

    private KMeansResult Run(Tensor x, Rng rng)
    {
        int rows = x.Size(0), k = Math.Min(Clusters, rows);
        var centers = Start(x, k, rng);
        int[] assigned = new int[rows], before = [];
        double[] distances = [];
        for (int round = 0; round < Math.Max(1, Iterations) && !assigned.AsSpan().SequenceEqual(before); round++)
        {
            before = [.. assigned];
            (assigned, distances) = Nearest(x, centers);
            // A group that lost all its members starts again at the vector that is farthest from its centre.
            var empty = Enumerable.Range(0, k).Except(assigned).ToArray();
            foreach (var (group, row) in empty.Zip(Enumerable.Range(0, rows).OrderByDescending(i => distances[i]))) assigned[row] = group;
            centers = Memory.Scope(() => Means(x, assigned, k));
        }
        (assigned, distances) = Nearest(x, centers);
        return new(centers, assigned, distances.Sum());
    }

    private static Tensor Means(Tensor x, int[] assigned, int k)
    {
        var counts = new double[k];
        foreach (int group in assigned) counts[group]++;
        var scale = Tensor.From([.. counts.Select(c => 1 / Math.Max(1, c))]).To(x.DType).Reshape(-1, 1);
        return x.ScatterAddRows(assigned, k) * scale;
    }

    // Distances by |x|² - 2 x·c + |c|²; rounding may leave a little less than nothing.
    private static (int[] Nearest, double[] Squares) Nearest(Tensor x, Tensor centers)
    {
        var squares = Memory.Scope(() =>
            x.Square().Sum(1, keepDims: true) - 2 * x.MatMul(centers, transposeB: true) + centers.Square().Sum(1)).ToDoubles();
        int k = centers.Size(0);
        var (nearest, distances) = (new int[x.Size(0)], new double[x.Size(0)]);
        for (int i = 0; i < nearest.Length; i++)
        {
            int best = 0;
            for (int c = 1; c < k; c++) if (squares[(i * k) + c] < squares[(i * k) + best]) best = c;
            (nearest[i], distances[i]) = (best, Math.Max(0, squares[(i * k) + best]));
        }
        return (nearest, distances);
    }

    private static Tensor Start(Tensor x, int k, Rng rng)
    {
        double[] draws = rng.Uniform([k], dtype: DType.F64).ToDoubles();
        int[] chosen = [(int)(draws[0] * x.Size(0))];
        while (chosen.Length < k)
        {
            double[] distances = Nearest(x, x.GatherRows(chosen)).Squares;
            double at = draws[chosen.Length] * distances.Sum();
            int next = 0;
            while (next < distances.Length - 1 && (at -= distances[next]) >= 0) next++;
            chosen = [.. chosen, next];
        }
        return x.GatherRows(chosen);
    }
}

/// <summary>Groups of vectors.</summary>
/// <param name="Centers">The means, <c>[groups, dimension]</c>.</param>
/// <param name="Assignments">The group of each row.</param>
/// <param name="Inertia">The sum of squared distances to the centres.</param>
public sealed record KMeansResult(Tensor Centers, int[] Assignments, double Inertia);
