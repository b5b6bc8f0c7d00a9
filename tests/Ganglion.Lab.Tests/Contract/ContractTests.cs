using Ganglion.Data;

namespace Ganglion.Lab.Tests;

public sealed class ContractTests
{
    [Fact]
    public void A_sound_method_keeps_every_rule()
    {
        var findings = Check(new Toy());
        Assert.All(findings, f => Assert.True(f.Ok, $"{f.Rule}: {f.Detail}"));
        Assert.Equal(Contract.Rules(new Toy()), findings.Select(f => f.Rule));
    }

    [Theory]
    [InlineData("catalogue", "P001 is 'Adaptive Training")]
    [InlineData("options-documented", "'rate' has no documentation")]
    [InlineData("options-round-trip", "reads back as")]
    [InlineData("loss-falls", "does not fall")]
    [InlineData("answers", "answer 0 of")]
    [InlineData("same-bits", "on one thread and")]
    [InlineData("gradients", "central differences give")]
    [InlineData("save-load", "answers differently")]
    [InlineData("claims-run", "There is no recipe 'missing'")]
    public void A_broken_rule_is_found_and_explained(string rule, string says)
    {
        var finding = Check(new Toy(breaks: rule)).Single(f => f.Rule == rule);
        Assert.False(finding.Ok);
        Assert.Contains(says, finding.Detail);
    }

    [Fact]
    public void An_id_that_nobody_can_type_breaks_its_rule() => Assert.False(Check(new Toy("My_Toy")).Single(f => f.Rule == "id").Ok);

    [Fact]
    public void A_row_of_the_catalogue_without_a_claim_breaks_its_rule() => Assert.False(Check(new Toy(breaks: "catalogue")).Single(f => f.Rule == "claims-stated").Ok);

    [Theory]
    [InlineData("iris")]
    [InlineData("abalone")]
    [InlineData("adult")]
    [InlineData("cora")]
    [InlineData("village")]
    [InlineData("digits")]
    [InlineData("airline")]
    public void The_tiny_task_of_a_data_set_is_of_its_kind(string name)
    {
        var real = Tasks.From(DataSource.Open(name));
        var tiny = SmokeTasks.For(name, new());
        Assert.Equal(real.Kind, tiny.Kind);
        Assert.StartsWith("smoke-", tiny.Name);
    }

    [Fact]
    public void Tiny_tasks_are_the_same_every_time() => Assert.Equal(((TableTask)SmokeTasks.For("iris", new())).Train.Dense.ToArray(), ((TableTask)SmokeTasks.For("wine", new())).Train.Dense.ToArray());

    [Fact]
    public void A_name_that_nobody_registered_is_refused_with_advice()
    {
        var e = Assert.Throws<ArgumentException>(() => SmokeTasks.For("my-data", new()));
        Assert.Contains("'my-data' is not a registered data set", e.Message);
    }

    private static IReadOnlyList<ContractFinding> Check(Recipe recipe) => Contract.Check(recipe, new RecipeBook(new RecipeEntry(recipe.Id, () => recipe, "", 1)));
}
