namespace Ganglion.Data.Tests;

public class SplitTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 400).Select(i => i % 10 == 9 ? -1 : i % 5 == 0 ? 0 : i % 2 == 0 ? 1 : 2)];

    private static int Of(IEnumerable<int> nodes, int label) => nodes.Count(n => Labels[n] == label);

    private static void AreDistinct(NodeSplit split)
    {
        int[] all = [.. split.Train, .. split.Validation, .. split.Test];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.DoesNotContain(all, n => Labels[n] < 0);
    }

    [Fact]
    public void A_stratified_split_gives_every_class_its_share_and_every_labelled_node_one_part()
    {
        var split = NodeSplits.Stratified(Labels, 0.2, 0.3, new(1));
        AreDistinct(split);
        Assert.Equal(Labels.Count(l => l >= 0), split.Train.Length + split.Validation.Length + split.Test.Length);
        for (var label = 0; label < 3; label++)
        {
            var size = Labels.Count(l => l == label);
            Assert.InRange(Of(split.Test, label) - (0.3 * size), -0.5, 0.5);
            Assert.InRange(Of(split.Validation, label) - (0.2 * size), -0.5, 0.5);
        }

        Assert.Equal(split.Test, NodeSplits.Stratified(Labels, 0.2, 0.3, new(1)).Test);
        Assert.NotEqual(split.Test, NodeSplits.Stratified(Labels, 0.2, 0.3, new(2)).Test);
    }

    [Fact]
    public void Some_of_every_class_are_learnt_from_and_the_rest_is_divided_by_number()
    {
        var split = NodeSplits.PerClass(Labels, 20, 100, 150, new(3));
        AreDistinct(split);
        Assert.Equal([20, 20, 20], Enumerable.Range(0, 3).Select(label => Of(split.Train, label)));
        Assert.Equal((100, 150), (split.Validation.Length, split.Test.Length));
        Assert.Equal(Labels.Count(l => l >= 0) - 160, NodeSplits.PerClass(Labels, 20, 100, null, new(3)).Test.Length);
        Assert.Contains("Class 0 has 80 nodes; 80 of each class", Assert.Throws<ArgumentException>(() => NodeSplits.PerClass(Labels, 80, 1, 1, new(0))).Message, StringComparison.Ordinal);
        Assert.Contains("300 labelled nodes are left", Assert.Throws<ArgumentException>(() => NodeSplits.PerClass(Labels, 20, 500, 1000, new(0))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void Folds_part_the_items_and_differ_by_one_at_most_overall_and_in_every_class(int folds)
    {
        var parts = NodeSplits.Folds(Labels, folds, new(4));
        Assert.Equal(Enumerable.Range(0, Labels.Length).Where(i => Labels[i] >= 0), parts.SelectMany(p => p).Order());
        Assert.InRange(parts.Max(p => p.Length) - parts.Min(p => p.Length), 0, 1);
        for (var label = 0; label < 3; label++) Assert.InRange(parts.Max(p => Of(p, label)) - parts.Min(p => Of(p, label)), 0, 1);
    }

    [Fact]
    public void A_split_by_time_learns_from_nothing_as_late_as_what_it_is_judged_on()
    {
        var split = NodeSplits.ByTime([5, 1, double.NaN, 3, 3, 9], 3, 5);
        Assert.Equal([1], split.Train);
        Assert.Equal([3, 4], split.Validation);
        Assert.Equal([0, 5], split.Test);
    }

    [Fact]
    public void The_test_nodes_of_an_inductive_split_are_absent_while_learning()
    {
        var graph = SyntheticGraphs.StochasticBlockModel(90, 3, 0.2, 0.05);
        var split = InductiveSplit.From(graph, graph.Splits[0]);
        Assert.Empty(split.Nodes.Intersect(split.Test));
        Assert.Equal(90, split.Nodes.Length + split.Test.Length);
        Assert.Equal(graph.Splits[0].Train, split.Train.Select(n => split.Nodes[n]));
        Assert.Equal(graph.Splits[0].Validation, split.Validation.Select(n => split.Nodes[n]));
        Assert.All(Enumerable.Range(0, split.Seen.Nodes), n => Assert.All(split.Seen.Neighbors(n).ToArray(), m => Assert.True(graph.HasEdge(split.Nodes[m], split.Nodes[n]))));
        Assert.Same(graph, split.Whole);
    }
}
