using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class ClusteringTests
{
    // Figures of scikit-learn 1.2: normalized_mutual_info_score, adjusted_rand_score.
    [Fact]
    public void Agreement_of_groups_is_what_scikit_learn_says()
    {
        int[] groups = [0, 0, 1, 1, 2, 2, 2, 1], truth = [5, 5, 5, 3, 3, 3, 4, 4];
        Assert.Equal(0.3987478202411473, Metrics.NormalizedMutualInformation(groups, truth), 10);
        Assert.Equal(0.047619047619047616, Metrics.AdjustedRand(groups, truth), 10);
        Assert.Equal(5.0 / 8, Metrics.MatchedAccuracy(groups, truth), 12);
    }

    [Fact]
    public void Names_of_groups_do_not_matter()
    {
        int[] groups = [3, 3, 7, 7, 1], truth = [0, 0, 1, 1, 2];
        Assert.Equal((1.0, 1.0, 1.0), (Metrics.NormalizedMutualInformation(groups, truth), Metrics.AdjustedRand(groups, truth), Metrics.MatchedAccuracy(groups, truth)));
        Assert.Equal(0, Metrics.NormalizedMutualInformation([0, 0, 0, 0, 0], truth), 12);
        Assert.Equal(0.8, Metrics.MatchedAccuracy([0, 0, 1, 1, 1], truth), 12);
    }

    [Fact]
    public void Two_cliques_with_a_bridge_have_the_modularity_worked_out_by_hand()
    {
        int[] from = [0, 1, 2, 3, 4, 5, 2], to = [1, 2, 0, 4, 5, 3, 3];
        int[] sources = [.. from, .. to], destinations = [.. to, .. from];
        var graph = Csr.FromEdges(6, 6, sources, destinations);
        Assert.Equal(12.0 / 14 - 0.5, Metrics.Modularity(graph, [0, 0, 0, 1, 1, 1]), 12);
        Assert.Equal(0, Metrics.Modularity(graph, [0, 0, 0, 0, 0, 0]), 12);
    }

    [Fact]
    public void Labels_judge_and_are_not_shown()
    {
        var graph = SyntheticGraphs.StochasticBlockModel(90, 3, 0.4, 0.02);
        var task = Assert.IsType<NodeClustering>(Tasks.From(new DataSet("sbm", DataForm.Graph, graph), new() { Task = "node-clustering" }));
        Assert.Equal((9, 81), (task.Nodes(Part.Validation).Length, task.Nodes(Part.Test).Length));
        var truth = task.Score(Tensor.From([.. graph.Labels.Select(l => (float)l)]), Part.Test);
        Assert.Equal((1.0, 1.0, 1.0), (truth["nmi"], truth["ari"], truth["matched-accuracy"]));
        Assert.True(truth["modularity"] > 0.4);
        Assert.Contains("labels", Assert.Throws<DataException>(() => NodeClustering.From(Graph.FromEdges(20, [0], [1]), "bare", new())).Message);
    }
}
