using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Recipes.Tests;

/// <summary>What the studies of graph networks rest on: nothing from the future, equal budgets, encodings that are eigenvectors.</summary>
public sealed class GraphStudyTests
{
    private static readonly DriftingBlocks s_small = new() { Present = 40, Moments = 8, Churn = 0.2 };

    public static TheoryData<string> DynamicKinds => [.. DynamicNet.Kinds];

    [Theory]
    [MemberData(nameof(DynamicKinds))]
    public void What_comes_later_changes_no_answer(string kind)
    {
        var snapshots = s_small.Generate(3).ToArray();
        var net = DynamicNet.Create(kind, s_small.Features, 16, 3, new Rng(1));
        var whole = net.Embed(Moment.Of(snapshots, s_small.Features, new Rng(2))).Z;

        // Another future from moment 5 on: other features, links and communities for the nodes that are there.
        BlockSnapshot[] other = [.. snapshots.Select((s, t) => t < 5 ? s : s with
        {
            Features = Array.ConvertAll(s.Features, f => -3 * f),
            Communities = Array.ConvertAll(s.Communities, c => c < 0 ? c : (c + 1) % 3),
            Links = Graph.FromEdges(s.Links.Nodes, s.Active[1..], s.Active[..^1]),
        })];
        var changed = net.Embed(Moment.Of(other, s_small.Features, new Rng(2))).Z;
        for (int t = 0; t < 5; t++) Assert.Equal(whole[t].ToArray(), changed[t].ToArray());
        Assert.NotEqual(whole[5].ToArray(), changed[5].ToArray());
    }

    [Fact]
    public void A_moment_asks_for_the_links_of_the_next_one_among_the_nodes_that_are_there()
    {
        var snapshots = s_small.Generate(4);
        var moments = Moment.Of(snapshots, s_small.Features, new Rng(1));
        Assert.Equal(7, moments.Length);
        for (int t = 0; t < 7; t++)
        {
            var (at, next) = (moments[t], snapshots[t + 1]);
            Assert.Equal((Moment.Others + 1) * at.Links, at.From.Length);
            for (int k = 0; k < at.From.Length; k++)
            {
                int i = at.Active[at.From[k]], j = at.Active[at.To[k]];
                Assert.Equal(k < at.Links, next.Links.Neighbors(i).Contains(j));
                Assert.Equal(k < at.Links ? 1 : 0, at.Linked.ToArray()[k]);
                if (k < at.Links) Assert.Equal(next.Communities[i] == next.Communities[j] ? 1 : 0, at.Same[k]);
            }
            int stayed = at.Active.Count(i => next.Active.Contains(i));
            Assert.Equal(at.Links, next.Active.Where(i => at.Active.Contains(i)).Sum(i => next.Links.Neighbors(i).ToArray().Count(j => j < i
                && at.Active.Contains(j))));
            Assert.Equal(32, stayed);
            if (t > 0) Assert.All(Enumerable.Range(0, 40), p => Assert.Equal(Array.IndexOf(moments[t - 1].Active, at.Active[p]), at.Before[p] == 40
                ? -1 : at.Before[p]));
        }
    }

    [Fact]
    public void A_perfect_score_of_pairs_ranks_every_link_first()
    {
        // Embeddings whose inner products are the next adjacency: rows of A + cI's root are not needed, a path of links in pairs will do.
        var snapshots = s_small.Generate(5);
        var at = Moment.Of(snapshots, s_small.Features, new Rng(1))[0] with
        {
            From = (int[])[0, 2],
            To = (int[])[1, 3],
            Same = (int[])[1, 0],
            Linked = Tensor.From([1f, 1f])
        };
        var z = new float[at.Active.Length * 3];
        (z[0], z[3], z[7], z[10]) = (1, 1, 1, 1);
        for (int i = 4; i < at.Active.Length; i++) z[i * 3 + 2] = 0.01f;
        var heads = DynamicHeads.Create(3, 3, new Rng(1));
        var scores = DynamicScores.Of(heads, [(at, Tensor.From(z, at.Active.Length, 3))]);
        Assert.Equal(1, scores.Map, 1e-9);
        Assert.Equal(1, scores.Mrr, 1e-9);
    }

    [Fact]
    public void All_kinds_stay_within_the_budget_and_come_near_it()
    {
        var made = BlockPuzzles.Pattern(4, 3, 5, 5);
        var set = BenchSet.Tagged("pattern", made.Graphs, made.NodeLabels, made.Classes, ofNodes: true);
        foreach (string kind in BenchNet.Kinds)
        {
            long parameters = BenchNet.Create(kind, set, BenchNet.WidthFor(kind, set, 4, 10_000), 4, new Rng(0)).ParameterCount();
            Assert.InRange(parameters, 7_000, 10_000);
        }
        long least = TheoryNet.Create("pna", 16, 1, new Rng(0)).ParameterCount();
        foreach (string kind in TheoryConv.Kinds)
            Assert.InRange(TheoryNet.Create(kind, TheoryNet.WidthFor(kind, least), 1, new Rng(0)).ParameterCount(), least, 1.5 * least);
    }

    [Fact]
    public void Encodings_are_eigenvectors_of_the_normalised_laplacian()
    {
        var graphs = BlockPuzzles.CircularSkipLinks(1);
        var set = BenchSet.Tagged("skip links", graphs, graphs.Labels, 10, ofNodes: false).WithEncodings(4);
        Assert.Equal(5, set.Width);
        var batch = set.Batch([3]);
        var laplacian = Tensor.Eye(41) - batch.Graph.SymmetricNormalized().ToDense();
        double before = 0;
        for (int k = 1; k < 5; k++)
        {
            var v = batch.X.Slice(1, k, 1);
            Assert.Equal(41, v.Square().Sum().Item(), 1e-2);
            var image = laplacian.MatMul(v);
            double value = (image * v).Sum().Item() / 41;
            Assert.True((image - value * v).Abs().Max().Item() < 1e-3, "not an eigenvector");
            Assert.True(value > before - 1e-5, "values fall");
            before = value;
        }
        Assert.True(before > 0);
    }
}
