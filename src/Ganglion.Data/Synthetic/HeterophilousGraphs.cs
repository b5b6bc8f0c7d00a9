namespace Ganglion.Data;

/// <summary>Made-up graphs whose links join unlike nodes, of the kinds of Platonov et al. 2023 (arXiv:2302.11640): the same seed gives the same
/// bits.</summary>
public static class HeterophilousGraphs
{
    /// <summary>
    /// A board whose cells are joined with the eight around them; a fifth are mines, which is the class. Features say how many neighbours are mines
    /// (0 to 5 or more, one column each), but for half of the cells only that this is not known (a seventh column). Halves and quarters of the cells
    /// to learn from, to choose by and to be judged on.
    /// </summary>
    /// <param name="side">Cells of a side.</param>
    /// <param name="seed">What the board depends on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side of less than four cells.</exception>
    public static Graph Minesweeper(int side, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 4);
        var random = new SplitMix(seed);
        var (n, sources, targets) = (side * side, new List<int>(), new List<int>());
        for (var cell = 0; cell < n; cell++)
        {
            var (row, column) = (cell / side, cell % side);
            foreach (var (down, right) in ((int, int)[])[(0, 1), (1, -1), (1, 0), (1, 1)])
            {
                if (row + down >= side || column + right < 0 || column + right >= side) continue;
                sources.Add(cell);
                targets.Add(((row + down) * side) + column + right);
            }
        }

        var graph = Graph.FromEdges(n, [.. sources], [.. targets]);
        var (mines, known) = (random.Split(1), random.Split(2));
        int[] labels = [.. Enumerable.Range(0, n).Select(_ => mines.Uniform() < 0.2 ? 1 : 0)];
        var features = new float[n * 7];
        for (var cell = 0; cell < n; cell++)
        {
            var count = 0;
            foreach (var neighbor in graph.Neighbors(cell)) count += labels[neighbor];
            features[(cell * 7) + (known.Uniform() < 0.5 ? 6 : Math.Min(count, 5))] = 1;
        }

        return Finished(graph, SparseMatrix.FromDense(n, 7, features), labels, 2, random.Split(3));
    }

    /// <summary>
    /// Words in a row: a class mostly follows from the class before, a word is linked with the next and half of the words with one two to five
    /// before.
    /// Features are the class centre (its own column is 1) plus normal noise.
    /// </summary>
    /// <param name="nodes">Words.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="noise">Standard deviation of the noise on features.</param>
    /// <param name="seed">What the text depends on.</param>
    public static Graph Chain(int nodes, int classes = 6, double noise = 1, ulong seed = 0)
    {
        var random = new SplitMix(seed);
        var (order, heads) = (random.Split(1), random.Split(2));
        var (labels, sources, targets) = (new int[nodes], new List<int>(), new List<int>());
        for (var i = 0; i < nodes; i++)
        {
            labels[i] = i > 0 && order.Uniform() < 0.75 ? (labels[i - 1] + 1) % classes : order.Below(classes);
            if (i == 0) continue;
            sources.Add(i - 1);
            targets.Add(i);
            if (i < 5 || heads.Uniform() < 0.5) continue;
            sources.Add(i - 2 - heads.Below(4));
            targets.Add(i);
        }

        return Finished(Graph.FromEdges(nodes, [.. sources], [.. targets]), Centres(labels, 2 * classes, noise, random.Split(4)), labels, classes, random.Split(3));
    }

    /// <summary>
    /// The same graph with twins: copies of some nodes, of the same class and with the same links, as Squirrel and Chameleon have them. A copy
    /// takes each
    /// feature from another node of its class, so that nothing but its place in the graph tells. Nodes are divided anew.
    /// </summary>
    /// <param name="graph">Undirected, with features and classes.</param>
    /// <param name="share">The share of nodes that have copies.</param>
    /// <param name="copies">How many copies each of them has.</param>
    /// <param name="seed">Which nodes, and the new division.</param>
    public static Graph WithTwins(Graph graph, double share, int copies, ulong seed = 0)
    {
        var random = new SplitMix(seed);
        int[] chosen = [.. Enumerable.Range(0, graph.Nodes).Where(n => random.Split(1).Split((ulong)n).Uniform() < share)];
        int[] origin = [.. Enumerable.Range(0, graph.Nodes), .. Enumerable.Repeat(chosen, copies).SelectMany(c => c)];
        var places = origin.Select((node, place) => (node, place)).ToLookup(p => p.node, p => p.place);
        var (sources, targets) = (new List<int>(), new List<int>());
        for (var place = 0; place < origin.Length; place++)
        {
            foreach (var neighbor in graph.Neighbors(origin[place]))
            {
                foreach (var other in places[neighbor])
                {
                    sources.Add(other);
                    targets.Add(place);
                }
            }
        }

        int[] labels = Array.ConvertAll(origin, n => graph.Labels[n]);
        var peers = Enumerable.Range(0, graph.Nodes).GroupBy(n => graph.Labels[n]).ToDictionary(g => g.Key, g => g.ToArray());
        var (lent, width, dense) = (random.Split(2), graph.Features!.Columns, graph.Features.ToDense());
        var rows = new float[origin.Length * width];
        dense.CopyTo(rows, 0);
        for (var place = graph.Nodes; place < origin.Length; place++)
        {
            var alike = peers[labels[place]];
            for (var c = 0; c < width; c++) rows[(place * width) + c] = dense[(alike[lent.Below(alike.Length)] * width) + c];
        }

        return Finished(Graph.FromEdges(origin.Length, [.. sources], [.. targets]), SparseMatrix.FromDense(origin.Length, width, rows), labels, graph.Classes, random.Split(3));
    }

    private static SparseMatrix Centres(int[] labels, int features, double noise, SplitMix random)
    {
        var dense = new float[labels.Length * features];
        for (var i = 0; i < dense.Length; i++) dense[i] = (float)((i % features == labels[i / features] ? 1 : 0) + (noise * random.Normal()));
        return SparseMatrix.FromDense(labels.Length, features, dense);
    }

    private static Graph Finished(Graph graph, SparseMatrix features, int[] labels, int classes, SplitMix random)
    {
        int[] order = [.. Enumerable.Range(0, graph.Nodes).Select(n => (Key: random.Next(), n)).OrderBy(p => p.Key).Select(p => p.n)];
        var (half, quarters) = (graph.Nodes / 2, graph.Nodes * 3 / 4);
        return graph with
        {
            Features = features,
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"{c}")],
            Splits = [new(order[..half], order[half..quarters], order[quarters..])],
        };
    }
}
