using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes.Tests;

public sealed class NodeRecipeTests
{
    private static NodeClassification Chain(int nodes = 40) => NodeClassification.From(HeterophilousGraphs.Chain(nodes, 3, seed: 1), "chain", new());

    [Fact]
    public void Two_steps_away_is_neither_a_neighbour_nor_the_node_itself()
    {
        var path = Csr.FromEdges(4, 4, (int[])[0, 1, 1, 2, 2, 3], (int[])[1, 0, 2, 1, 3, 2]);        // 0 - 1 - 2 - 3
        var two = H2Gcn.Hops(path).Two;
        Assert.Equal([2], two.Row(0).ToArray());
        Assert.Equal([3], two.Row(1).ToArray());
        Assert.Equal([0], two.Row(2).ToArray());
        Assert.Equal([1], two.Row(3).ToArray());
    }

    [Theory]
    [InlineData(0.3, 0.02, "appnp", "gpr-gnn")]
    [InlineData(0.02, 0.3, "sage-residual", "appnp")]
    public void A_fit_tries_what_suits_the_links_and_everything_if_asked(double within, double between, string usual, string other)
    {
        var book = new RecipeBook(RecipeTable.All);
        var task = NodeClassification.From(SyntheticGraphs.StochasticBlockModel(90, 3, within, between), "blocks", new());
        string[] tried = [.. book.Methods(task, []).Select(m => m.Id)];
        Assert.Contains("gcn", tried);
        Assert.Contains(usual, tried);
        Assert.DoesNotContain(other, tried);
        Assert.DoesNotContain("node2vec-node", tried);
        Assert.Contains("node2vec-node", book.Methods(task, [RecipeBook.Everything]).Select(m => m.Id));
        Assert.Equal([other], book.Methods(task, [other]).Select(m => m.Id));
    }

    [Fact]
    public void Twins_are_found_where_they_were_planted_and_only_there()
    {
        var plain = HeterophilousGraphs.Chain(120, 3, seed: 2);
        Assert.Equal(0, Twins.Leaking(NodeClassification.From(plain, "plain", new())));
        var twinned = HeterophilousGraphs.WithTwins(plain, 1, 4, seed: 3);
        Assert.InRange(Twins.Leaking(NodeClassification.From(twinned, "twinned", new())), 0.85, 1);
    }

    [Theory]
    [InlineData(Mixing.None)]
    [InlineData(Mixing.Convolution)]
    [InlineData(Mixing.Mean)]
    [InlineData(Mixing.Attention)]
    [InlineData(Mixing.AttentionApart)]
    [InlineData(Mixing.Transformer)]
    public void A_residual_network_hears_neighbours_only_if_it_mixes(Mixing mixing)
    {
        var input = Chain().Input;
        var net = ResidualNet.Create(input.Features.Columns, 8, 2, 2, 3, mixing, new Rng(4));
        Tensor Answers(Csr graph) => net.Forward(ResidualNet.Prepare(graph, mixing), input.Features);
        var alone = Csr.FromEdges(input.Nodes, input.Nodes, (int[])[], (int[])[]);
        Assert.Equal(mixing == Mixing.None, (Answers(input.Adjacency) - Answers(alone)).Abs().Max().Item() == 0);
    }

    [Theory]
    [InlineData(ForwardKind.Gcn)]
    [InlineData(ForwardKind.Sage)]
    [InlineData(ForwardKind.Gat)]
    public void No_gradient_crosses_from_a_layer_into_another(ForwardKind kind)
    {
        var task = Chain();
        var net = new ForwardGnn().Create(task.Info, new() { Layer = kind, Hidden = 8, Depth = 3 }, new Rng(5));
        var virtuals = new ForwardGnn.VirtualClasses(task, kind, new Rng(6));
        var last = Diff.Grad(net, n => virtuals.Losses(n).ElementAt(2));
        Assert.All(last.Layers[..2].SelectMany(l => l.Leaves()), leaf => Assert.Equal(0, leaf.Tensor.Abs().Sum().Item()));
        Assert.Contains(last.Layers[2].Leaves(), leaf => leaf.Tensor.Abs().Sum().Item() > 0);
    }

    [Fact]
    public void A_data_set_of_two_classes_is_ranked_by_the_metric_it_declares()
    {
        var board = new DataSet("board", DataForm.Graph, HeterophilousGraphs.Minesweeper(8)) { Metric = "roc-auc" };
        Assert.Equal(Metric.RocAuc, Tasks.From(board).Primary);
        Assert.Equal(Metric.Accuracy, Tasks.From(board, new() { Metric = "accuracy" }).Primary);
    }
}
