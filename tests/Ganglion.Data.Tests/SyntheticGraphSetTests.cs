namespace Ganglion.Data.Tests;

/// <summary>Made-up sets of graphs, and images as graphs.</summary>
public sealed class SyntheticGraphSetTests
{
    [Fact]
    public void Targets_of_graph_theory_are_what_plain_search_finds()
    {
        var set = GraphTheory.Generate(60, 6, 12, seed: 3);
        var connected = 0;
        for (var g = 0; g < set.Count; g++)
        {
            var (start, n) = (set.NodeOffsets[g], set.NodeOffsets[g + 1] - set.NodeOffsets[g]);
            var adjacent = new double[n, n];
            for (var i = 0; i < n; i++)
            {
                Assert.True(set.RowPointers[start + i + 1] > set.RowPointers[start + i], "a node has no edge");
                for (var e = set.RowPointers[start + i]; e < set.RowPointers[start + i + 1]; e++) adjacent[i, set.Columns[e] - start] = 1;
            }

            // Floyd and Warshall, with 0 for no way.
            var way = new double[n, n];
            for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) way[i, j] = i == j ? 0 : adjacent[i, j] == 1 ? 1 : 1e9;
            for (var k = 0; k < n; k++)
                for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) way[i, j] = Math.Min(way[i, j], way[i, k] + way[k, j]);
            double Known(int i, int j) => way[i, j] > 1e8 ? 0 : way[i, j];
            var source = Enumerable.Range(0, n).Single(i => set.Features[2 * (start + i)] == 1);
            for (var i = 0; i < n; i++)
            {
                var targets = set.NodeTargets.AsSpan(3 * (start + i), 3);
                Assert.Equal(Known(source, i), targets[0]);
                Assert.Equal(Enumerable.Range(0, n).Max(j => Known(i, j)), targets[1]);
                Assert.Equal(Enumerable.Range(0, n).Sum(j => adjacent[i, j] * (set.Features[(2 * (start + i)) + 1] - set.Features[(2 * (start + j))
                    + 1])),
                    targets[2], 1e-5);
                for (var j = 0; j < n; j++) Assert.Equal(adjacent[i, j], adjacent[j, i]);
            }

            var whole = Enumerable.Range(0, n).All(j => way[0, j] < 1e8);
            Assert.Equal(whole ? 1 : 0, set.GraphTargets[3 * g]);
            Assert.Equal(Enumerable.Range(0, n * n).Max(ij => Known(ij / n, ij % n)), set.GraphTargets[(3 * g) + 1]);
            // Powers of A + 1 turn any start towards the largest eigenvalue, plus one.
            double[] v = [.. Enumerable.Repeat(1.0, n)];
            double norm = 0;
            for (var round = 0; round < 1000; round++)
            {
                double[] next = [.. Enumerable.Range(0, n).Select(i => v[i] + Enumerable.Range(0, n).Sum(j => adjacent[i, j] * v[j]))];
                norm = Math.Sqrt(next.Sum(x => x * x)) / Math.Sqrt(v.Sum(x => x * x));
                v = [.. next.Select(x => x / next.Max())];
            }

