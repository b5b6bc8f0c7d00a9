using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>
/// Triples with one end open. With R relations in the graph, a relation id r below R asks for the tail of (known, r, ?); R + r asks for the
/// head of (?, r, known): the same as the tail of the relation turned round.
/// </summary>
/// <param name="Known">The known entity of each query, <c>[queries]</c>.</param>
/// <param name="Relations">The relation of each, 0 to 2R - 1, <c>[queries]</c>.</param>
public sealed record KnowledgeQueries(IntTensor Known, IntTensor Relations)
{
    /// <summary>How many.</summary>
    public int Count => Known.Length;

    /// <summary>Some of them, in this order.</summary>
    public KnowledgeQueries Select(ReadOnlySpan<int> rows)
    {
        var (known, relations) = (new int[rows.Length], new int[rows.Length]);
        for (int i = 0; i < rows.Length; i++) (known[i], relations[i]) = (Known[rows[i]], Relations[rows[i]]);
        return new(known, relations);
    }
}

/// <summary>The distinct queries that triples answer, both ways, and the answers of each.</summary>
public sealed class KnowledgeAnswers
{
    private readonly Dictionary<(int Known, int Relation), int> _rows = [];

    /// <summary>Of some triples.</summary>
    /// <param name="triples">Which; one that occurs twice counts once.</param>
    /// <param name="entities">The number of entities.</param>
    /// <param name="relations">The number of relations, R.</param>
    public KnowledgeAnswers(IEnumerable<Triple> triples, int entities, int relations)
    {
        List<int> rows = [], answers = [], known = [], asked = [];
        foreach (var (head, relation, tail) in triples)
        {
            Add(head, relation, tail);
            Add(tail, relation + relations, head);
        }
        Queries = new(known.ToArray(), asked.ToArray());
        Answers = Csr.FromEdges(known.Count, entities, answers.ToArray(), rows.ToArray());

        void Add(int entity, int relation, int answer)
        {
            if (!_rows.TryGetValue((entity, relation), out int row))
            {
                _rows.Add((entity, relation), row = known.Count);
                known.Add(entity);
                asked.Add(relation);
            }
            rows.Add(row);
            answers.Add(answer);
        }
    }

    /// <summary>The distinct queries.</summary>
    public KnowledgeQueries Queries { get; }

    /// <summary>A row for each query, with an entry for each answer: <c>[queries, entities]</c>.</summary>
    public Csr Answers { get; }

    /// <summary>The known answers of any query, ascending; none if the triples do not answer it.</summary>
    public ReadOnlySpan<int> Of(int known, int relation) => _rows.TryGetValue((known, relation), out int row) ? Answers.Row(row) : [];
}
