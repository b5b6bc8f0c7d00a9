namespace Ganglion.Data;

/// <summary>
/// Undirected graphs of ten families, mixed and shaken as in Corso et al. 2020, section 4.1: a graph is drawn from a family, its nodes are
/// shuffled and some pairs change sides, the expected number of edges staying. A graph in which a node has no edge is drawn again.
/// </summary>
internal static class GraphFamilies
{
    private delegate IEnumerable<(int, int)> Family(int nodes, SplitMix draws);

    private static readonly (double Share, Family Draw)[] s_families =
    [
        (0.2, Random), (0.2, Preferential), (0.05, Grid), (0.05, Caves), (0.15, (n, draws) => Attach(n, 1, draws)), (0.05, Ladder),
        (0.05, (n, _) => Path(n)), (0.05, (n, _) => Enumerable.Range(1, n - 1).Select(i => (0, i))), (0.1, Caterpillar), (0.1, Lobster),
    ];

    public static bool[,] Draw(int nodes, SplitMix draws)
    {
        var (pick, family) = (draws.Uniform(), 0);
        while (family < s_families.Length - 1 && pick >= s_families[family].Share) pick -= s_families[family++].Share;
        while (true)
        {
            var adjacent = new bool[nodes, nodes];
            var name = Shuffled(nodes, draws);
            foreach (var (i, j) in s_families[family].Draw(nodes, draws)) adjacent[name[i], name[j]] = adjacent[name[j], name[i]] = true;
            Shake(adjacent, nodes, draws);
            if (Enumerable.Range(0, nodes).All(i => Enumerable.Range(0, nodes).Any(j => adjacent[i, j]))) return adjacent;
        }
    }

    // Where pairs with an edge are the fewer, an edge stays where a draw is below 0.9 and a missing one appears below 0.1 · edges / missing.
    // The draw is the mean of two uniform ones, as in the authors' program.
    private static void Shake(bool[,] adjacent, int nodes, SplitMix draws)
    {
        double edges = adjacent.Cast<bool>().Count(a => a) / 2.0, missing = (nodes * (nodes - 1) / 2.0) - edges;
        var stays = edges <= missing ? 0.9 : 0.9 + (0.1 * (edges - missing) / edges);
        var appears = edges <= missing ? 0.1 * edges / missing : 0.1;
        for (var i = 0; i < nodes; i++)
        {
            for (var j = 0; j < i; j++)
                adjacent[i, j] = adjacent[j, i] = (draws.Uniform() + draws.Uniform()) / 2 < (adjacent[i, j] ? stays : appears);
        }
    }

    private static IEnumerable<(int, int)> Random(int n, SplitMix draws)
    {
        var p = draws.Uniform();
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++) if (draws.Uniform() < p) yield return (i, j);
    }

    private static IEnumerable<(int, int)> Preferential(int n, SplitMix draws) => Attach(n, 1 + draws.Below(n - 1), draws);

    // Each new node joins `edges` earlier ones, chosen by their degrees (Barabási and Albert 1999); with one edge each, a tree of a power law.
    private static List<(int, int)> Attach(int n, int edges, SplitMix draws)
    {
        var (made, ends) = (new List<(int, int)>(), new List<int>(Enumerable.Range(0, edges)));
        for (var i = edges; i < n; i++)
        {
            var chosen = new HashSet<int>();
            while (chosen.Count < edges) chosen.Add(ends[draws.Below(ends.Count)]);
            if (i == edges) ends.Clear();
            foreach (var j in chosen.Order())
            {
                made.Add((i, j));
                ends.AddRange([i, j]);
            }
        }

        return made;
    }

    private static IEnumerable<(int, int)> Path(int n) => Enumerable.Range(1, n - 1).Select(i => (i - 1, i));

    private static int Side(int n) => Enumerable.Range(1, (int)Math.Sqrt(n)).Last(i => n % i == 0);

    private static IEnumerable<(int, int)> Grid(int n, SplitMix draws)
    {
        var width = n / Side(n);
        for (var i = 0; i < n; i++)
        {
            if (i % width > 0) yield return (i - 1, i);
            if (i >= width) yield return (i - width, i);
        }
    }

    // Cliques of one size, apart from each other.
    private static IEnumerable<(int, int)> Caves(int n, SplitMix draws)
    {
        var size = n / Side(n);
        for (var i = 0; i < n; i++)
            for (var j = i / size * size; j < i; j++) yield return (i, j);
    }

    private static IEnumerable<(int, int)> Ladder(int n, SplitMix draws)
    {
        var half = n / 2;
        for (var i = 0; i < half; i++)
        {
            yield return (i, half + i);
            if (i > 0) yield return (i - 1, i);
            if (i > 0) yield return (half + i - 1, half + i);
        }

        if (n % 2 == 1) yield return (0, n - 1);
    }

    private static IEnumerable<(int, int)> Caterpillar(int n, SplitMix draws)
    {
        var spine = 1 + draws.Below(n - 1);
        for (var i = 1; i < n; i++) yield return (i < spine ? i - 1 : draws.Below(spine), i);
    }

    private static IEnumerable<(int, int)> Lobster(int n, SplitMix draws)
    {
        var spine = 1 + draws.Below(n - 1);
        var legs = spine + 1 + draws.Below(n - spine);
        for (var i = 1; i < n; i++) yield return (i < spine ? i - 1 : i < legs ? draws.Below(spine) : spine + draws.Below(legs - spine), i);
    }

    public static int[] Shuffled(int n, SplitMix draws)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        for (var i = n - 1; i > 0; i--)
        {
            var j = draws.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
