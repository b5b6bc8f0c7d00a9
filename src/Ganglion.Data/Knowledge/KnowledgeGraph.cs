namespace Ganglion.Data;

/// <summary>A statement of a knowledge graph: the head stands in the relation to the tail.</summary>
/// <param name="Head">An entity.</param>
/// <param name="Relation">A relation.</param>
/// <param name="Tail">An entity.</param>
public readonly record struct Triple(int Head, int Relation, int Tail);

/// <summary>
/// Entities, relations, and the triples known of them, in the parts that completion is trained and judged on. Immutable; arrays are
/// kept, not copied: do not change them afterwards.
/// </summary>
public sealed class KnowledgeGraph
{
    /// <summary>Makes the graph.</summary>
    /// <param name="entities">Number of entities.</param>
    /// <param name="relations">Number of relations.</param>
    /// <param name="train">What is known.</param>
    /// <param name="validation">What is held out to select by; may be empty.</param>
    /// <param name="test">What is held out to judge by; may be empty.</param>
    /// <exception cref="ArgumentException">A triple names an entity or a relation outside its count.</exception>
    public KnowledgeGraph(int entities, int relations, Triple[] train, Triple[]? validation = null, Triple[]? test = null)
    {
        (Entities, Relations, Train, Validation, Test) = (entities, relations, train, validation ?? [], test ?? []);
        foreach (var (part, triples) in new[] { ("train", Train), ("validation", Validation), ("test", Test) })
        {
            for (var i = 0; i < triples.Length; i++)
            {
                var (head, relation, tail) = triples[i];
                if ((uint)head >= (uint)entities || (uint)tail >= (uint)entities || (uint)relation >= (uint)relations)
                    throw new ArgumentException(
                        $"Triple {i} of the {part} part is ({head}, {relation}, {tail}); there are {entities} entities and {relations} relations.");
            }
        }
    }

    /// <summary>Number of entities.</summary>
    public int Entities { get; }

    /// <summary>Number of relations.</summary>
    public int Relations { get; }

    /// <summary>What is known.</summary>
    public Triple[] Train { get; }

    /// <summary>What is held out to select by; may be empty.</summary>
    public Triple[] Validation { get; }

    /// <summary>What is held out to judge by; may be empty.</summary>
    public Triple[] Test { get; }

    /// <summary>The entities' names; empty when the numbers are the names.</summary>
    public IReadOnlyList<string> EntityNames { get; init => field = Fit(value, Entities, "entities"); } = [];

    /// <summary>The relations' names; empty when the numbers are the names.</summary>
    public IReadOnlyList<string> RelationNames { get; init => field = Fit(value, Relations, "relations"); } = [];

    /// <summary>The triples among the entities that most training triples have, renumbered by their order here; relations stay.</summary>
    /// <param name="entities">How many entities to keep.</param>
    public KnowledgeGraph MostFrequent(int entities)
    {
        var count = new int[Entities];
        foreach (var t in Train)
        {
            count[t.Head]++;
            count[t.Tail]++;
        }
        int[] kept = [.. Enumerable.Range(0, Entities).OrderByDescending(e => count[e]).ThenBy(e => e).Take(entities).Order()];
        var number = new int[Entities];
        Array.Fill(number, -1);
        for (var i = 0; i < kept.Length; i++) number[kept[i]] = i;
        Triple[] Within(Triple[] part) => [.. part.Where(t => number[t.Head] >= 0 && number[t.Tail] >= 0)
            .Select(t => new Triple(number[t.Head], t.Relation, number[t.Tail]))];
        return new(kept.Length, Relations, Within(Train), Within(Validation), Within(Test))
        {
            EntityNames = EntityNames.Count == 0 ? [] : [.. kept.Select(e => EntityNames[e])],
            RelationNames = RelationNames,
        };
    }

    private static IReadOnlyList<string> Fit(IReadOnlyList<string> names, int count, string what) =>
        names.Count == 0 || names.Count == count ? names : throw new ArgumentException($"There are {names.Count} names for {count} {what}.");
}
