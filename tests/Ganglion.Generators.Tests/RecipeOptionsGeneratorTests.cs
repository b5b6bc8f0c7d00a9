using Ganglion.Generators.Recipes;

namespace Ganglion.Generators.Tests;

public sealed class RecipeOptionsGeneratorTests
{
    private const string Gcn = """
        namespace Demo;

        /// <summary>How neighbours are pooled.</summary>
        public enum Pooling { Mean, SumOfAll, Average = Mean }

        [Recipe("gcn")]
        public sealed partial class Gcn : Recipe
        {
            /// <summary>What can be tuned.</summary>
            /// <param name="LearningRate">Step size of
            /// <see cref="Ganglion.Tensor"/> &amp; friends.</param>
            /// <param name="Epochs">Passes over the data.</param>
            /// <param name="L2Penalty">Weight decay, or <c>none</c>.</param>
            public sealed record Options([Search(1e-4, 0.1, Log = true)] double LearningRate = 0.01, int Epochs = 200, float? L2Penalty = null)
            {
                /// <summary>Random seed.</summary>
                public long Seed { get; init; } = 1L << 40;

                /// <summary>Whether to shuffle.</summary>
                public bool Shuffle { get; init; } = true;

                /// <summary>A "name" of the run.</summary>
                public string Name { get; init; } = "run";

                /// <summary>Where to write, if anywhere.</summary>
                public string? Out { get; init; }

                /// <summary>How neighbours are pooled.</summary>
                public Pooling Pooling { get; init; } = Pooling.SumOfAll;

                /// <summary>A pooling at the end.</summary>
                public Pooling? Readout { get; init; }

                /// <summary>Widths of the hidden layers.</summary>
                public int[] Hidden { get; init; } = [64, 32];

                /// <summary>Rates, one a layer.</summary>
                public double[] Dropout { get; init; } = [];

                public int Layers => Hidden.Length;
            }
        }

        """;

    private static Driver Run(string source) => Driver.Run([new RecipeOptionsGenerator()], Driver.Source(source));

    /// <summary>The table of <see cref="Gcn"/>, compiled once; every function takes an option's name, then text where it needs one.</summary>
    private sealed record Table(
        string[] Rows,
        string[] Searches,
        Func<string, string, string> RoundTrip,
        Func<string, string, string> SetAndGetRate,
        Func<string, string, string> Failure);

    private static readonly Lazy<Table> Compiled = new(() =>
    {
        var driver = Run(Gcn + """
            public static class Probe
            {
                static readonly IReadOnlyList<OptionInfo> table = new Gcn().OptionTable;

                static OptionInfo Find(string name) => table.First(option => option.Name == name);

                static string Failure(string name, string text)
                {
                    try { Find(name).Set(new Gcn.Options(), text); return "accepted"; }
                    catch (FormatException refused) { return refused.Message; }
                }

                public static (string[], string[], Func<string, string, string>, Func<string, string, string>, Func<string, string, string>) Run() =>
                (
                    [.. table.Select(o => $"{o.Name}|{o.Type}|{o.Default}|{o.Summary}")],
                    [.. table.Select(o => $"{o.Name}|{o.Range}|{string.Join(" ", o.Choices)}")],
                    (name, text) => Find(name).Get(Find(name).Set(new Gcn.Options(), text)),
                    (name, text) => Find("learning-rate").Get(Find(name).Set(new Gcn.Options(), text)),
                    Failure
                );
            }
            """);
        Assert.Empty(driver.Reports);
        var (rows, searches, roundTrip, rate, failure) = driver.Execute<(
            string[], string[], Func<string, string, string>, Func<string, string, string>, Func<string, string, string>)>("Demo.Probe");
        return new(rows, searches, roundTrip, rate, failure);
    });

    [Fact]
    public void Every_option_has_name_type_default_and_summary() =>
        Assert.Equal(
            [
                "learning-rate|number|0.01|Step size of Tensor & friends.",
                "epochs|int|200|Passes over the data.",
                "l2-penalty|number|none|Weight decay, or none.",
                "seed|int|1099511627776|Random seed.",
                "shuffle|switch|true|Whether to shuffle.",
                "name|text|run|A \"name\" of the run.",
                "out|text||Where to write, if anywhere.",
                "pooling|choice|sum-of-all|How neighbours are pooled.",
                "readout|choice|none|A pooling at the end.",
                "hidden|list|64,32|Widths of the hidden layers.",
                "dropout|list||Rates, one a layer.",
            ],
            Compiled.Value.Rows);

    [Theory]
    [InlineData("learning-rate|SearchRange { Min = 0.0001, Max = 0.1, Log = True }|")]
    [InlineData("epochs||")]
    [InlineData("pooling||mean sum-of-all average")]
    [InlineData("readout||mean sum-of-all average none")]
    public void Search_ranges_and_choices_are_listed(string row) => Assert.Contains(row, Compiled.Value.Searches);

