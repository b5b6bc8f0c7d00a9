using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class KnowledgeGraphCompletionTests
{
    // Entities 0 to 3, one relation: 0 leads to 1 (train), 2 (validation) and 3 (test).
    private static KnowledgeGraphCompletion Fan() => KnowledgeGraphCompletion.From(
        new(4, 1, [.. Enumerable.Repeat(new Triple(0, 0, 1), 10)], [new(0, 0, 2)], [new(0, 0, 3)]), "fan", new());

    private static Tensor Constant(KnowledgeQueries q, params float[] scores) =>
        Tensor.From([.. Enumerable.Repeat(scores, q.Count).SelectMany(s => s)], q.Count, scores.Length);

    [Fact]
    public void Answers_known_from_other_parts_do_not_count_against_one()
    {
        // Of (0, ?) the known 1 and 2 score above 3; of (?, 3) everything scores above 0.
        double[] ranks = Fan().Ranks(q => Constant(q, 0, 3, 2, 1), Part.Test);
        Assert.Equal([1, 4], ranks);
    }

    [Fact]
    public void The_test_part_plays_no_role_in_validation()
    {
        double[] ranks = Fan().Ranks(q => Constant(q, 0, 3, 2, 4), Part.Validation);
        Assert.Equal([2, 4], ranks);        // 3, which only the test part knows, still stands above 2
    }

    [Fact]
    public void One_score_for_everything_ranks_in_the_middle_and_not_on_top()
    {
        double[] ranks = Fan().Ranks(q => Constant(q, 1, 1, 1, 1), Part.Test);
        Assert.Equal([1.5, 2.5], ranks);    // two candidates are left of (0, ?), four of (?, 3)
    }

    [Fact]
    public void A_score_that_is_no_number_ranks_last() =>
        Assert.Equal([4, 1], Fan().Ranks(q => Constant(q, 5, 0, 0, float.NaN), Part.Test));

    [Fact]
    public void Ranks_of_many_queries_in_blocks_are_those_of_plain_counting()
    {
        var graph = SyntheticKnowledge.World(60).Graph;
        var task = KnowledgeGraphCompletion.From(graph, "world", new());
        var noise = new Rng(3).Uniform([2 * graph.Relations, graph.Entities]);
        var scores = noise * 4;
        Tensor Score(KnowledgeQueries q) => scores.GatherRows(q.Relations).Floor();        // many ties
        double[] ranks = task.Ranks(Score, Part.Test);
        var part = task.Of(Part.Test);
        var all = new KnowledgeAnswers([.. graph.Train, .. graph.Validation, .. graph.Test], graph.Entities, graph.Relations);
        for (int q = 0, at = 0; q < part.Queries.Count; q++)
        {
            float[] row = Score(part.Queries.Select([q])).ToArray();
            int[] known = all.Of(part.Queries.Known[q], part.Queries.Relations[q]).ToArray();
            foreach (int answer in part.Answers.Row(q))
            {
                int[] rivals = [.. Enumerable.Range(0, row.Length).Except(known)];
                Assert.Equal(1 + rivals.Count(e => row[e] > row[answer]) + rivals.Count(e => row[e] == row[answer]) / 2.0, ranks[at++]);
            }
        }
    }

    [Fact]
    public void A_part_that_is_missing_is_drawn_and_too_few_triples_are_an_error()
    {
        var world = SyntheticKnowledge.World(40).Graph;
        var task = KnowledgeGraphCompletion.From(new(world.Entities, world.Relations, world.Train), "world", new());
        Assert.NotEmpty(task.Validation);
        Assert.NotEqual(0, task.Asked(Part.Test).Count);
        Assert.Throws<DataException>(() => KnowledgeGraphCompletion.From(new(2, 1, [new(0, 0, 1)]), "tiny", new()));
    }

    [Fact]
    public void Planted_rules_hold_without_exception()
    {
        var (graph, rules) = SyntheticKnowledge.World(60);
        Triple[] all = [.. graph.Train, .. graph.Validation, .. graph.Test];
        var facts = all.ToHashSet();
        var next = all.ToLookup(t => (t.Head, t.Relation), t => t.Tail);
        foreach (var rule in rules)
            foreach (var start in all.Where(t => t.Relation == rule.Body[0]))
            {
                IEnumerable<int> ends = [start.Tail];
                foreach (int r in rule.Body.Skip(1)) ends = [.. ends.SelectMany(e => next[(e, r)])];
                Assert.All(ends, end => Assert.Contains(new Triple(start.Head, rule.Head, end), facts));
            }
        Assert.NotEmpty(graph.Test);
    }
}
