using System.Collections.Concurrent;
using Ganglion.Lab;

namespace Ganglion.Recipes.Tests;

/// <summary>Every recipe of the table against every rule of the contract; a new recipe is found by itself.</summary>
public sealed class ContractTests
{
    private static readonly RecipeBook s_book = new(RecipeTable.All);
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<ContractFinding>>> s_findings = new();

    public static TheoryData<string, string> Rules
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var recipe in s_book.All) foreach (string rule in Contract.Rules(recipe)) rows.Add(recipe.Id, rule);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_recipe_keeps_the_contract(string recipe, string rule)
    {
        var finding = s_findings.GetOrAdd(recipe, static id => new(() => Contract.Check(s_book[id], s_book))).Value.Single(f => f.Rule == rule);
        TestContext.Current.TestOutputHelper?.WriteLine(finding.Detail);
        Assert.True(finding.Ok, $"{recipe}, {rule}: {finding.Detail}");
    }
}
