using System.Text.Json;
using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class OtherNetworkTests
{
    private static readonly KeptNetwork s_taste = Forms.Kept(TopNRecommendation.From(Forms.Log, "pantry", new()), "stub-taste");

    [Fact]
    public void Recommendations_are_the_best_scores_without_what_is_excluded()
    {
        float[] scores = ((StubTaste.Net)s_taste.Members[0].Network.Model).Scores.GatherRows(new[] { 1 }).ToArray();
        var best = s_taste.Recommend("bob", 3);
        Assert.Equal(scores.OrderDescending().Take(3), best.Select(b => (float)b.Score));
        Assert.Equal(best.Select(b => Forms.Log.ItemNames[b.Id]), best.Select(b => b.Item));
        Assert.DoesNotContain(s_taste.Recommend("bob", 6, [best[0].Item, best[2].Item]), b => b.Item == best[0].Item || b.Item == best[2].Item);
        Assert.Equal(4, s_taste.Recommend("bob", 6, [best[0].Item, best[2].Item]).Count);
    }

    [Fact]
    public void Every_user_of_a_log_gets_items_that_the_log_does_not_have()
    {
        var all = s_taste.Predict(Forms.Log);
        Assert.Equal(Forms.Log.UserNames, all.Users);
        for (int u = 0; u < 3; u++)
        {
            int[] taken = [.. Enumerable.Range(0, Forms.Log.Count).Where(e => Forms.Log.Users[e] == u).Select(e => Forms.Log.Items[e])];
            Assert.Equal(s_taste.Recommend(Forms.Log.UserNames[u], 10, taken.Select(i => Forms.Log.ItemNames[i])), all.Items[u]);
            Assert.Equal(6 - taken.Length, all.Items[u].Count);
        }
        Assert.StartsWith("user,rank,item,score\nann,1,", all.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_user_is_refused_unless_popular_items_are_asked_for()
    {
        var error = Assert.Throws<DataException>(() => s_taste.Recommend("anne"));
        Assert.Contains("Did you mean 'ann'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("MostPopular", error.Message, StringComparison.Ordinal);
        var popularity = ((TopNInfo)s_taste.Info).Popularity;
        Assert.Equal(popularity.OrderDescending().Select(p => (double)p),
            s_taste.Recommend("anne", 6, unknown: UnknownUsers.MostPopular).Select(b => b.Score));
        Assert.Contains("'bred'", Assert.Throws<DataException>(() => s_taste.Recommend("ann", 3, ["bred"])).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => s_taste.Recommend(3, 5, []));
    }

    [Fact]
    public void Forecasts_go_on_from_the_last_known_value()
    {
        var echo = Forms.Kept(Forecasting.From(Forms.Series, "waves", new()), "stub-echo");
        Assert.Equal([8, 8, 8], echo.Forecast([1, 2, 4]));
        Assert.Equal([4, 4, 4], echo.Forecast([1, 2, double.NaN]));
        var all = (Forecasts)echo.Predict(new DataSet("waves", DataForm.Series, Forms.Series));
        Assert.Equal(["a", "b"], all.Series);
        Assert.All(Enumerable.Range(0, 2), s => Assert.Equal(2 * Forms.Series.Items[s].Values[^1], all.Steps[s][2], 4));
        Assert.Throws<DataException>(() => echo.Forecast([]));
    }

    [Fact]
    public void One_image_gets_the_answer_that_it_gets_among_others()
    {
        var network = Forms.Kept(ImageClassification.From(Forms.Images, "pets", new()), "stub-pixels");
        var all = network.Predict(Forms.Images);
        Assert.Equal(30, all.Count);
        for (int i = 0; i < 30; i += 7)
        {
            var one = network.Classify(Forms.Images.Image(i));
            Assert.Equal(all[i, 0], one[0, 0], 5);
            Assert.Equal(all.Labels[i], one.Labels[0]);
        }
        Assert.Contains("6 an image", Assert.Throws<DataException>(() => network.Classify([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => network.Predict(new ImageSet(new byte[8], 1, 2, 4, [0], ["cat"])));
    }

    [Fact]
    public void Nodes_are_answered_and_a_graph_of_other_features_is_refused()
    {
        var network = Forms.Kept(Forms.Nodes, "stub-nodes");
        var nodes = network.Predict(Forms.Graph);
        Assert.Equal(12, nodes.Count);
        Assert.Equal(12, nodes.Labels.Count);
        Assert.Contains("a graph with 2 node features", Assert.Throws<DataException>(() => network.Predict(Graph.FromEdges(2, [0], [1]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_network_knows_of_its_task_survives_its_card()
    {
        TaskInfo[] infos = [.. new LearningTask[] { Stub.Task(), TopNRecommendation.From(Forms.Log, "", new()),
            Forecasting.From(Forms.Series, "", new()), ImageClassification.From(Forms.Images, "", new()), Forms.Nodes }.Select(t => t.Info),
            new GraphInfo(3, ["a"])];
        foreach (var info in infos)
        {
            string json = JsonSerializer.Serialize(info, LabJson.Default.TaskInfo);
            var back = JsonSerializer.Deserialize(json, LabJson.Default.TaskInfo)!;
            Assert.IsType(info.GetType(), back);
            Assert.Equal(json, JsonSerializer.Serialize(back, LabJson.Default.TaskInfo));
        }
    }
}
