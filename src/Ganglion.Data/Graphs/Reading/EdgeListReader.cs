using System.Globalization;

namespace Ganglion.Data;

/// <summary>
/// Reads an edge list alone: two columns or more. Nodes that are numbered from 0 with few gaps keep their numbers; others are numbered in order, of
/// their numbers or of their appearance, and keep their names.
/// </summary>
internal static class EdgeListReader
{
    public static Graph Read(DataFolder folder, string file, bool directed)
    {
        var index = new NodeIndex();
        var edges = EdgeFile.Read(folder, file, index, index);
        var names = index.Names;
        var (place, count) = (Enumerable.Range(0, names.Count).ToArray(), names.Count);
        IReadOnlyList<string> kept = names;
        var numbers = new long[names.Count];
        if (names.Select((name, i) => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])).All(whole => whole))
        {
            var (least, most) = (numbers.DefaultIfEmpty(0).Min(), numbers.DefaultIfEmpty(-1).Max());
            if (least < 0)
            {
                var edge = Array.FindIndex(edges.Sources, s => numbers[s] < 0) is >= 0 and var e ? e : Array.FindIndex(edges.Targets, t => numbers[t] < 0);
                throw new DataException($"an edge to node {least}", "a node number from 0 on", "Correct the number.", file, edges.Lines[edge]);
            }

            if (most < 2L * names.Count) (place, count, kept) = (Array.ConvertAll(numbers, n => (int)n), (int)most + 1, []);
            else
            {
                int[] order = [.. Enumerable.Range(0, names.Count).OrderBy(i => numbers[i])];
                for (var i = 0; i < order.Length; i++) place[order[i]] = i;
                kept = [.. order.Select(i => names[i])];
            }
        }

        return Graph.FromEdges(count, Array.ConvertAll(edges.Sources, s => place[s]), Array.ConvertAll(edges.Targets, t => place[t]), directed,
            edges.Weights, edges.Features) with
        { NodeNames = kept };
    }
}
