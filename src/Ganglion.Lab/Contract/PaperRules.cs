using System.Globalization;

namespace Ganglion.Lab;

/// <summary>What a recipe says of itself.</summary>
internal static class PaperRules
{
    public static ContractRule[] All { get; } =
    [
        new("id", s => IsKebab(s.Recipe.Id) ? s.Recipe.Id : throw new BrokenRuleException($"The id '{s.Recipe.Id}' is not in kebab case, such as 'graph-net-2'.")),
        new("paper", Paper),
        new("catalogue", InCatalogue),
        new("options-documented", OptionsAreDocumented),
        new("options-round-trip", OptionsRoundTrip),
        new("claims-stated", ClaimsAreStated),
    ];

    internal static bool IsKebab(string text) => text.Length > 0 && text[0] != '-' && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string Paper(ContractSubject s)
    {
        var p = s.Recipe.Paper;
        string missing = p.Title.Length == 0 ? "a title" : p.Authors.Length == 0 ? "its authors" : p.Year is < 1900 or > 2100 ? $"a year ({p.Year})" : p.Link.Length == 0 ? "a link" : s.Recipe.Summary.Length < 20 ? "a summary of a sentence" : "";
        return missing.Length == 0 ? p.Title : throw new BrokenRuleException($"The recipe lacks {missing}.");
    }

    private static string InCatalogue(ContractSubject s)
    {
        if (s.Recipe.Paper.Catalog is not { } id) return "a yardstick, not a row of the catalogue";
        var row = Catalogue.Find(id) ?? throw new BrokenRuleException($"The catalogue has no row '{id}'; ids run from {Catalogue.All[0].Id} to {Catalogue.All[^1].Id}.");
        return Plain(row.Title) == Plain(s.Recipe.Paper.Title) ? $"{id}, {row.Wing}" : throw new BrokenRuleException($"{id} is '{row.Title}', and the recipe says '{s.Recipe.Paper.Title}'. Correct the id or the title.");
    }

    // Letters and digits decide; case, accents of punctuation and spaces do not.
    private static string Plain(string title) => string.Concat(title.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string OptionsAreDocumented(ContractSubject s)
    {
        foreach (var o in s.Recipe.OptionTable)
        {
            if (!IsKebab(o.Name)) throw new BrokenRuleException($"The option '{o.Name}' is not in kebab case.");
            if (o.Summary.Length < 5) throw new BrokenRuleException($"The option '{o.Name}' has no documentation: write a <summary> on its property.");
            if (o.Range is not { } range || !double.TryParse(o.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) continue;
            if (range.Min >= range.Max || range.Log && range.Min <= 0) throw new BrokenRuleException($"The option '{o.Name}' cannot be searched from {range.Min} to {range.Max}.");
            if (value < range.Min || value > range.Max) throw new BrokenRuleException($"The default {o.Default} of '{o.Name}' lies outside its own search range, {range.Min} to {range.Max}.");
        }
        return $"{s.Recipe.OptionTable.Count} options";
    }

    private static string OptionsRoundTrip(ContractSubject s)
    {
        if (s.Recipe is not Method method) return "a study";
        return s.Each(task =>
        {
            foreach (var budget in (Budget[])[Budget.Smoke, Budget.Check])
            {
                object options = method.DefaultOptions(budget, task);
                var text = method.Describe(options);
                object again = method.ParseOptions(method.NewOptions(), text);
                if (!again.Equals(options) && method.Describe(again).FirstOrDefault(o => o.Value != text[o.Key]) is { Key: not null } other)
                    throw new BrokenRuleException($"The option '{other.Key}' is printed as '{text[other.Key]}', which reads back as '{other.Value}'.");
            }
            return "printed options read back the same";
        });
    }

    private static string ClaimsAreStated(ContractSubject s)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in s.Recipe.Claims)
        {
            if (!IsKebab(claim.Name)) throw new BrokenRuleException($"The claim '{claim.Name}' is not named in kebab case.");
            if (!names.Add(claim.Name)) throw new BrokenRuleException($"Two claims are named '{claim.Name}': the second record would replace the first.");
            if (claim.Statement.Length < 20) throw new BrokenRuleException($"The claim '{claim.Name}' does not say in a sentence what must be seen.");
        }
        return names.Count > 0 || s.Recipe.IsBaseline ? $"{names.Count} claims" : throw new BrokenRuleException("A row of the catalogue has at least one claim: the paper's statement as an experiment that can fail.");
    }
}
