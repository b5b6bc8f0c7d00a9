using System.Diagnostics;
using Ganglion.Data;

namespace Ganglion.Recipes;

/// <summary>Graphs and a clock for claims on links and vectors of nodes.</summary>
internal static class LinkLab
{
    /// <summary>Points of the unit square, linked where they are near (Gilbert 1961).</summary>
    internal static Graph Geometric(int nodes, double degree, Rng rng)
    {
        double reach = degree / (Math.PI * nodes);
        double[] at = rng.Uniform([2 * nodes], dtype: DType.F64).ToDoubles();
        var (sources, targets) = (new List<int>(), new List<int>());
        for (int u = 0; u < nodes; u++)
            for (int v = 0; v < u; v++)
            {
                double x = at[2 * u] - at[2 * v], y = at[2 * u + 1] - at[2 * v + 1];
                if (x * x + y * y > reach) continue;
                sources.Add(u);
                targets.Add(v);
            }
        return Graph.FromEdges(nodes, [.. sources], [.. targets]);
    }

    /// <summary>Nodes on a ring, each linked to as many nearest as <paramref name="degree"/>: a graph of any size in no time.</summary>
    internal static Csr Ring(int nodes, int degree)
    {
        int[] pointers = new int[nodes + 1], ids = new int[nodes * degree];
        for (int u = 0; u < nodes; u++)
        {
            for (int k = 0; k < degree; k++) ids[u * degree + k] = (u + (k < degree / 2 ? k - degree / 2 : k - degree / 2 + 1) + nodes) % nodes;
            Array.Sort(ids, u * degree, degree);
            pointers[u + 1] = (u + 1) * degree;
        }
        return new(nodes, nodes, pointers, ids);
    }

    // The best of three, after one that compiles.
    internal static double Seconds<T>(Func<T> work)
    {
        work();
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var clock = Stopwatch.StartNew();
            work();
            return clock.Elapsed.TotalSeconds;
        });
    }
}
