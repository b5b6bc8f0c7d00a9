namespace Ganglion.Data;

/// <summary>One level of a <see cref="GraphPartition"/>: weighted nodes, and edges in both directions, which may be parallel.</summary>
internal sealed class CoarseGraph
{
    private readonly int[] _pointers, _ends, _weights, _sizes;

    private CoarseGraph(int[] pointers, int[] ends, int[] weights, int[] sizes) => (_pointers, _ends, _weights, _sizes) = (pointers, ends, weights, sizes);

    public int Nodes => _sizes.Length;

    public int TotalWeight => _sizes.Sum();

    public static CoarseGraph Of(Csr graph)
    {
        var back = graph.WithValues(null).Transpose();
        var (pointers, ends) = (new int[graph.Rows + 1], new List<int>(2 * graph.Nonzeros));
        for (var node = 0; node < graph.Rows; node++)
        {
            foreach (var end in graph.Row(node)) if (end != node) ends.Add(end);
            foreach (var end in back.Row(node)) if (end != node) ends.Add(end);
            pointers[node + 1] = ends.Count;
        }

        int[] weights = new int[ends.Count], sizes = new int[graph.Rows];
        Array.Fill(weights, 1);
        Array.Fill(sizes, 1);
        return new(pointers, [.. ends], weights, sizes);
    }

    /// <summary>Pairs nodes along their heaviest edges; the new number of each.</summary>
    public int[] Match(Rng rng, int heaviest, out int count)
    {
        var merged = new int[Nodes];
        Array.Fill(merged, -1);
        var toward = new int[Nodes];
        count = 0;
        foreach (var node in rng.Permutation(Nodes))
        {
            if (merged[node] >= 0) continue;
            var (best, most) = (-1, 0);
            for (var e = _pointers[node]; e < _pointers[node + 1]; e++) toward[_ends[e]] += _weights[e];
            for (var e = _pointers[node]; e < _pointers[node + 1]; e++)
            {
                var end = _ends[e];
                if (merged[end] < 0 && toward[end] > most && _sizes[node] + _sizes[end] <= heaviest) (best, most) = (end, toward[end]);
            }

            for (var e = _pointers[node]; e < _pointers[node + 1]; e++) toward[_ends[e]] = 0;
            merged[node] = count;
            if (best >= 0) merged[best] = count;
            count++;
        }

        return merged;
    }

    /// <summary>The next level: nodes of one number become one.</summary>
    public CoarseGraph Merge(int[] merged, int count)
    {
        var (sizes, members, starts) = (new int[count], new int[Nodes], new int[count + 1]);
        foreach (var number in merged) starts[number + 1]++;
        for (var number = 0; number < count; number++) starts[number + 1] += starts[number];
        int[] next = [.. starts];
        for (var node = 0; node < Nodes; node++) members[next[merged[node]]++] = node;
        var (pointers, ends, weights, place) = (new int[count + 1], new List<int>(), new List<int>(), new int[count]);
        Array.Fill(place, -1);
        for (var number = 0; number < count; number++)
        {
            for (var m = starts[number]; m < starts[number + 1]; m++)
            {
                sizes[number] += _sizes[members[m]];
                for (var e = _pointers[members[m]]; e < _pointers[members[m] + 1]; e++)
                {
                    var end = merged[_ends[e]];
                    if (end == number) continue;
                    if (place[end] < pointers[number])
                    {
                        place[end] = ends.Count;
                        ends.Add(end);
                        weights.Add(0);
                    }

                    weights[place[end]] += _weights[e];
                }
            }

            pointers[number + 1] = ends.Count;
        }

        return new(pointers, [.. ends], [.. weights], sizes);
    }

    /// <summary>Divides by growing one region after another, each time by the node that most edges tie to it.</summary>
    public int[] Grow(int parts, Rng rng)
    {
        var (division, tied) = (new int[Nodes], new int[Nodes]);
        Array.Fill(division, -1);
        var (order, from, left) = (rng.Permutation(Nodes), 0, (long)TotalWeight);
        for (var part = 0; part < parts; part++)
        {
            var (goal, weight) = (left / (parts - part), 0L);
            var border = new PriorityQueue<int, (int, int)>();
            Array.Clear(tied);
            while (weight < goal || part == parts - 1)
            {
                if (!border.TryDequeue(out var node, out var rank))
                {
                    while (from < order.Length && division[order[from]] >= 0) from++;
                    if (from == order.Length) break;
                    node = order[from];
                }
                else if (division[node] >= 0 || -rank.Item1 != tied[node])
                {
                    continue;
                }

                division[node] = part;
                weight += _sizes[node];
                for (var e = _pointers[node]; e < _pointers[node + 1]; e++)
                {
                    if (division[_ends[e]] >= 0) continue;
                    tied[_ends[e]] += _weights[e];
                    border.Enqueue(_ends[e], (-tied[_ends[e]], _ends[e]));
                }
            }

            left -= weight;
        }

        return division;
    }

    /// <summary>Moves nodes to the part that they are most tied to while no part grows over its share; out of one that is over it, at any price.</summary>
    public void Refine(int[] division, int parts, int passes, double slack)
    {
        var (weight, tied, met) = (new long[parts], new int[parts], new List<int>());
        for (var node = 0; node < Nodes; node++) weight[division[node]] += _sizes[node];
        var limit = (long)Math.Ceiling(slack * TotalWeight / parts);
        for (var pass = 0; pass < passes; pass++)
        {
            var moves = 0;
            for (var node = 0; node < Nodes; node++)
            {
                var own = division[node];
                for (var e = _pointers[node]; e < _pointers[node + 1]; e++)
                {
                    var part = division[_ends[e]];
                    if (tied[part] == 0) met.Add(part);
                    tied[part] += _weights[e];
                }

                var over = weight[own] > limit;
                var best = own;
                var gain = over ? int.MinValue : 0;
                foreach (var part in met) Consider(part);
                if (over && best == own) Consider(Array.IndexOf(weight, weight.Min()));
                foreach (var part in met) tied[part] = 0;
                met.Clear();
                if (best == own) continue;
                weight[own] -= _sizes[node];
                weight[best] += _sizes[node];
                division[node] = best;
                moves++;

                void Consider(int part)
                {
                    if (part == own || weight[part] + _sizes[node] > Math.Max(limit, over ? weight[own] - 1 : 0)) return;
                    var better = tied[part] - tied[own];
                    if (better > gain || (better == gain && weight[part] < weight[best] - _sizes[node])) (best, gain) = (part, better);
                }
            }

            if (moves == 0) return;
        }
    }
}
