namespace Ganglion.Data;

/// <summary>Which paths count.</summary>
public enum PathKind
{
    /// <summary>One shortest path between each two nodes: that of the smallest predecessors, so that it depends on how nodes are numbered.</summary>
    SingleShortest,

    /// <summary>All shortest paths between each two nodes.</summary>
    AllShortest,

    /// <summary>All paths that meet no node twice.</summary>
    AllSimple,
}

/// <summary>The paths of one length that begin at each node.</summary>
/// <param name="Length">Edges of each path, from 1.</param>
/// <param name="Pointers">The paths that begin at node i are <c>Pointers[i] .. Pointers[i + 1]</c>: <c>[nodes + 1]</c>.</param>
/// <param name="Nodes">The nodes of each path, from the one it begins at: <c>[paths, Length + 1]</c>.</param>
/// <param name="Distances">How far each of them is from the one it begins at: <c>[paths, Length + 1]</c>.</param>
public sealed record GraphPaths(int Length, int[] Pointers, int[] Nodes, int[] Distances)
{
    /// <summary>Number of paths.</summary>
    public int Count => Pointers[^1];

    /// <summary>The paths of a graph up to a length, a record a length. Their number grows as the degree to the power of the length.</summary>
    /// <param name="pointers">Where the neighbours of each node begin, and the end: <c>[nodes + 1]</c>.</param>
    /// <param name="neighbours">The neighbours of each node, ascending; every link is there from both sides.</param>
    /// <param name="longest">Edges of the longest paths, 1 or more.</param>
    /// <param name="kind">Which paths count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    public static IReadOnlyList<GraphPaths> Of(ReadOnlySpan<int> pointers, ReadOnlySpan<int> neighbours, int longest, PathKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        int nodes = pointers.Length - 1;
        var found = new Found[longest];
        for (int k = 0; k < longest; k++) found[k] = new([], [], new int[nodes + 1]);
        int[] distance = new int[nodes], parent = new int[nodes], path = new int[longest + 1];
        var met = new List<int>();
        Array.Fill(distance, -1);
        for (int start = 0; start < nodes; start++)
        {
            // How far everything within reach is, nearest first.
            met.Clear();
            met.Add(start);
            (distance[start], parent[start], path[0]) = (0, -1, start);
            for (int at = 0; at < met.Count && distance[met[at]] < longest; at++)
                foreach (int next in neighbours[pointers[met[at]]..pointers[met[at] + 1]])
                {
                    if (distance[next] >= 0) continue;
                    (distance[next], parent[next]) = (distance[met[at]] + 1, met[at]);
                    met.Add(next);
                }
            if (kind == PathKind.SingleShortest)
                foreach (int end in met.Skip(1))
                {
                    for (int node = end; node >= 0; node = parent[node]) path[distance[node]] = node;
                    Add(distance[end]);
                }
            else Extend(pointers, neighbours, 0);
            foreach (int node in met) distance[node] = -1;
            foreach (var f in found) f.Pointers[start + 1] = f.Nodes.Count;
        }
        return [.. found.Select((f, k) => new GraphPaths(k + 1, Array.ConvertAll(f.Pointers, p => p / (k + 2)), [.. f.Nodes], [.. f.Distances]))];

        void Extend(ReadOnlySpan<int> pointers, ReadOnlySpan<int> neighbours, int length)
        {
            if (length > 0) Add(length);
            if (length == longest) return;
            int node = path[length];
            foreach (int next in neighbours[pointers[node]..pointers[node + 1]])
            {
                if (kind == PathKind.AllShortest ? distance[next] != length + 1 : path.AsSpan(0, length + 1).Contains(next)) continue;
                path[length + 1] = next;
                Extend(pointers, neighbours, length + 1);
            }
        }

        void Add(int length)
        {
            var (list, distances, _) = found[length - 1];
            for (int i = 0; i <= length; i++)
            {
                list.Add(path[i]);
                distances.Add(distance[path[i]]);
            }
        }
    }

    private readonly record struct Found(List<int> Nodes, List<int> Distances, int[] Pointers);
}
