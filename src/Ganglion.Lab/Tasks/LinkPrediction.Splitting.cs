using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class LinkPrediction
{
    /// <summary>
    /// The task of a graph: <see cref="TaskOptions.TestShare"/> and <see cref="TaskOptions.ValidationShare"/> of its links are hidden, and as many
    /// pairs that are not linked in any part are drawn for each of both. Loops are left out.
    /// </summary>
    /// <exception cref="DataException">Too few links, or so many that pairs without one cannot be found.</exception>
    public static LinkPrediction From(Graph graph, string name, TaskOptions options, string hash = "")
    {
        int[] links = LinksOf(graph);
        int count = links.Length / 2, test = Math.Max(1, (int)Math.Round(count * options.TestShare));
        int validation = Math.Max(1, (int)Math.Round(count * options.ValidationShare));
        if (count < 10 || test + validation >= count)
            throw new DataException($"'{name}' with {count} links", "enough links to hide some and learn from the others",
                "Give a larger graph, or smaller shares for validation and test.");
        var rng = new Rng((ulong)options.Seed).Split("links");
        int[] order = rng.Split("order").Permutation(count), others = NoLinks(graph, validation + test, rng.Split("others"), name);
        var parts = new Parts(Pick(order.AsSpan(validation + test)), Pick(order.AsSpan(0, validation)), others[..(2 * validation)],
            Pick(order.AsSpan(validation, test)), others[(2 * validation)..]);
        var known = NodeClassification.InputOf(graph) with { Adjacency = Adjacency(graph, parts.Train) };
        return new(known, graph.Directed, parts) { Name = name, DataHash = hash };

        int[] Pick(ReadOnlySpan<int> numbers)
        {
            var pairs = new int[2 * numbers.Length];
            for (int i = 0; i < numbers.Length; i++) (pairs[2 * i], pairs[2 * i + 1]) = (links[2 * numbers[i]], links[2 * numbers[i] + 1]);
            return pairs;
        }
    }

    /// <summary>Flat pairs, from and to.</summary>
    private sealed record Parts(int[] Train, int[] Validation, int[] ValidationOthers, int[] Test, int[] TestOthers);

    private static int[] LinksOf(Graph graph)
    {
        var links = new List<int>(2 * graph.Edges);
        for (int to = 0; to < graph.Nodes; to++)
            foreach (int from in graph.Neighbors(to))
                if (graph.Directed ? from != to : from < to) links.AddRange(from, to);
        return [.. links];
    }

    private static Csr Adjacency(Graph graph, int[] links)
    {
        int count = links.Length / 2, ways = graph.Directed ? 1 : 2;
        int[] sources = new int[ways * count], destinations = new int[ways * count];
        for (int i = 0; i < count; i++)
        {
            (sources[i], destinations[i]) = (links[2 * i], links[2 * i + 1]);
            if (ways == 2) (sources[count + i], destinations[count + i]) = (links[2 * i + 1], links[2 * i]);
        }
        return Csr.FromEdges(graph.Nodes, graph.Nodes, sources, destinations);
    }

    // Distinct pairs that no link of any part joins: what is asked of as a non-link must not be one that another part shows.
    private static int[] NoLinks(Graph graph, int count, Rng rng, string name)
    {
        var (pairs, taken) = (new List<int>(2 * count), new HashSet<long>(count));
        for (long at = 0; pairs.Count < 2 * count; at++)
        {
            if (at > 200L * count + 1000)
                throw new DataException($"'{name}', in which nearly every pair of nodes is linked", $"{count} pairs without a link",
                    "Links cannot be predicted in a complete graph; give a sparser one, or hide fewer links.");
            int from = (int)(rng.Uniform(2 * at) * graph.Nodes), to = (int)(rng.Uniform(2 * at + 1) * graph.Nodes);
            if (!graph.Directed && from > to) (from, to) = (to, from);
            if (from == to || graph.Neighbors(to).BinarySearch(from) >= 0 || !taken.Add((long)from << 32 | (uint)to)) continue;
            pairs.AddRange(from, to);
        }
        return [.. pairs];
    }
}