            Assert.Equal(norm - 1, set.GraphTargets[(3 * g) + 2], 1e-3);
            if (whole) connected++;
        }

        Assert.InRange(connected, 20, 59);
        Assert.Equal(set.NodeTargets, GraphTheory.Generate(60, 6, 12, seed: 3).NodeTargets);
        Assert.NotEqual(set.Columns, GraphTheory.Generate(60, 6, 12, seed: 4).Columns);
    }

    [Fact]
    public void A_hidden_pattern_has_its_size_and_its_edges()
    {
        var set = BlockPuzzles.Pattern(40, seed: 5);
        Assert.All(Enumerable.Range(0, 40), g => Assert.Equal(20,
            set.NodeLabels[set.Graphs.NodeOffsets[g]..set.Graphs.NodeOffsets[g + 1]].Sum()));
        Assert.InRange(set.Graphs.Nodes / 40.0, 105, 135);                                   // 5 · 20 + 20
        var (inside, pairs) = Density(set, (a, b) => a == 1 && b == 1);
        Assert.InRange(inside / pairs, 0.45, 0.55);
        Assert.Equal([0, 1, 2], set.Graphs.NodeTags.Distinct().Order());
    }

    [Fact]
    public void Clusters_bear_one_number_each_and_join_as_often_as_they_should()
    {
        var set = BlockPuzzles.Cluster(30, seed: 6);
        for (var g = 0; g < 30; g++)
        {
            var nodes = Enumerable.Range(set.Graphs.NodeOffsets[g], set.Graphs.NodeOffsets[g + 1] - set.Graphs.NodeOffsets[g]);
            var named = nodes.Where(i => set.Graphs.NodeTags[i] > 0).ToArray();
            Assert.Equal(6, named.Length);
            Assert.All(named, i => Assert.Equal(set.Graphs.NodeTags[i] - 1, set.NodeLabels[i]));
        }

        var (within, all) = Density(set, (a, b) => a == b);
        Assert.InRange(within / all, 0.53, 0.57);
        var (between, others) = Density(set, (a, b) => a != b);
        Assert.InRange(between / others, 0.24, 0.26);
    }

    [Fact]
    public void Skip_links_make_regular_graphs_that_only_the_length_of_ways_tells_apart()
    {
        var set = BlockPuzzles.CircularSkipLinks(5);
        Assert.Equal(50, set.Count);
        Assert.All(Enumerable.Range(0, set.Nodes), i => Assert.Equal(4, set.RowPointers[i + 1] - set.RowPointers[i]));
        Assert.All(set.TestFolds, fold => Assert.Equal(Enumerable.Range(0, 10), fold.Select(g => set.Labels[g]).Order()));
        // Nodes within two steps of the first node: the same for all copies of a class, and not the same for all classes.
        var reach = Enumerable.Range(0, 50).Select(g =>
        {
            int[] Near(int i) => set.Columns[set.RowPointers[i]..set.RowPointers[i + 1]];
            return Near(set.NodeOffsets[g]).SelectMany(Near).Distinct().Count();
        }).ToArray();
        Assert.All(Enumerable.Range(0, 50), g => Assert.Equal(reach[set.Labels[g]], reach[g]));
        Assert.True(reach.Distinct().Count() > 1);
    }

    [Fact]
    public void Blocks_in_motion_change_as_fast_as_they_say()
    {
        var how = new DriftingBlocks { Present = 300, Moments = 12, Churn = 0.2, Moving = 0.05, Noise = 0.1, Turning = 30 };
        var moments = how.Generate(7);
        for (var t = 1; t < 12; t++)
        {
            var (before, now) = (moments[t - 1], moments[t]);
            Assert.Equal(300, now.Active.Length);
            Assert.Equal(240, now.Active.Intersect(before.Active).Count());
            Assert.All(Enumerable.Range(0, how.Nodes).Except(now.Active), i => Assert.True(now.Communities[i] == -1
                && now.Links.Neighbors(i).Length == 0));
        }

        var stayed = Enumerable.Range(1, 11).SelectMany(t => moments[t].Active.Intersect(moments[t - 1].Active)
            .Select(i => moments[t].Communities[i] == moments[t - 1].Communities[i] ? 1.0 : 0)).Average();
        Assert.InRange(stayed, 0.94, 0.99);                                                   // some movers join where they were
        Assert.InRange(moments.Average(m => 2.0 * m.Links.Edges / 300), 6.8, 8.4);
        // The centre of the last community turns by 30 degrees a step.
        double Angle(int t)
        {
            var members = moments[t].Active.Where(i => moments[t].Communities[i] == 2).ToArray();
            return Math.Atan2(members.Average(i => moments[t].Features[(i * 8) + 1]), members.Average(i =>
                moments[t].Features[i * 8])) * 180 / Math.PI;
        }

        Assert.All(Enumerable.Range(1, 11), t => Assert.Equal(30, (Angle(t) - Angle(t - 1) + 360) % 360, 3.0));
    }

    [Fact]
    public void Superpixels_follow_an_edge_and_number_about_as_many_as_wanted()
    {
        var image = new float[20 * 24];
        for (var at = 0; at < image.Length; at++) image[at] = at % 24 + (at / 24) < 20 ? 0 : 1;
        var labels = Slic.Segment(image, 1, 20, 24, 30, 0.1);
        var count = labels.Max() + 1;
        Assert.InRange(count, 20, 45);
        Assert.Equal(Enumerable.Range(0, count), labels.Distinct());
        var astray = 0;
        foreach (var pixels in Enumerable.Range(0, image.Length).GroupBy(at => labels[at]))
        {
            astray += Math.Min(pixels.Count(at => image[at] == 0), pixels.Count(at => image[at] == 1));
            var (seen, queue) = (new HashSet<int>(), new Queue<int>([pixels.First()]));
            while (queue.TryDequeue(out var at))
            {
                if (labels[at] != pixels.Key || !seen.Add(at)) continue;
                if (at % 24 > 0) queue.Enqueue(at - 1);
                if (at % 24 < 23) queue.Enqueue(at + 1);
                if (at >= 24) queue.Enqueue(at - 24);
                if (at < image.Length - 24) queue.Enqueue(at + 24);
            }

            Assert.Equal(pixels.Count(), seen.Count);
        }

        Assert.InRange(astray, 0, 8);                                                          // small pieces join what lies before them
        Assert.Equal(4, Slic.Segment(new float[64], 1, 8, 8, 4).Distinct().Count());
    }

    [Fact]
    public void An_image_becomes_a_graph_of_its_superpixels()
    {
        var pixels = new byte[2 * 16 * 16];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 16 % 16 < 8 ? 0 : 255);
        var images = new ImageSet(pixels, 1, 16, 16, [3, 1], ["0", "1", "2", "3"]);
        var graphs = SuperpixelGraphs.From(images, [1, 0], segments: 16, neighbors: 3);
        Assert.Equal([1, 3], graphs.Graphs.Labels);
        Assert.Equal(graphs.Graphs.Nodes * 3, graphs.Features.Length);
        Assert.All(Enumerable.Range(0, graphs.Graphs.Nodes), i =>
        {
            Assert.Equal(3, graphs.Graphs.RowPointers[i + 1] - graphs.Graphs.RowPointers[i]);
            Assert.Equal(graphs.Features[(3 * i) + 1] > 0.5f ? 1 : 0, graphs.Features[3 * i], 1e-6f);
        });
    }

    private static (double Joined, double Pairs) Density(NodeLabelledGraphs set, Func<int, int, bool> of)
    {
        var (joined, pairs) = (0.0, 0.0);
        for (var g = 0; g < set.Graphs.Count; g++)
        {
            for (var i = set.Graphs.NodeOffsets[g]; i < set.Graphs.NodeOffsets[g + 1]; i++)
            {
                var neighbors = set.Graphs.Columns.AsSpan(set.Graphs.RowPointers[i]..set.Graphs.RowPointers[i + 1]);
                for (var j = set.Graphs.NodeOffsets[g]; j < i; j++)
                {
                    if (!of(set.NodeLabels[i], set.NodeLabels[j])) continue;
                    pairs++;
                    if (neighbors.BinarySearch(j) >= 0) joined++;
                }
            }
        }

        return (joined, pairs);
    }
}
