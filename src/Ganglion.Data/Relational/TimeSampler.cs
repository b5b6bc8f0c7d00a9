namespace Ganglion.Data;

/// <summary>
/// Mini-batches on a graph with times: around each seed, rows that were known before the seed's own moment, a bounded number a hop and edge type (Fey et
/// al. 2023, section 3). Each seed has a subgraph of its own, for what one may know another may not yet.
/// </summary>
public sealed class TimeSampler
{
    private readonly HeteroGraph _graph;
    private readonly int[] _fanOut;
    private readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);

    /// <summary>A sampler of one graph; it may be asked from several threads.</summary>
    /// <param name="graph">Edge types without times count as always known, unless the times of their source nodes say otherwise.</param>
    /// <param name="fanOut">In-edges of a node at most, by hop, for each edge type: the latest of those known.</param>
    /// <exception cref="ArgumentException">A fan-out is not positive.</exception>
    public TimeSampler(HeteroGraph graph, IReadOnlyList<int> fanOut)
    {
        if (fanOut.Any(f => f < 1)) throw new ArgumentException($"Fan-outs are positive; got [{string.Join(", ", fanOut)}].", nameof(fanOut));
        (_graph, _fanOut) = (graph, [.. fanOut]);
        foreach (var set in graph.NodeSets) _types[set.Name] = _types.Count;
    }

    /// <summary>The surroundings of some nodes at their moments.</summary>
    /// <param name="type">The type of the seeds.</param>
    /// <param name="nodes">The seeds; one may occur at several moments.</param>
    /// <param name="times">The moment of each: nothing of it or later is seen.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a seed is not there.</exception>
    public SampledRows Sample(string type, ReadOnlySpan<int> nodes, ReadOnlySpan<double> times)
    {
        if (nodes.Length != times.Length) throw new ArgumentException($"{nodes.Length} nodes and {times.Length} times do not fit.");
        var (rows, seeds) = (_types.Select(_ => new List<int>()).ToArray(), _types.Select(_ => new List<int>()).ToArray());
        var place = new Dictionary<(int Type, int Row, int Seed), int>();
        var edges = _graph.EdgeSets.Select(_ => (Sources: new List<int>(), Targets: new List<int>())).ToArray();
        for (var seed = 0; seed < nodes.Length; seed++)
        {
            if ((uint)nodes[seed] >= (uint)_graph[type].Count) throw new ArgumentException($"Node {nodes[seed]} does not exist; there are {_graph[type].Count} of type '{type}'.");
            Place(_types[type], nodes[seed], seed);
        }

        var begun = new int[rows.Length];
        foreach (var fan in _fanOut)
        {
            int[] ends = [.. rows.Select(r => r.Count)];
            for (var e = 0; e < edges.Length; e++)
            {
                var set = _graph.EdgeSets[e];
                var (target, source, since) = (_types[set.Type.Target], _types[set.Type.Source], _graph[set.Type.Source].Times);
                for (var i = begun[target]; i < ends[target]; i++)
                {
                    var (row, seed, taken) = (rows[target][i], seeds[target][i], 0);
                    // Within a target edges lie in time order: from the latest that was known backwards.
                    for (var k = Known(set, row, times[seed]) - 1; k >= set.RowPointers[row] && taken < fan; k--)
                    {
                        if (since is not null && !(since[set.Columns[k]] < times[seed])) continue;
                        edges[e].Sources.Add(Place(source, set.Columns[k], seed));
                        edges[e].Targets.Add(i);
                        taken++;
                    }
                }
            }

            begun = ends;
        }

        return new([.. rows.Select(r => r.ToArray())], [.. seeds.Select(s => s.ToArray())],
            [.. edges.Select((e, i) => Csr.FromEdges(rows[_types[_graph.EdgeSets[i].Type.Target]].Count, rows[_types[_graph.EdgeSets[i].Type.Source]].Count,
                e.Sources.ToArray(), e.Targets.ToArray()))]);

        int Place(int ofType, int row, int seed)
        {
            if (place.TryGetValue((ofType, row, seed), out var at)) return at;
            rows[ofType].Add(row);
            seeds[ofType].Add(seed);
            return place[(ofType, row, seed)] = rows[ofType].Count - 1;
        }
    }

    // The end of the edges into a node that are older than a moment.
    private static int Known(EdgeSet set, int row, double time)
    {
        var (low, high) = (set.RowPointers[row], set.RowPointers[row + 1]);
        if (set.Times is not { } times) return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>Subgraphs of several seeds as one, by type in the order of the graph.</summary>
/// <param name="Rows">Which nodes of each type were drawn; the seeds are the first of theirs.</param>
/// <param name="Seeds">For which seed each was drawn.</param>
/// <param name="Edges">The edges of each edge type among them: <c>[drawn targets, drawn sources]</c>.</param>
public sealed record SampledRows(int[][] Rows, int[][] Seeds, Csr[] Edges);
