namespace Ganglion.Lab;

/// <summary>Claims at smoke budget.</summary>
internal static class ClaimRules
{
    // Two seconds are meant; a busy machine must not decide, so only what is far beyond them breaks the rule.
    private const double Meant = 2, Limit = 10 * Meant;

    public static ContractRule Run { get; } = new("claims-run", s =>
    {
        var records = new Reproducer(s.Recipes).Run(s.Recipe, Budget.Smoke);
        foreach (var r in records)
        {
            if (r.Error is { } error) throw new BrokenRuleException($"The claim '{r.Claim}' fails at smoke budget: {error}");
            if (r.Findings.Count == 0) throw new BrokenRuleException($"The claim '{r.Claim}' finds nothing: state what must be seen with AtLeast, Better or True.");
            if (r.Seconds > Limit) throw new BrokenRuleException($"The claim '{r.Claim}' takes {r.Seconds:0.0} s at smoke budget; {Meant:0} s are meant. Use e.By(smoke, check, full).");
        }
        return records.Count == 0 ? "no claims" : $"{records.Count} claims, {records.Sum(r => r.Seconds):0.00} s";
    });
}
