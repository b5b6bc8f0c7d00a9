using Ganglion.Data;

namespace Ganglion.Recipes;

/// <summary>How often a rule is right.</summary>
/// <param name="Support">Pairs that body and head both join.</param>
/// <param name="Standard">Support over the pairs that the body joins.</param>
/// <param name="Partial">Support over those whose first entity has any fact of the head's relation (Galárraga et al. 2013).</param>
internal readonly record struct RuleConfidence(int Support, double Standard, double Partial);

/// <summary>Counts rules of composition exactly, as AMIE does (Galárraga et al. 2013): for graphs of some thousand triples.</summary>
internal sealed class RuleMiner
{
    private readonly HashSet<long>[] _facts;
    private readonly Dictionary<int, List<int>>[] _tails;
    private readonly Dictionary<string, HashSet<long>> _joined = [];
    private readonly int _entities;

    public RuleMiner(int entities, int relations, IReadOnlyList<Triple> triples)
    {
        _entities = entities;
        _facts = [.. Enumerable.Range(0, relations).Select(_ => new HashSet<long>())];
        _tails = [.. Enumerable.Range(0, relations).Select(_ => new Dictionary<int, List<int>>())];
        foreach (var (head, relation, tail) in triples)
        {
            if (!_facts[relation].Add(Pair(head, tail))) continue;
            if (!_tails[relation].TryGetValue(head, out var tails)) _tails[relation].Add(head, tails = []);
            tails.Add(tail);
        }
    }

    /// <summary>Rules whose body and head join two pairs of entities in common, of one length; no relation stands alone for itself.</summary>
    public IReadOnlyList<CompositionRule> Candidates(int length)
    {
        var rules = new List<CompositionRule>();
        foreach (int[] body in Bodies(length))
        {
            var joined = Joined(body);
            if (joined.Count == 0) continue;
            for (int head = 0; head < _facts.Length; head++)
                if (Overlap(joined, _facts[head]) >= 2) rules.Add(new(head, body));
        }
        return rules;
    }

    /// <summary>How often a rule is right.</summary>
    public RuleConfidence Confidence(CompositionRule rule)
    {
        var joined = Joined([.. rule.Body]);
        int support = Overlap(joined, _facts[rule.Head]), partial = joined.Count(p => _tails[rule.Head].ContainsKey((int)(p / _entities)));
        return new(support, joined.Count == 0 ? 0 : support / (double)joined.Count, partial == 0 ? 0 : support / (double)partial);
    }

    private IEnumerable<int[]> Bodies(int length) => length == 0 ? [[]]
        : Bodies(length - 1).Where(b => b.Length == 0 || Joined(b).Count > 0).SelectMany(b => Enumerable.Range(0, _facts.Length).Select(r => (int[])[.. b, r]));

    private HashSet<long> Joined(int[] body)
    {
        if (body.Length == 1) return _facts[body[0]];
        string key = string.Join(' ', body);
        if (_joined.TryGetValue(key, out var known)) return known;
        var joined = new HashSet<long>();
        foreach (long pair in Joined(body[..^1]))
            if (_tails[body[^1]].TryGetValue((int)(pair % _entities), out var tails))
                foreach (int tail in tails) joined.Add(Pair((int)(pair / _entities), tail));
        _joined.Add(key, joined);
        return joined;
    }

    private static int Overlap(HashSet<long> a, HashSet<long> b)
    {
        var (few, many) = a.Count < b.Count ? (a, b) : (b, a);
        return few.Count(many.Contains);
    }

    private long Pair(int head, int tail) => (long)head * _entities + tail;
}

/// <summary>EmbedRule (Yang et al. 2015, section 4): a rule is likely if the product of its body's matrices is near the head's.</summary>
internal static class EmbedRule
{
    /// <summary>The cosine between the product and the head's matrix: minus the distance, for matrices of length one.</summary>
    public static double Similarity(TripleVectors net, CompositionRule rule)
    {
        int width = net.Entities.Size(1);
        Tensor Matrix(int r) => net.Relations.GatherRows(new[] { r }).Reshape(width, width);
        return Memory.Scope(() =>
        {
            var product = rule.Body.Select(Matrix).Aggregate((a, b) => a.MatMul(b));
            var head = Matrix(rule.Head);
            return (product * head).Sum() / (product.Square().Sum() * head.Square().Sum() + 1e-30).Sqrt();
        }).Item();
    }
}
