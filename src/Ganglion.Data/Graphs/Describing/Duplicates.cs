namespace Ganglion.Data;

/// <summary>
/// Nodes that nothing in the graph tells apart: the same neighbours, two at least, and the same class or target. Where one of them is learnt from and
/// another judged on, remembering does for learning (Platonov et al. 2023, arXiv:2302.11640, section 3.2).
/// </summary>
public sealed class Duplicates
{
    private const int FewestNeighbors = 2;         // a single neighbour is shared by chance around every hub
    private readonly int[] _group;

    private Duplicates(int[] group, int count, int alike) => (_group, Count, Alike) = (group, count, alike);

    /// <summary>Nodes that have a double.</summary>
    public int Count { get; }

    /// <summary>Those among them that have one with the same features as well.</summary>
    public int Alike { get; }

    /// <summary>Finds them by hashing: linear in edges and features.</summary>
    public static Duplicates Of(Graph graph)
    {
        var (group, sizes, first) = (new int[graph.Nodes], new List<int>(), new Dictionary<(ulong, int, int), int>());
        for (var node = 0; node < graph.Nodes; node++)
        {
            group[node] = -1;
            var neighbors = graph.Neighbors(node);
            if (neighbors.Length < FewestNeighbors) continue;
            var key = (Hash(neighbors), graph.Labels[node], graph.Targets is { } t ? BitConverter.SingleToInt32Bits(t[node]) : 0);
            if (!first.TryGetValue(key, out var known))
            {
                first[key] = known = sizes.Count;
                sizes.Add(0);
            }

            group[node] = known;
            sizes[known]++;
        }

        for (var node = 0; node < graph.Nodes; node++)
            if (group[node] >= 0 && sizes[group[node]] < 2) group[node] = -1;
        var count = group.Count(g => g >= 0);
        var alike = graph.Features is not { } f ? count : Enumerable.Range(0, graph.Nodes).Where(n => group[n] >= 0)
            .GroupBy(n => (group[n], Hash(f, n))).Where(g => g.Skip(1).Any()).Sum(g => g.Count());
        return new(group, count, alike);
    }

    /// <summary>How many of some nodes have a double among others.</summary>
    /// <param name="nodes">Those to be judged on.</param>
    /// <param name="others">Those to learn from.</param>
    public int Leaking(int[] nodes, int[] others)
    {
        var learnt = others.Select(n => _group[n]).Where(g => g >= 0).ToHashSet();
        return nodes.Count(n => learnt.Contains(_group[n]));
    }

    private static ulong Hash(ReadOnlySpan<int> ids)
    {
        var hash = (ulong)ids.Length;
        foreach (var id in ids) hash = Mix(hash ^ (uint)id);
        return hash;
    }

    private static ulong Hash(SparseMatrix features, int row)
    {
        var hash = 1UL;
        for (var k = features.RowPointers[row]; k < features.RowPointers[row + 1]; k++)
            hash = Mix(hash ^ (uint)features.ColumnIds[k] ^ ((ulong)BitConverter.SingleToUInt32Bits(features.Values[k]) << 32));
        return hash;
    }

    // The finaliser of SplitMix64.
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
