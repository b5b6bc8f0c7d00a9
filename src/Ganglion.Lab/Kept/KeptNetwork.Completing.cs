using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class KeptNetwork
{
    /// <summary>The entities that most probably complete a triple.</summary>
    /// <param name="query">What is known of it: a relation, and either the head or the tail, by name (or number where the data have no names).</param>
    /// <param name="count">How many.</param>
    /// <param name="exclude">Entities not to answer: as a rule those already known. The network keeps no triples.</param>
    /// <exception cref="DataException">An entity or the relation is not known, or not exactly one end is open.</exception>
    public IReadOnlyList<ScoredItem> Complete(TripleQuery query, int count = 10, IEnumerable<string>? exclude = null) =>
        Complete([query], count, _ => exclude ?? []).Entities[0];

    /// <summary>The ten most probable tails for each distinct head and relation of a graph's test part, or of its training part if it has none,
    /// without those that the graph has.</summary>
    /// <exception cref="DataException">An entity or a relation is not known.</exception>
    public Completions Predict(KnowledgeGraph graph)
    {
        Need<KnowledgeInfo>("a knowledge graph");
        var asked = (graph.Test.Length > 0 ? graph.Test : graph.Train).Select(t => (t.Head, t.Relation)).Distinct().ToList();
        var known = graph.Train.Concat(graph.Validation).ToLookup(t => (t.Head, t.Relation), t => t.Tail);
        return Complete([.. asked.Select(q => new TripleQuery(Name(q.Head, graph.EntityNames), Name(q.Relation, graph.RelationNames), null))], 10,
            i => known[asked[i]].Select(e => Name(e, graph.EntityNames)));
    }

    // Columns head, relation, tail; the end that is asked for is empty or has no column.
    private Completions Complete(Table table)
    {
        string?[] Cells(string name) => table.Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } column
            ? [.. Enumerable.Range(0, table.Rows).Select(r => column.Format(r) is { Length: > 0 } cell && cell != "?" ? cell : null)]
            : new string?[table.Rows];
        string?[] heads = Cells("head"), relations = Cells("relation"), tails = Cells("tail");
        if (Array.TrueForAll(relations, r => r is null))
            throw new DataException($"columns {string.Join(", ", table.Columns.Select(c => c.Name))}", Wanted,
                "Name the columns head, relation and tail, and leave the end empty that is asked for.");
        return Complete([.. heads.Select((h, i) => new TripleQuery(h, relations[i] ?? "", tails[i]))], 10, _ => []);
    }

    private Completions Complete(IReadOnlyList<TripleQuery> queries, int count, Func<int, IEnumerable<string>> exclude)
    {
        const int block = 128;
        var info = Need<KnowledgeInfo>("a triple");
        var best = new List<IReadOnlyList<ScoredItem>>();
        foreach (int[] rows in Enumerable.Range(0, queries.Count).Chunk(block))
        {
            var (known, relations) = (new int[rows.Length], new int[rows.Length]);
            for (int i = 0; i < rows.Length; i++) (known[i], relations[i]) = Ids(queries[rows[i]], info);
            float[] scores = Answer(new KnowledgeQueries(known, relations)).ToArray();
            for (int i = 0; i < rows.Length; i++)
            {
                int[] left = [.. exclude(rows[i]).Select(e => Find(e, _entities.Value, info.Entities)).OfType<int>().Distinct().Order()];
                var of = scores.AsSpan(i * info.Entities, info.Entities);
                var found = new List<ScoredItem>();
                foreach (int e in TopK.Select(of, left, count)) found.Add(new(Name(e, info.EntityNames), e, of[e]));
                best.Add(found);
            }
        }
        return new(queries, best);
    }

    private (int Known, int Relation) Ids(TripleQuery query, KnowledgeInfo info)
    {
        string known = (query.Head, query.Tail) switch
        {
            ({ } head, null) => head,
            (null, { } tail) => tail,
            _ => throw new DataException($"head '{query.Head}' and tail '{query.Tail}'", "one of them, and the other left open",
                "Leave the end null (in a table: empty) that is asked for."),
        };
        int entity = Find(known, _entities.Value, info.Entities) ?? throw new DataException($"the entity '{known}'", "an entity of the training data",
            Near(known, info.EntityNames, info.Entities));
        int relation = Find(query.Relation, _relations.Value, info.Relations) ?? throw new DataException($"the relation '{query.Relation}'",
            "a relation of the training data", Near(query.Relation, info.RelationNames, info.Relations));
        return (entity, query.Head is null ? relation + info.Relations : relation);
    }

    /// <summary>Scores of all entities for some queries, <c>[queries, entities]</c>.</summary>
    internal Tensor Scores(KnowledgeQueries queries) => Answer(queries);
}
