namespace Ganglion.Lab;

/// <summary>Claims at smoke budget.</summary>
internal static class ClaimRules
{
    private const double Limit = 2;

    public static ContractRule Run { get; } = new("claims-run", s =>
    {
        var records = new Reproducer(s.Recipes).Run(s.Recipe, Budget.Smoke);
        // What was slow may have been the compiler: a second chance, in a session of its own.
        if (records.Any(r => r.Seconds > Limit)) records = new Reproducer(s.Recipes).Run(s.Recipe, Budget.Smoke);
        foreach (var r in records)
        {
            if (r.Error is { } error) throw new BrokenRuleException($"The claim '{r.Claim}' fails at smoke budget: {error}");
            if (r.Findings.Count == 0) throw new BrokenRuleException($"The claim '{r.Claim}' finds nothing: state what must be seen with AtLeast, Better or True.");
            if (r.Seconds > Limit) throw new BrokenRuleException($"The claim '{r.Claim}' takes {r.Seconds:0.0} s at smoke budget; {Limit:0} s are allowed. Use e.By(smoke, check, full).");
        }
        return records.Count == 0 ? "no claims" : $"{records.Count} claims, {records.Sum(r => r.Seconds):0.00} s";
    });
}
