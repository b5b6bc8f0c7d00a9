using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

// The graphs that are easy or impossible to tell apart.
public sealed partial class Gin
{
    /// <summary>Graphs of equal size and equal tags that differ in structure only, and whether each way of aggregation can tell.</summary>
    internal static IEnumerable<(string Name, GraphBatch A, GraphBatch B, bool Sum, bool Mean, bool Max, bool Gcn)> Pairs()
    {
        // All nodes alike, so that only degrees differ: a mean or a maximum of equal things is that thing.
        yield return ("star and path", Batch("0000", "01 02 03"), Batch("0000", "01 12 23"), true, false, false, true);
        // Everyone hears both tags: in equal shares on one side, one to two on the other. A maximum hears only that both are there.
        yield return ("shares of tags", Batch("00001111", "01 12 23 30 45 56 67 74 04 15 26 37"),
            Batch("00001111", "01 23 45 67 04 15 26 37 05 16 27 34"), true, true, false, true);
        // With the node itself, half have either tag, of two or of four: shares and sets are equal, counts are not.
        yield return ("counts in equal shares", Batch("00001111", "04 15 26 37"),
            Batch("00001111", "01 23 45 67 04 15 26 37 05 16 27 34"), true, false, false, false);
        // Every node has two neighbours that look like itself: beyond the Weisfeiler-Lehman test.
        yield return ("a ring of six and two of three", Batch("000000", "01 12 23 34 45 50"),
            Batch("000000", "01 12 20 34 45 53"), false, false, false, false);
        yield return ("decalin and bicyclopentyl", Batch("0000000000", "01 12 23 34 45 50 56 67 78 89 90"),
            Batch("0000000000", "01 12 23 34 40 45 56 67 78 89 95"), false, false, false, false);
    }

    private static GraphBatch Batch(string tags, string edges)
    {
        string[] list = edges.Split(' ');
        int[] from = [.. list.Select(e => e[0] - '0')], to = [.. list.Select(e => e[1] - '0')], tag = [.. tags.Select(c => c - '0')];
        var graph = Csr.FromEdges(tags.Length, tags.Length, (int[])[.. from, .. to], (int[])[.. to, .. from]);
        return new(graph, ((IntTensor)tag).OneHot(2, DType.F64), [0, tags.Length]);
    }

    /// <summary>Rings of 24 nodes, and pairs of rings with 24 in all; each pair another, and all nodes in random order.</summary>
    internal static GraphCollection Rings(int count)
    {
        const int nodes = 24;
        var (pointers, columns) = (new List<int> { 0 }, new List<int>());
        for (int g = 0; g < count; g++)
        {
            int first = g % 2 == 0 ? nodes : 3 + g / 2 % 10;
            int[] order = new Rng(1).Split(g).Permutation(nodes), place = new int[nodes];
            for (int i = 0; i < nodes; i++) place[order[i]] = i;
            for (int n = 0; n < nodes; n++)
            {
                int i = place[n], start = i < first ? 0 : first, length = i < first ? first : nodes - first;
                int[] both = [order[start + (i - start + 1) % length], order[start + (i - start + length - 1) % length]];
                columns.AddRange(both.Order().Select(c => g * nodes + c));
                pointers.Add(columns.Count);
            }
        }
        int[] offsets = [.. Enumerable.Range(0, count + 1).Select(g => g * nodes)], labels = [.. Enumerable.Range(0, count).Select(g => g % 2)];
        return new(offsets, [.. pointers], [.. columns], new int[count * nodes], labels, 1, ["one", "two"]);
    }
}
