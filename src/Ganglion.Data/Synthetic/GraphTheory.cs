namespace Ganglion.Data;

/// <summary>
/// Small graphs of ten families with targets from classical graph theory (Corso et al. 2020, section 4.1). A graph's nodes are
/// <c>NodeOffsets[g] .. NodeOffsets[g + 1]</c>; all graphs lie side by side in one block-diagonal matrix. Distances to nodes that cannot be
/// reached count as 0, as in the authors' program.
/// </summary>
public sealed class GraphTheory
{
    private GraphTheory(int[] offsets, int[] pointers, int[] columns, float[] features, float[] nodeTargets, float[] graphTargets) =>
        (NodeOffsets, RowPointers, Columns, Features, NodeTargets, GraphTargets) = (offsets, pointers, columns, features, nodeTargets, graphTargets);

    /// <summary>Number of graphs.</summary>
    public int Count => NodeOffsets.Length - 1;

    /// <summary>Where the nodes of each graph begin, and the end: <c>[graphs + 1]</c>.</summary>
    public int[] NodeOffsets { get; }

    /// <summary>Where the edges of each node begin: <c>[nodes + 1]</c>.</summary>
    public int[] RowPointers { get; }

    /// <summary>The neighbours of each node, as nodes of the whole: <c>[entries]</c>.</summary>
    public int[] Columns { get; }

    /// <summary>1 at the source of the distances else 0, and a random number from 0 to 1: <c>[nodes, 2]</c>.</summary>
    public float[] Features { get; }

    /// <summary>Distance from the source, eccentricity, and the Laplacian D - A of the random numbers: <c>[nodes, 3]</c>.</summary>
    public float[] NodeTargets { get; }

    /// <summary>Whether it is connected (0 or 1), diameter, spectral radius of A: <c>[graphs, 3]</c>.</summary>
    public float[] GraphTargets { get; }

    /// <summary>The names of the columns of <see cref="NodeTargets"/>.</summary>
    public static IReadOnlyList<string> NodeTargetNames { get; } = ["shortest path", "eccentricity", "laplacian"];

    /// <summary>The names of the columns of <see cref="GraphTargets"/>.</summary>
    public static IReadOnlyList<string> GraphTargetNames { get; } = ["connected", "diameter", "spectral radius"];

    /// <summary>Draws graphs, sizes evenly among those allowed.</summary>
    /// <param name="graphs">How many.</param>
    /// <param name="smallest">Least number of nodes, at least 4.</param>
    /// <param name="largest">Largest number of nodes.</param>
    /// <param name="seed">What the graphs depend on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sizes are too small or the wrong way round.</exception>
    public static GraphTheory Generate(int graphs, int smallest, int largest, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smallest, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, smallest);
        var (offsets, pointers, columns) = (new int[graphs + 1], new List<int> { 0 }, new List<int>());
        var (features, nodeTargets, graphTargets) = (new List<float>(), new List<float>(), new float[3 * graphs]);
        var random = new SplitMix(seed);
        for (var g = 0; g < graphs; g++)
        {
            var draws = random.Split((ulong)g);
            var n = smallest + (g % (largest - smallest + 1));
            var adjacent = GraphFamilies.Draw(n, draws);
            var (source, values) = (draws.Below(n), Enumerable.Range(0, n).Select(_ => (float)draws.Uniform()).ToArray());
            int[][] distances = [.. Enumerable.Range(0, n).Select(from => Distances(adjacent, n, from))];
            var matrix = new double[n * n];
            for (var i = 0; i < n; i++)
            {
                var laplacian = 0f;
                for (var j = 0; j < n; j++)
                {
                    if (!adjacent[i, j]) continue;
                    columns.Add(offsets[g] + j);
                    laplacian += values[i] - values[j];
                    matrix[(i * n) + j] = 1;
                }

                pointers.Add(columns.Count);
                features.AddRange([i == source ? 1 : 0, values[i]]);
                nodeTargets.AddRange([Math.Max(0, distances[source][i]), Math.Max(0, distances[i].Max()), laplacian]);
            }

            offsets[g + 1] = offsets[g] + n;
            graphTargets[3 * g] = distances[0].Contains(-1) ? 0 : 1;
            graphTargets[(3 * g) + 1] = distances.Max(d => d.Max());
            graphTargets[(3 * g) + 2] = (float)Tensor.From(matrix, n, n).Eigvalsh().ToDoubles()[^1];     // A is not negative: its largest value
        }

        return new(offsets, [.. pointers], [.. columns], [.. features], [.. nodeTargets], graphTargets);
    }

    // Steps from one node to each, -1 where there is no way.
    private static int[] Distances(bool[,] adjacent, int n, int from)
    {
        var distance = new int[n];
        Array.Fill(distance, -1);
        distance[from] = 0;
        var queue = new Queue<int>([from]);
        while (queue.TryDequeue(out var i))
        {
            for (var j = 0; j < n; j++)
            {
                if (!adjacent[i, j] || distance[j] >= 0) continue;
                distance[j] = distance[i] + 1;
                queue.Enqueue(j);
            }
        }

        return distance;
    }
}
