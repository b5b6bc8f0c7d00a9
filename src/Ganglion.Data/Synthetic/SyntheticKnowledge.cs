namespace Ganglion.Data;

/// <summary>A rule that holds in a made-up knowledge graph: whoever is joined by the body's relations one after the other is joined by the head.</summary>
/// <param name="Head">A relation.</param>
/// <param name="Body">Two or three relations.</param>
public sealed record CompositionRule(int Head, IReadOnlyList<int> Body);

/// <summary>Knowledge graphs made up from a seed, with the rules that hold in them.</summary>
public static class SyntheticKnowledge
{
    private static readonly string[] Relations =
    [
        "city_in_region", "region_in_country", "country_in_continent", "born_in", "parent_of", "married_to", "works_for", "based_in", "likes",
        "city_in_country", "region_in_continent", "nationality", "grandparent_of", "child_of", "works_in_region", "works_in_country", "parent_in_law_of",
        "continent_of_origin", "great_grandparent_of",
    ];

    /// <summary>
    /// People with their families, employers and birthplaces, and the places within places: nine relations as they come, and ten that follow
    /// from them by turning round (<c>child_of</c>) or by composition of two (<c>grandparent_of</c>, <c>city_in_country</c>, …) or three
    /// (<c>nationality</c>, <c>works_in_country</c>, …). Only triples that follow from others are held out, so all of them can be inferred;
    /// <c>likes</c> is noise.
    /// </summary>
    /// <param name="people">Number of people, 8 or more; places and companies grow with it.</param>
    /// <param name="heldOut">Share of the derived triples to validate and test on, half each.</param>
    /// <param name="seed">What the graph depends on.</param>
    /// <returns>The graph, and the rules of composition that hold in it.</returns>
    public static (KnowledgeGraph Graph, IReadOnlyList<CompositionRule> Rules) World(int people, double heldOut = 0.3, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(people, 8);
        var random = new SplitMix(seed);
        int continents = 3, countries = Math.Max(4, people / 24), regions = 2 * countries, cities = 2 * regions, companies = Math.Max(4, people / 12);
        List<string> names = [];
        int Block(string kind, int count)
        {
            for (var i = 0; i < count; i++) names.Add($"{kind}{i}");
            return names.Count - count;
        }
        int person = Block("person", people), company = Block("company", companies), city = Block("city", cities), region = Block("region", regions),
            country = Block("country", countries), continent = Block("continent", continents);
        var facts = new HashSet<(int Head, int Tail)>[Relations.Length];
        for (var r = 0; r < facts.Length; r++) facts[r] = [];
        HashSet<(int Head, int Tail)> Of(string name) => facts[Array.IndexOf(Relations, name)];

        for (var i = 0; i < cities; i++) Of("city_in_region").Add((city + i, region + i % regions));
        for (var i = 0; i < regions; i++) Of("region_in_country").Add((region + i, country + i % countries));
        for (var i = 0; i < countries; i++) Of("country_in_continent").Add((country + i, continent + random.Below(continents)));
        for (var i = 0; i < companies; i++) Of("based_in").Add((company + i, city + random.Below(cities)));
        var birthplace = new int[people];
        for (var i = 0; i < people; i++)
        {
            // Two and two are a couple; a child's parents are one of the couples before it.
            if (i % 2 == 1)
            {
                Of("married_to").Add((person + i - 1, person + i));
                Of("married_to").Add((person + i, person + i - 1));
            }
            birthplace[i] = random.Below(cities);
            if (i >= people / 4)
            {
                var couple = random.Below(i / 4) * 2;
                Of("parent_of").Add((person + couple, person + i));
                Of("parent_of").Add((person + couple + 1, person + i));
                if (random.Uniform() < 0.6) birthplace[i] = birthplace[couple];
            }
            Of("born_in").Add((person + i, city + birthplace[i]));
            Of("works_for").Add((person + i, company + random.Below(companies)));
            for (var k = 0; k < 2; k++) Of("likes").Add((person + i, person + random.Below(people)));
        }

        (string Head, string[] Body)[] rules =
        [
            ("city_in_country", ["city_in_region", "region_in_country"]), ("region_in_continent", ["region_in_country", "country_in_continent"]),
            ("grandparent_of", ["parent_of", "parent_of"]), ("parent_in_law_of", ["parent_of", "married_to"]),
            ("works_in_region", ["works_for", "based_in", "city_in_region"]), ("nationality", ["born_in", "city_in_region", "region_in_country"]),
            ("works_in_country", ["works_for", "based_in", "city_in_country"]), ("continent_of_origin", ["born_in", "city_in_region", "region_in_continent"]),
            ("great_grandparent_of", ["parent_of", "parent_of", "parent_of"]),
        ];
        foreach (var (head, body) in rules) Of(head).UnionWith(body.Skip(1).Aggregate(Of(body[0]), (so, next) => Join(so, Of(next))));
        Of("child_of").UnionWith(Of("parent_of").Select(p => (p.Tail, p.Head)));

        var derived = Array.IndexOf(Relations, "city_in_country");
        List<Triple> train = [], validation = [], test = [];
        for (var r = 0; r < facts.Length; r++)
        {
            foreach (var (head, tail) in facts[r].Order())
            {
                var u = r < derived ? 1 : random.Uniform();
                (u < heldOut / 2 ? validation : u < heldOut ? test : train).Add(new(head, r, tail));
            }
        }
        int Id(string name) => Array.IndexOf(Relations, name);
        return (new(names.Count, Relations.Length, [.. train], [.. validation], [.. test]) { EntityNames = names, RelationNames = Relations },
            [.. rules.Select(r => new CompositionRule(Id(r.Head), [.. r.Body.Select(Id)]))]);
    }

    private static HashSet<(int Head, int Tail)> Join(HashSet<(int Head, int Tail)> first, HashSet<(int Head, int Tail)> second)
    {
        var next = second.ToLookup(p => p.Head, p => p.Tail);
        return [.. first.SelectMany(p => next[p.Tail].Select(t => (p.Head, t)))];
    }
}
