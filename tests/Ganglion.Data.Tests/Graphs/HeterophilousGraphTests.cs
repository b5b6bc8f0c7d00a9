namespace Ganglion.Data.Tests.Graphs;

public sealed class HeterophilousGraphTests
{
    [Fact]
    public void A_board_of_a_hundred_by_a_hundred_has_the_links_of_the_published_one()
    {
        var board = HeterophilousGraphs.Minesweeper(100);
        Assert.Equal((10_000, 39_402, 7, 2), (board.Nodes, board.Edges, board.Features!.Columns, board.Classes));
        Assert.InRange(board.Labels.Average(), 0.18, 0.22);
        var split = Assert.Single(board.Splits);
        Assert.Equal((5000, 2500, 2500), (split.Train.Length, split.Validation.Length, split.Test.Length));
    }

    [Fact]
    public void A_cell_says_how_many_mines_are_around_it_or_nothing()
    {
        var board = HeterophilousGraphs.Minesweeper(12, 3);
        for (var cell = 0; cell < board.Nodes; cell++)
        {
            var column = Assert.Single(board.Features!.ColumnIds[board.Features.RowPointers[cell]..board.Features.RowPointers[cell + 1]]);
            var mines = 0;
            foreach (var n in board.Neighbors(cell)) mines += board.Labels[n];
            Assert.True(column == 6 || column == Math.Min(mines, 5));
        }
    }

    [Fact]
    public void Words_in_a_row_mostly_are_unlike_their_neighbours()
    {
        var chain = HeterophilousGraphs.Chain(500, seed: 2);
        var (sources, targets, _) = chain.EdgeList();
        Assert.True(sources.Zip(targets).Average(e => chain.Labels[e.First] == chain.Labels[e.Second] ? 1.0 : 0) < 0.25);
    }

    [Fact]
    public void Twins_have_the_same_links_and_class_as_who_they_copy()
    {
        var plain = HeterophilousGraphs.Chain(100, seed: 4);
        var twinned = HeterophilousGraphs.WithTwins(plain, 0.5, 2, seed: 5);
        var alike = Enumerable.Range(0, twinned.Nodes).GroupBy(n => (string.Join(' ', twinned.Neighbors(n).ToArray()), twinned.Labels[n]));
        Assert.Equal((twinned.Nodes - 100) / 2, alike.Count(g => g.Count() == 3));
        Assert.Equal(100, alike.Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_graph() =>
        Assert.Equal(HeterophilousGraphs.Chain(50, seed: 7).Features!.Values, HeterophilousGraphs.Chain(50, seed: 7).Features!.Values);

    [Fact]
    public void Graphs_without_a_published_division_get_twenty_and_thirty_of_each_class()
    {
        var graph = TestData.OpenOrSkip("amazon-computers").Graph;
        Assert.Equal(5, graph.Splits.Count);
        var split = graph.Splits[3];
        Assert.All(split.Train.GroupBy(n => graph.Labels[n]), g => Assert.Equal(20, g.Count()));
        Assert.All(split.Validation.GroupBy(n => graph.Labels[n]), g => Assert.Equal(30, g.Count()));
        Assert.Equal(graph.Nodes, split.Train.Concat(split.Validation).Concat(split.Test).Distinct().Count());
    }
}
