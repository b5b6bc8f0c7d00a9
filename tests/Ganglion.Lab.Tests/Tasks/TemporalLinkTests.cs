using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class TemporalLinkTests
{
    // Pairs of neighbours on a ring have events again and again; some at the same moment.
    internal static TemporalGraph Ring(int nodes = 20, int events = 400)
    {
        int[] at = new Rng(5).Integers(events, nodes);
        return TemporalGraph.FromEvents(nodes, at, Array.ConvertAll(at, n => (n + 1) % nodes), [.. Enumerable.Range(0, events).Select(i => (double)(i / 3))], directed: true);
    }

    [Fact]
    public void Nothing_at_or_after_a_question_is_known_to_who_answers_it()
    {
        var task = TemporalLinkPrediction.From(Ring(), "ring", new());
        int asked = 0;
        task.Validate(q =>
        {
            asked += q.Times.Length;
            Assert.True(q.History.Events > 0);
            Assert.All(q.Times, t => Assert.True(q.History.Times[^1] < t));
            return Tensor.Zeros([q.Times.Length]);
        });
        Assert.Equal(task.QuestionCount(Part.Validation), asked);
        Assert.True(task.Train.Times[^1] < 400 / 3 * 0.75);
    }

    [Fact]
    public void Others_did_not_happen_then()
    {
        var graph = Ring();
        var events = graph.Sources.Zip(graph.Targets).Zip(graph.Times, (p, t) => (p.First, p.Second, t)).ToHashSet();
        TemporalLinkPrediction.From(graph, "ring", new()).Validate(q =>
        {
            for (int i = 0; i < q.Times.Length; i++)
                Assert.Equal(i % (1 + TemporalLinkPrediction.Others) == 0, events.Contains((q.From(i), q.To(i), q.Times[i])));
            return Tensor.Zeros([q.Times.Length]);
        });
    }

    [Fact]
    public void Knowing_the_answers_is_scored_one_and_knowing_nothing_by_chance()
    {
        var task = TemporalLinkPrediction.From(Ring(), "ring", new());
        const int each = 1 + TemporalLinkPrediction.Others;
        int count = task.QuestionCount(Part.Test);
        var right = task.Score(Tensor.From([.. Enumerable.Range(0, count).Select(i => i % each == 0 ? 1f : 0f)]), Part.Test);
        Assert.All(right.Values, v => Assert.Equal(1, v, 12));
        var nothing = task.Score(Tensor.Zeros([count]), Part.Test);
        Assert.Equal(1.0 / 11, nothing["mrr"], 12);
        Assert.Equal(0.5, nothing["roc-auc"], 12);
        Assert.Equal(0.5, nothing["average-precision"], 12);
    }

    [Fact]
    public void Too_few_events_are_refused() =>
        Assert.Contains("events to learn from", Assert.Throws<DataException>(() => TemporalLinkPrediction.From(Ring(5, 6), "few", new())).Message);
}
