using System.Globalization;
using Ganglion.Lab.Report;

namespace Ganglion.Lab;

internal sealed partial class ReportBuilder
{
    private IEnumerable<ReportSection> Completion(KnowledgeGraphCompletion task)
    {
        const int shown = 12, most = 30;
        var (info, part) = (task.Info, task.Of(Part.Test));
        double[] ranks = task.Ranks(result.Best.Scores, Part.Test);
        var (queries, answers) = (part.Queries, part.Answers);
        var byRelation = Enumerable.Range(0, ranks.Length).ToLookup(e => queries.Relations[answers.RowIds[e]]);
        string Entity(int e) => info.EntityNames.Count > 0 ? info.EntityNames[e] : $"entity {e}";
        string Relation(int r) => info.RelationNames.Count > 0 ? info.RelationNames[r] : $"relation {r}";
        string?[] Scores(int relation)
        {
            double[] of = [.. byRelation[relation].Select(e => ranks[e])];
            if (of.Length == 0) return [null, null];
            var at = KnowledgeGraphCompletion.Average(of);
            return [Four(at["mrr"]), Four(at["hits@10"])];
        }
        yield return new TableSection("Relation by relation",
            [new("Relation"), new("Test triples", true), new("MRR of tails", true), new("Hits@10", true), new("MRR of heads", true),
                new("Hits@10", true)],
            [.. Enumerable.Range(0, info.Relations).Where(r => byRelation[r].Any()).OrderByDescending(r => byRelation[r].Count()).ThenBy(r => r)
                .Take(most).Select(r => (IReadOnlyList<string?>)[Relation(r), byRelation[r].Count().ToString(CultureInfo.InvariantCulture),
                    .. Scores(r), .. Scores(r + info.Relations)])])
        {
            Note = $"The test part, answered by {Best.Name}: filtered ranks among all {info.Entities} entities, ties shared. "
            + $"The {most} most frequent relations."
        };

        int lines = Math.Min(shown, answers.Rows);
        int[] rows = [.. Enumerable.Range(0, lines).Select(k => (int)((long)k * answers.Rows / lines))];
        yield return new TableSection("Some answers", [new("Head"), new("Relation"), new("Tail"), new("Right, with rank"), new("Answered")],
            [.. rows.Select(q =>
            {
                bool head = queries.Relations[q] >= info.Relations;
                int relation = queries.Relations[q] % info.Relations, from = answers.RowPointers[q];
                string known = Entity(queries.Known[q]);
                var said = result.Best.Complete(new(head ? null : Named(queries.Known[q], info.EntityNames), Named(relation, info.RelationNames),
                    head ? Named(queries.Known[q], info.EntityNames) : null), 5);
                return (IReadOnlyList<string?>)[head ? "?" : known, Relation(relation), head ? known : "?",
                    string.Join("; ", answers.Row(q).ToArray().Take(3).Select((e, i) => $"{Entity(e)} ({ranks[from + i]:0.#})")),
                    string.Join("; ", said.Select(s => s.Item))];
            })])
        { Note = "Queries spread over the test part. Answers known from training are not left out here, and rank among the first as they should." };
    }

    private static string Named(int id, IReadOnlyList<string> names) => names.Count > 0 ? names[id] : id.ToString(CultureInfo.InvariantCulture);

    private static string Four(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