    [Theory]
    [InlineData("learning-rate", "0.30000000000000004")]
    [InlineData("learning-rate", "1E-09")]
    [InlineData("learning-rate", "50")] // outside the search range is allowed
    [InlineData("epochs", "-3")]
    [InlineData("epochs", "1e3", "1000")]
    [InlineData("l2-penalty", "0.1")]
    [InlineData("l2-penalty", "none")]
    [InlineData("seed", "9223372036854775807")]
    [InlineData("shuffle", "False", "false")]
    [InlineData("name", "a, b")]
    [InlineData("out", "")]
    [InlineData("out", "file.json")]
    [InlineData("pooling", "Mean", "mean")]
    [InlineData("pooling", "average", "mean")]
    [InlineData("readout", "sum-of-all")]
    [InlineData("readout", "none")]
    [InlineData("hidden", "1, 2,3", "1,2,3")]
    [InlineData("hidden", "")]
    [InlineData("dropout", "0.1,0.25")]
    public void Text_becomes_a_value_and_back(string name, string text, string? back = null) =>
        Assert.Equal(back ?? text, Compiled.Value.RoundTrip(name, text));

    [Fact]
    public void Setting_one_option_keeps_the_others() => Assert.Equal("0.01", Compiled.Value.SetAndGetRate("epochs", "7"));

    [Theory]
    [InlineData("learning-rate", "abc", "a number")]
    [InlineData("learning-rate", "0,5", "a number")]
    [InlineData("epochs", "1.5", "a whole number")]
    [InlineData("epochs", "3000000000", "a whole number")]
    [InlineData("l2-penalty", "", "a number or 'none'")]
    [InlineData("shuffle", "yes", "true or false")]
    [InlineData("pooling", "max", "one of mean, sum-of-all, average")]
    [InlineData("readout", "max", "one of mean, sum-of-all, average, none")]
    [InlineData("hidden", "1,x", "whole numbers separated by commas")]
    [InlineData("dropout", "0.1;0.2", "numbers separated by commas")]
    public void Refused_text_says_what_was_expected(string name, string text, string expected) =>
        Assert.Equal($"Option '{name}' expects {expected}, got '{text}'.", Compiled.Value.Failure(name, text));

    [Fact]
    public void A_recipe_without_options_gets_its_id_only()
    {
        var driver = Run("""
            [Recipe("a")] public sealed partial class X : Recipe;
            public static class Probe { public static string Run() => new X().Id + new X().OptionTable.Count; }
            """);
        Assert.Equal("a0", driver.Execute<string>());
        Assert.Single(driver.Ran.GetRunResult().GeneratedTrees);
    }

    [Fact]
    public void Options_of_a_base_class_serve_the_recipes_derived_from_it()
    {
        var driver = Run("""
            public abstract class Family : Recipe
            {
                public record Common
                {
                    /// <summary>Seed.</summary>
                    public int Seed { get; init; } = 5;
                }

                /// <param name="Width">Width.</param>
                public sealed record Options(int Width = 8) : Common;
            }
            [Recipe("a")] public sealed partial class A : Family;
            [Recipe("b")] public sealed partial class B : Family;
            public static class Probe { public static string Run() => string.Join(" ", new B().OptionTable.Select(o => o.Name + o.Default)); }
            """);
        Assert.Empty(driver.Reports);
        Assert.Equal("seed5 width8", driver.Execute<string>());
    }

    [Theory]
    [InlineData("/// <summary>Fine.</summary>", "public uint A", "GANG202")]
    [InlineData("/// <summary>Fine.</summary>", "public bool? A", "GANG202")]
    [InlineData("/// <summary>Fine.</summary>", "public string[] A", "GANG202")]
    [InlineData("", "public int A", "GANG201")]
    [InlineData("/// <summary> </summary>", "public int A", "GANG201")]
    [InlineData("// <summary>Not documentation.</summary>", "public int A", "GANG201")]
    [InlineData("/// <summary>Fine.</summary>", "[Search(1, 1)] public int A", "GANG204")]
    [InlineData("/// <summary>Fine.</summary>", "[Search(0, 1, Log = true)] public int A", "GANG204")]
    [InlineData("/// <summary>Fine.</summary>", "[Search(0, double.PositiveInfinity)] public int A", "GANG204")]
    [InlineData("/// <summary>Fine.</summary>", "[Search(0, 1)] public bool A", "GANG204")]
    [InlineData("/// <summary>Fine.</summary>", "public required int A", "GANG203")]
    public void A_faulty_option_is_reported(string comment, string property, string id) =>
        Assert.Equal([id], Run($$"""
            [Recipe("a")] public sealed partial class X : Recipe
            {
                public sealed record Options
                {
                    {{comment}}
                    {{property}} { get; init; }
                }
            }
            """).ReportIds);

    [Theory]
    [InlineData("public sealed record Options(int A);")]
    [InlineData("public record struct Options(int A = 1);")]
    [InlineData("public sealed class Options;")]
    public void Options_that_do_not_create_themselves_are_reported(string options) =>
        Assert.Equal(["GANG203"], Run($"[Recipe(\"a\")] public sealed partial class X : Recipe {{ {options} }}").ReportIds);

    [Theory]
    [InlineData("LearningRate", "learning-rate")]
    [InlineData("UseBCELoss", "use-bce-loss")]
    [InlineData("L2Penalty", "l2-penalty")]
    [InlineData("K", "k")]
    [InlineData("Beta1", "beta1")]
    [InlineData("GNN", "gnn")]
    [InlineData("Snake_Case", "snake-case")]
    public void Names_become_kebab_case(string name, string kebab) => Assert.Equal(kebab, Names.Kebab(name));

    [Fact]
    public void The_emitted_file_reads_as_it_should()
    {
        var snapshot = Path.Combine(AppContext.BaseDirectory, "Snapshots", "Gcn.Recipe.txt");
        Assert.Equal(File.ReadAllText(snapshot), Run(Gcn).Emitted("Gcn.Recipe.g.cs"));
    }
}
