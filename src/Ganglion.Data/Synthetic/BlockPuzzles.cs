namespace Ganglion.Data;

/// <summary>Many graphs with a tag and a class for each node.</summary>
/// <param name="Graphs">The graphs and their nodes' tags; their own labels are 0.</param>
/// <param name="NodeLabels">The class of each node: <c>[nodes]</c>.</param>
/// <param name="Classes">Number of classes.</param>
public sealed record NodeLabelledGraphs(GraphCollection Graphs, int[] NodeLabels, int Classes);

/// <summary>The made-up sets of Dwivedi et al. 2020 (section 3 and appendix A): block models to be read node by node, and cycles with skip
/// links.</summary>
public static class BlockPuzzles
{
    private static readonly int[] s_skips = [2, 3, 4, 5, 6, 9, 11, 12, 13, 16];

    /// <summary>
    /// PATTERN: which nodes belong to a pattern hidden in a block model? The graph has five blocks (an edge within with probability 0.5, between
    /// with 0.35); one of a hundred fixed random patterns (0.5) is joined to it with probability 0.5. Tags are one of three, at random.
    /// </summary>
    /// <param name="graphs">How many.</param>
    /// <param name="smallest">Least size of a block; 5 in the paper.</param>
    /// <param name="largest">Largest size of a block; 35 in the paper.</param>
    /// <param name="pattern">Nodes of a pattern; 20 in the paper.</param>
    /// <param name="seed">What the graphs depend on.</param>
    public static NodeLabelledGraphs Pattern(int graphs, int smallest = 5, int largest = 35, int pattern = 20, ulong seed = 0)
    {
        const int Patterns = 100;
        var random = new SplitMix(seed);
        var hidden = Enumerable.Range(0, Patterns).Select(p =>
        {
            var draws = random.Split((ulong)p);
            return (Tags: Enumerable.Range(0, pattern).Select(_ => draws.Below(3)).ToArray(),
                Edges: Pairs(pattern, (_, _) => draws.Uniform() < 0.5).ToHashSet());
        }).ToArray();
        return Make(graphs, 3, 2, random, draws =>
        {
            var block = Blocks(5, smallest, largest, draws);
            var (n, chosen) = (block.Length, hidden[draws.Below(Patterns)]);
            int[] tags = [.. block.Select(_ => draws.Below(3)), .. chosen.Tags], labels = [.. block.Select(_ => 0), .. chosen.Tags.Select(_ => 1)];
            return (tags, labels, Pairs(n + pattern, (i, j) =>
                j >= n ? chosen.Edges.Contains((i - n, j - n)) : draws.Uniform() < (i >= n ? 0.5 : block[i] == block[j] ? 0.5 : 0.35)));
        });
    }

    /// <summary>
    /// CLUSTER: which block does each node belong to? Six blocks (0.55 within, 0.25 between); one node of each block bears its number (tags 1 to 6),
    /// all others the tag 0.
    /// </summary>
    /// <param name="graphs">How many.</param>
    /// <param name="smallest">Least size of a block; 5 in the paper.</param>
    /// <param name="largest">Largest size of a block; 35 in the paper.</param>
    /// <param name="seed">What the graphs depend on.</param>
    public static NodeLabelledGraphs Cluster(int graphs, int smallest = 5, int largest = 35, ulong seed = 0) =>
        Make(graphs, 7, 6, new SplitMix(seed), draws =>
        {
            var block = Blocks(6, smallest, largest, draws);
            var tags = new int[block.Length];
            for (var b = 0; b < 6; b++) tags[Array.IndexOf(block, b)] = b + 1;          // nodes are shuffled afterwards
            return (tags, block, Pairs(block.Length, (i, j) => draws.Uniform() < (block[i] == block[j] ? 0.55 : 0.25)));
        });

    /// <summary>
    /// CSL: cycles of 41 nodes in which each node is also joined to the one R further on, for ten values of R, 15 shuffled copies of each (Murphy
    /// et al. 2019). All graphs are regular of degree 4, so plain message passing sees no difference. Five published-style folds, stratified.
    /// </summary>
    /// <param name="copies">Graphs of a class.</param>
    /// <param name="seed">What the shuffles depend on.</param>
    public static GraphCollection CircularSkipLinks(int copies = 15, ulong seed = 0)
    {
        const int Nodes = 41;
        var labels = Enumerable.Range(0, copies * s_skips.Length).Select(g => g % s_skips.Length).ToArray();
        var graph = -1;
        var made = Make(labels.Length, 1, 1, new SplitMix(seed), _ =>
        {
            var skip = s_skips[labels[++graph]];
            return (new int[Nodes], new int[Nodes],
                Enumerable.Range(0, Nodes).SelectMany(i => ((int, int)[])[(i, (i + 1) % Nodes), (i, (i + skip) % Nodes)]));
        }).Graphs;
        return new(made.NodeOffsets, made.RowPointers, made.Columns, made.NodeTags, labels, 1, [.. s_skips.Select(r => $"{r}")])
        {
            TestFolds = [.. Enumerable.Range(0, 5).Select(f => Enumerable.Range(0, labels.Length).Where(g => g / s_skips.Length % 5 == f).ToArray())],
        };
    }

    private static int[] Blocks(int count, int smallest, int largest, SplitMix draws) =>
        [.. Enumerable.Range(0, count).SelectMany(b => Enumerable.Repeat(b, smallest + draws.Below(largest - smallest + 1)).ToArray())];

    // Pairs i > j that a draw chooses, in a fixed order.
    private static List<(int, int)> Pairs(int n, Func<int, int, bool> joined)
    {
        var pairs = new List<(int, int)>();
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++) if (joined(i, j)) pairs.Add((i, j));
        return pairs;
    }

    private static NodeLabelledGraphs Make(int graphs, int tagCount, int classes, SplitMix random,
        Func<SplitMix, (int[] Tags, int[] Labels, IEnumerable<(int, int)> Edges)> draw)
    {
        var (offsets, sources, targets, tags, labels) = (new List<int> { 0 }, new List<int>(), new List<int>(), new List<int>(), new List<int>());
        for (var g = 0; g < graphs; g++)
        {
            var draws = random.Split(1_000_000 + (ulong)g);
            var made = draw(draws);
            var (start, name) = (offsets[^1], GraphFamilies.Shuffled(made.Tags.Length, draws));
            foreach (var (i, j) in made.Edges)
            {
                sources.Add(start + name[i]);
                targets.Add(start + name[j]);
            }

            var place = new int[name.Length];
            for (var i = 0; i < name.Length; i++) place[name[i]] = i;
            tags.AddRange(place.Select(i => made.Tags[i]));
            labels.AddRange(place.Select(i => made.Labels[i]));
            offsets.Add(start + name.Length);
        }

        var whole = Graph.FromEdges(tags.Count, [.. sources], [.. targets]);
        return new(new([.. offsets], whole.RowPointers, whole.Columns, [.. tags], new int[graphs], tagCount, ["0"]), [.. labels], classes);
    }
}
