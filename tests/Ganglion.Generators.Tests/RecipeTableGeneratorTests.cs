using Ganglion.Generators.Recipes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ganglion.Generators.Tests;

public sealed class RecipeTableGeneratorTests
{
    private static Driver Run(params SyntaxTree[] trees) => Driver.Run([new RecipeTableGenerator(), new RecipeOptionsGenerator()], trees);

    [Fact]
    public void Recipes_are_listed_by_id_with_the_file_and_line_of_their_declaration()
    {
        var driver = Run(
            Driver.Source("namespace Graphs;\n\n[Recipe(\"sgc\")]\npublic sealed partial class Sgc : Recipe;", "/repo/src/Test/Graphs/Sgc.cs"),
            Driver.Source("[Recipe(\"B\")] public sealed partial class Upper : Recipe;", @"C:\elsewhere\Upper.cs"),
            Driver.Source(
                "partial class Outer { [Recipe(\"gcn\")] internal sealed partial class Gcn(int w = 3) : Recipe { int W = w; } }",
                "/x/Gcn.cs"),
            Driver.Source("""
                public static class Probe
                {
                    static string Show(RecipeEntry entry) => $"{entry.Id} {entry.File}:{entry.Line} {entry.Create()} {entry.Create().Id}";
                    public static string[] Run() => [.. Test.Assembly.RecipeTable.All.Select(Show)];
                }
                """, "Probe.cs"));
        Assert.Empty(driver.Reports);
        Assert.Equal(
            ["B Upper.cs:1 Upper B", "gcn Gcn.cs:1 Outer+Gcn gcn", "sgc Graphs/Sgc.cs:4 Graphs.Sgc sgc"],
            driver.Execute<string[]>());
    }

    [Fact]
    public void An_assembly_without_recipes_gets_nothing() =>
        Assert.Empty(Run(Driver.Source("public class Plain;")).Ran.GetRunResult().GeneratedTrees);

    [Theory]
    [InlineData("[Recipe(\"a\")] public sealed class X : Recipe { public override string Id => \"\"; }", "GANG002")]
    [InlineData("public class Outer { [Recipe(\"a\")] public sealed partial class X : Recipe; }", "GANG003")]
    [InlineData("[Recipe(\"a\")] public sealed partial class X : Recipe; [Recipe(\"a\")] public sealed partial class Y : Recipe;", "GANG101")]
    [InlineData("[Recipe(\"a\")] public abstract partial class X : Recipe;", "GANG102")]
    [InlineData("[Recipe(\"a\")] public sealed partial class X<T> : Recipe;", "GANG102")]
    [InlineData("[Recipe(\"a\")] public sealed partial class X;", "GANG102")]
    [InlineData("public partial class Outer { [Recipe(\"a\")] private sealed partial class X : Recipe; }", "GANG102")]
    [InlineData("[Recipe(\"a\")] public sealed partial class X(int a) : Recipe;", "GANG103")]
    [InlineData("[Recipe(\"a\")] public sealed partial class X : Recipe { private X() { } }", "GANG103")]
    public void A_recipe_the_table_cannot_hold_is_reported_once(string source, string id) => Assert.Equal([id], Run(Driver.Source(source)).ReportIds);

    [Fact]
    public void A_duplicate_id_names_both_recipes_and_points_at_the_second()
    {
        var first = Driver.Source("namespace A; [Recipe(\"gcn\")] public sealed partial class Gcn : Recipe;", "A.cs");
        var second = Driver.Source("namespace B; [Recipe(\"gcn\")] public sealed partial class Gcn : Recipe;", "B.cs");
        var report = Assert.Single(Run(first, second).Reports);
        Assert.Equal("B.cs", report.Location.SourceTree?.FilePath);
        Assert.Equal("Recipe id 'gcn' belongs to both 'A.Gcn' and 'B.Gcn'; give one of them another id", report.GetMessage());
    }

    [Fact]
    public void An_edit_inside_a_recipe_leaves_the_table_alone_and_a_new_id_does_not()
    {
        const string Recipe = "[Recipe(\"a\")] public sealed partial class X : Recipe { int Old; }";
        var first = Run(Driver.Source(Recipe));
        Assert.Equal([IncrementalStepRunReason.New], first.Reasons("RecipeTable"));

        Driver After(string text) => first.Again(first.Input.ReplaceSyntaxTree(first.Input.SyntaxTrees[^1], Driver.Source(text)));
        var edited = After(Recipe.Replace("Old", "New"));
        Assert.Equal([IncrementalStepRunReason.Cached], edited.Reasons("RecipeTable"));
        Assert.Equal([IncrementalStepRunReason.Cached], edited.Reasons("Recipes"));
        Assert.Equal([IncrementalStepRunReason.Modified], After(Recipe.Replace("\"a\"", "\"b\"")).Reasons("RecipeTable"));

        var moved = After("\n\n" + Recipe);
        Assert.Equal([IncrementalStepRunReason.Modified], moved.Reasons("RecipeTable"));
        Assert.Equal([IncrementalStepRunReason.Cached], moved.Reasons("Recipes"));
    }
}
