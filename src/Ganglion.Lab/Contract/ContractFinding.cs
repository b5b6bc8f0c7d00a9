namespace Ganglion.Lab;

/// <summary>What checking one rule of the contract found.</summary>
/// <param name="Rule">The rule's name in kebab case.</param>
/// <param name="Ok">Whether the recipe keeps it.</param>
/// <param name="Detail">What was seen, or what is wrong and what to do.</param>
public sealed record ContractFinding(string Rule, bool Ok, string Detail);

/// <summary>A rule is broken; the message says what was seen and what to do.</summary>
internal sealed class BrokenRuleException(string message) : Exception(message);

/// <summary>A rule: says what it saw, or throws.</summary>
internal sealed record ContractRule(string Name, Func<ContractSubject, string> Check)
{
    public ContractFinding Apply(ContractSubject subject)
    {
        try
        {
            return new(Name, true, Check(subject));
        }
        catch (BrokenRuleException broken)
        {
            return new(Name, false, broken.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(Name, false, $"{e.GetType().Name}: {e.Message}{Environment.NewLine}{e.StackTrace}");
        }
    }
}
