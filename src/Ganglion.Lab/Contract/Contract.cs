namespace Ganglion.Lab;

/// <summary>
/// What every recipe promises, checked without a test written by its author: it fits a tiny task in no time, learns, gives the same
/// bits on any number of threads, differentiates, survives saving, documents its options, and its claims run.
/// </summary>
public static class Contract
{
    /// <summary>The rules that apply to a recipe, in the order in which they are checked.</summary>
    public static IReadOnlyList<string> Rules(Recipe recipe) => [.. For(recipe).Select(r => r.Name)];

    /// <summary>Checks every rule.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="recipes">Where its claims find the methods they compare with.</param>
    public static IReadOnlyList<ContractFinding> Check(Recipe recipe, RecipeBook recipes)
    {
        var subject = new ContractSubject(recipe, recipes);
        return [.. For(recipe).Select(r => r.Apply(subject))];
    }

    private static IEnumerable<ContractRule> For(Recipe recipe) => recipe is Method ? [.. PaperRules.All, .. MethodRules.All, ClaimRules.Run] : [.. PaperRules.All, ClaimRules.Run];
}
