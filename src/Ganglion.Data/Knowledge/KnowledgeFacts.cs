using System.Globalization;

namespace Ganglion.Data;

/// <summary>What a knowledge graph is like, and whether its test part can be answered by turning training triples round.</summary>
internal static class KnowledgeFacts
{
    private const double Many = 1.5, Inverse = 0.8, Warn = 0.2;

    public static IEnumerable<Fact> Of(KnowledgeGraph graph)
    {
        yield return new("entities", graph.Entities);
        yield return new("relations", graph.Relations);
        yield return new("triples", graph.Train.Length);
        yield return new("validation triples", graph.Validation.Length);
        yield return new("test triples", graph.Test.Length);
        var (entity, relation) = (new int[graph.Entities], new int[graph.Relations]);
        foreach (var t in graph.Train)
        {
            entity[t.Head]++;
            entity[t.Tail]++;
            relation[t.Relation]++;
        }
        Triple[] held = [.. graph.Validation, .. graph.Test];
        yield return new("unseen entities", Enumerable.Range(0, graph.Entities).Count(e => entity[e] == 0));
        yield return new("triples an entity", Facts.Spread(entity));
        yield return new("triples a relation", Facts.Spread(relation));
        yield return new("relations by kind", Kinds(graph));
        var known = graph.Train.ToHashSet();
        yield return new("held-out triples in train", held.Count(known.Contains));
        var (pairs, symmetric, leak) = Leakage(graph);
        yield return new("inverse relations", $"{pairs} pairs, and {symmetric} symmetric relations");
        if (graph.Test.Length == 0) yield break;
        var share = leak.ToString("P1", CultureInfo.InvariantCulture);
        yield return new("inverse leakage", leak, $"{share} of the test triples stand in train the other way round" + (leak < Warn ? ""
            : "; WARNING: a rule that turns triples round scores high here without learning anything, as on FB15k before FB15k-237"));
    }

    /// <summary>Relations as in Bordes et al. 2013: 1 or N heads a tail, and tails a head, with 1.5 on average as the border.</summary>
    internal static (int OneToOne, int OneToMany, int ManyToOne, int ManyToMany) CountKinds(KnowledgeGraph graph)
    {
        var (triples, heads, tails) = (new int[graph.Relations], new int[graph.Relations], new int[graph.Relations]);
        var (known, byHead, byTail) = (new HashSet<Triple>(), new HashSet<(int, int)>(), new HashSet<(int, int)>());
        foreach (var t in graph.Train)
        {
            if (!known.Add(t)) continue;
            triples[t.Relation]++;
            if (byHead.Add((t.Head, t.Relation))) heads[t.Relation]++;
            if (byTail.Add((t.Tail, t.Relation))) tails[t.Relation]++;
        }
        var counts = new int[4];
        for (var r = 0; r < graph.Relations; r++)
            if (triples[r] > 0) counts[(triples[r] >= Many * heads[r] ? 1 : 0) + (triples[r] >= Many * tails[r] ? 2 : 0)]++;
        return (counts[0], counts[1], counts[2], counts[3]);
    }

    private static string Kinds(KnowledgeGraph graph)
    {
        var (oneToOne, oneToMany, manyToOne, manyToMany) = CountKinds(graph);
        return $"{oneToOne} 1-1, {oneToMany} 1-N, {manyToOne} N-1, {manyToMany} N-N";
    }

    /// <summary>
    /// Pairs of relations of which one is nearly the other turned round, relations that are nearly symmetric, and the share of test triples
    /// that training holds turned round under such a relation (Toutanova and Chen 2015, on FB15k).
    /// </summary>
    internal static (int Pairs, int Symmetric, double Leak) Leakage(KnowledgeGraph graph)
    {
        var known = graph.Train.ToHashSet();
        var (total, turned) = (new int[graph.Relations], new Dictionary<(int, int), int>());
        var byEnds = known.ToLookup(t => (t.Head, t.Tail), t => t.Relation);
        foreach (var t in known)
        {
            total[t.Relation]++;
            foreach (var other in byEnds[(t.Tail, t.Head)])
                turned[(t.Relation, other)] = turned.GetValueOrDefault((t.Relation, other)) + 1;
        }
        var inverses = turned.Where(p => p.Value >= Inverse * total[p.Key.Item1]).Select(p => p.Key).ToHashSet();
        var symmetric = inverses.Count(p => p.Item1 == p.Item2);
        var pairs = inverses.Count(p => p.Item1 != p.Item2 && (p.Item1 < p.Item2 || !inverses.Contains((p.Item2, p.Item1))));
        var leaked = graph.Test.Count(t => byEnds[(t.Tail, t.Head)].Any(other => inverses.Contains((t.Relation, other))));
        return (pairs, symmetric, graph.Test.Length == 0 ? 0 : (double)leaked / graph.Test.Length);
    }
}
