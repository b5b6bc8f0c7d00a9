namespace Ganglion.Data.Tests;

public sealed class GraphPathsTests
{
    private static (int[] Pointers, int[] Neighbours) Graph(int nodes, string edges)
    {
        var around = Enumerable.Range(0, nodes).Select(_ => new SortedSet<int>()).ToArray();
        foreach (string e in edges.Split(' ')) (around[e[0] - '0'], around[e[1] - '0']).Item1.Add(e[1] - '0');
        foreach (string e in edges.Split(' ')) around[e[1] - '0'].Add(e[0] - '0');
        int[] pointers = [0, .. around.Select(a => a.Count)];
        for (int n = 0; n < nodes; n++) pointers[n + 1] += pointers[n];
        return (pointers, [.. around.SelectMany(a => a)]);
    }

    private static string[] Paths(IReadOnlyList<GraphPaths> all, int start) => [.. all.SelectMany(p => p.Nodes.Chunk(p.Length + 1)).Where(p => p[0] == start).Select(p => string.Concat(p))];

    // A square with a tail: 0-1-2-3-0, 2-4.
    private static readonly (int[] Pointers, int[] Neighbours) s_square = Graph(5, "01 12 23 30 24");

    [Theory]
    [InlineData(PathKind.SingleShortest, "01 03 012 0124")]
    [InlineData(PathKind.AllShortest, "01 03 012 032 0124 0324")]
    [InlineData(PathKind.AllSimple, "01 03 012 032 0123 0124 0321 0324")]
    public void Each_kind_holds_its_paths(PathKind kind, string expected) =>
        Assert.Equal(expected.Split(' '), Paths(GraphPaths.Of(s_square.Pointers, s_square.Neighbours, 3, kind), 0));

    [Fact]
    public void Distances_are_those_of_the_graph_and_not_of_the_path()
    {
        var three = GraphPaths.Of(s_square.Pointers, s_square.Neighbours, 3, PathKind.AllSimple)[2];
        Assert.Equal([0, 1, 2, 1], three.Distances[..4]);
        Assert.Equal([0, 1, 2, 3], three.Nodes[..4]);
    }

    /// <summary>Brute force: all sequences of different nodes with an edge between neighbours, on random graphs.</summary>
    [Fact]
    public void Simple_paths_are_all_there_is_and_nothing_twice()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            int[] draws = new Rng((ulong)seed).Integers(21, 2);
            var pairs = Enumerable.Range(0, 7).SelectMany(i => Enumerable.Range(0, i).Select(j => (I: i, J: j))).Where((_, k) => draws[k] == 1);
            var (pointers, neighbours) = Graph(7, string.Join(' ', pairs.Select(p => $"{p.I}{p.J}")));
            bool Linked(int a, int b) => neighbours.AsSpan(pointers[a]..pointers[a + 1]).Contains(b);
            string[] expected = ["0", "1", "2", "3", "4", "5", "6"];
            foreach (var found in GraphPaths.Of(pointers, neighbours, 4, PathKind.AllSimple))
            {
                expected = [.. expected.SelectMany(p => Enumerable.Range(0, 7).Where(n => !p.Contains((char)('0' + n)) && Linked(p[^1] - '0', n)).Select(n => p + n))];
                Assert.Equal(expected, found.Nodes.Chunk(found.Length + 1).Select(p => string.Concat(p)));
                Assert.Equal(expected.Length, found.Count);
            }
        }
    }
}
