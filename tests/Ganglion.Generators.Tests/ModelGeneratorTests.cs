using Ganglion.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ganglion.Generators.Tests;

public sealed class ModelGeneratorTests
{
    private const string Linear = "[Model] public sealed partial record Linear(Tensor Weight, Tensor? Bias);\n";

    private static Driver Run(string source) => Driver.Run([new ModelGenerator()], Driver.Source(source));

    /// <summary>Shows the model, its doubled copy, and the order in which it was mapped.</summary>
    private static string[] Walk(string types, string model)
    {
        var driver = Run($$"""
            {{types}}
            public static class Probe
            {
                static Tensor T(double value) => new(value);
                public static string[] Run()
                {
                    var model = {{model}};
                    var order = new List<string>();
                    var twice = Tree.Double(model, order);
                    return [Tree.Show(model), Tree.Show(twice), string.Join(" ", order)];
                }
            }
            """);
        Assert.Empty(driver.Reports);
        return driver.Execute<string[]>();
    }

    [Fact]
    public void Tensors_and_smaller_models_are_walked_in_declaration_order_with_dotted_paths()
    {
        var walked = Walk(
            Linear + """
            [Model] public sealed partial record Gcn(Linear First, double Dropout, Linear? Second) { public Tensor Scale { get; init; } = new(9); }
            """,
            "new Gcn(new(T(1), T(2)), 0.5, new(T(3), null))");
        Assert.Equal(
            [
                "First.Weight=1 First.Bias=2 Second.Weight=3 Scale=9",
                "First.Weight=2 First.Bias=4 Second.Weight=6 Scale=18",
                "First.Weight First.Bias Second.Weight Scale",
            ],
            walked);
    }

    [Fact]
    public void Computed_static_and_indexed_properties_and_configuration_are_left_alone()
    {
        var walked = Walk(
            """
            [Model] public sealed partial record Layer(int Width, string[] Names)
            {
                public required Tensor Weight { get; init; }
                private Tensor State { get; set; } = new(7);
                public Tensor Computed => Weight;
                public Tensor Fixed { get; } = new(8);
                public static Tensor Shared { get; set; } = new(9);
                public Tensor this[int i] { get => Weight; set { } }
                public Func<Tensor, Tensor>? Activation { get; init; }
            }
            """,
            "new Layer(3, []) { Weight = T(1) }");
        Assert.Equal(["Weight=1 State=7", "Weight=2 State=14", "Weight State"], walked);
    }

    [Fact]
    public void Collections_are_numbered_and_rebuilt_as_the_kind_they_were()
    {
        var walked = Walk(
            Linear + """
            [Model] public sealed partial record Net(
                Tensor[] Arrays, ImmutableArray<Linear> Immutable, IReadOnlyList<Linear> Frozen, List<Tensor?> Holes, Linear Last);
            """,
            "new Net([T(1), T(2)], [new(T(3), null)], new List<Linear> { new(T(4), T(5)) }, [T(6), null, T(7)], new(T(8), null))");
        Assert.Equal("Arrays.0=1 Arrays.1=2 Immutable.0.Weight=3 Frozen.0.Weight=4 Frozen.0.Bias=5 Holes.0=6 Holes.2=7 Last.Weight=8", walked[0]);
        Assert.Equal("Arrays.0=2 Arrays.1=4 Immutable.0.Weight=6 Frozen.0.Weight=8 Frozen.0.Bias=10 Holes.0=12 Holes.2=14 Last.Weight=16", walked[1]);
        Assert.Equal("Arrays.0 Arrays.1 Immutable.0.Weight Frozen.0.Weight Frozen.0.Bias Holes.0 Holes.2 Last.Weight", walked[2]);
    }

    [Fact]
    public void A_mapped_read_only_list_is_an_array()
    {
        var driver = Run("""
            [Model] public sealed partial record Net(IReadOnlyList<Tensor> Items);
            public static class Probe { public static bool Run() => Tree.Double(new Net(new List<Tensor> { new(1) })).Items is Tensor[]; }
            """);
        Assert.True(driver.Execute<bool>());
    }

    [Fact]
    public void Nested_and_absent_collections_work()
    {
        var walked = Walk(
            Linear + """
            [Model] public sealed partial record Net(
                Tensor[][] Grid, List<Linear?>[]? Blocks, ImmutableArray<Tensor>? None, List<Tensor>? Some);
            """,
            "new Net([[T(1)], [], [T(2), T(3)]], [[new(T(4), null), null], [new(T(5), null)]], null, [T(6)])");
        Assert.Equal("Grid.0.0=1 Grid.2.0=2 Grid.2.1=3 Blocks.0.0.Weight=4 Blocks.1.0.Weight=5 Some.0=6", walked[0]);
        Assert.Equal("Grid.0.0=2 Grid.2.0=4 Grid.2.1=6 Blocks.0.0.Weight=8 Blocks.1.0.Weight=10 Some.0=12", walked[1]);
    }

    [Fact]
    public void Generic_and_nested_models_and_type_parameters_work()
    {
        var walked = Walk(
            Linear + """
            public static partial class Outer<T> where T : class
            {
                public partial struct Middle
                {
                    [Model] public sealed partial record Residual<TInner>(TInner Inner, TInner[] More, T Tag) where TInner : IModel<TInner>;
                }
            }
            """,
            "new Outer<string>.Middle.Residual<Linear>(new(T(1), null), [new(T(2), null)], \"tag\")");
        Assert.Equal(["Inner.Weight=1 More.0.Weight=2", "Inner.Weight=2 More.0.Weight=4", "Inner.Weight More.0.Weight"], walked);
    }

    [Fact]
    public void A_model_without_tensors_maps_to_itself()
    {
        var driver = Run("""
            [Model] public sealed partial record Relu;
            public static class Probe
            {
                static readonly Relu relu = new();
                public static bool Run() => ReferenceEquals(relu, Tree.Double(relu)) && Tree.Show(relu) == "";
            }
            """);
        Assert.True(driver.Execute<bool>());
    }

    [Fact]
    public void A_handwritten_model_is_a_branch_even_as_a_nullable_struct()
    {
        var walked = Walk(
            """
            public readonly record struct Pair(Tensor A, Tensor B) : IModel<Pair>
            {
                public void Visit(string prefix, Action<string, Tensor> visit) { visit(prefix + "A", A); visit(prefix + "B", B); }
                public Pair Map(string prefix, Func<string, Tensor, Tensor> map) => new(map(prefix + "A", A), map(prefix + "B", B));
            }
            [Model] public sealed partial record Net(Pair Both, Pair? Maybe, Pair?[] Many);
            """,
            "new Net(new(T(1), T(2)), null, [null, new(T(3), T(4))])");
        Assert.Equal("Both.A=2 Both.B=4 Many.1.A=6 Many.1.B=8", walked[1]);
    }

    [Fact]
    public void Layers_behind_an_interface_mix_in_one_list()
    {
        var walked = Walk(
            """
            public interface ILayer : IModel<ILayer>;
            [Model] public sealed partial record Dense(Tensor Weight) : ILayer;
            [Model] public sealed partial record Relu : ILayer;
            [Model] public sealed partial record Wrap<T>(T Inner, ILayer Other) : ILayer where T : ILayer, IModel<T>;
            [Model] public sealed partial record Sequential(ImmutableArray<ILayer> Layers) : ILayer;
            """,
            "new Sequential([new Dense(T(1)), new Relu(), new Wrap<Dense>(new(T(2)), new Dense(T(3)))])");
        Assert.Equal("Layers.0.Weight=2 Layers.2.Inner.Weight=4 Layers.2.Other.Weight=6", walked[1]);
    }

    [Fact]
    public void A_derived_model_is_walked_whole_through_its_base()
    {
        var walked = Walk(
            """
            [Model] public abstract partial record Cell(Tensor Input);
            [Model] public partial record Gru(Tensor Input, Tensor Gate) : Cell(Input);
            [Model] public sealed partial record Lstm(Tensor Input, Tensor Gate, Tensor Forget) : Gru(Input, Gate);
            [Model] public sealed partial record Net(Cell[] Cells);
            """,
            "new Net([new Gru(T(1), T(2)), new Lstm(T(3), T(4), T(5))])");
        Assert.Equal("Cells.0.Input=2 Cells.0.Gate=4 Cells.1.Input=6 Cells.1.Gate=8 Cells.1.Forget=10", walked[1]);
    }

    [Fact]
    public void Property_names_that_clash_with_generated_names_or_keywords_work()
    {
        var walked = Walk(
            "[Model] public sealed partial record Odd(Tensor prefix, Tensor map, Tensor[] i, Tensor? @event, Tensor? Event, Tensor? visit);",
            "new Odd(T(1), T(2), [T(3)], T(4), T(5), T(6))");
        Assert.Equal("prefix=2 map=4 i.0=6 event=8 Event=10 visit=12", walked[1]);
    }

    [Fact]
    public void The_emitted_file_reads_as_it_should()
    {
        var emitted = Run($"""
            namespace Demo;
            {Linear}
            [Model] public sealed partial record Gat(Linear First, ImmutableArray<Linear> Heads, Tensor? Scale, int Hops);
            """);
        var snapshot = Path.Combine(AppContext.BaseDirectory, "Snapshots", "Gat.Model.txt");
        Assert.Equal(File.ReadAllText(snapshot), emitted.Emitted("Linear.Model.g.cs") + emitted.Emitted("Gat.Model.g.cs"));
    }

    [Theory]
    [InlineData("[Model] public sealed partial class X;", "GANG001")]
    [InlineData("[Model] public sealed record X(Tensor A);", "GANG002")]
    [InlineData("public class Outer { [Model] public sealed partial record X(Tensor A); }", "GANG003")]
    [InlineData("[Model] public sealed partial record X(Dictionary<string, Tensor> A);", "GANG004")]
    [InlineData("[Model] public sealed partial record X((Tensor, int) A);", "GANG004")]
    [InlineData("[Model] public sealed partial record X(Tensor[,] A);", "GANG004")]
    [InlineData("[Model] public sealed partial record X(IModel A);", "GANG004")]
    [InlineData("[Model] public sealed partial record Y; [Model] public sealed partial record X(IEnumerable<Y> A);", "GANG004")]
    [InlineData("[Model] public partial record Y; public sealed record X(Tensor A) : Y;", "GANG005")]
    public void A_model_that_cannot_be_walked_is_reported(string source, string id) => Assert.Equal([id], Run(source).ReportIds);

    [Fact]
    public void Deriving_from_a_model_without_adding_tensors_needs_no_mark() =>
        Assert.Empty(Run("[Model] public partial record Y(Tensor A); public sealed record X(Tensor A, int Width) : Y(A);").Reports);

    [Fact]
    public void A_report_points_at_the_property_and_obeys_a_pragma()
    {
        var report = Assert.Single(Run("[Model] public sealed partial record X(\n    Tensor[,] Grid);").Reports);
        Assert.Equal((1, 14), (report.Location.GetLineSpan().StartLinePosition.Line, report.Location.GetLineSpan().StartLinePosition.Character));
        Assert.Contains("'X.Grid' holds tensors in a 'Tensor[,]'", report.GetMessage());
        Assert.Empty(Run("#pragma warning disable GANG004\n[Model] public sealed partial record X(Tensor[,] Grid);").Reports);
    }

    [Fact]
    public void An_unrelated_edit_emits_nothing_anew_and_a_related_one_does()
    {
        var first = Driver.Run([new ModelGenerator()], Driver.Source(Linear), Driver.Source("public class Other;", "Other.cs"));
        Assert.Equal([IncrementalStepRunReason.New], first.Reasons("Models"));

        var edited = Driver.Source("\npublic class Other { int changed; }", "Other.cs");
        var unrelated = first.Again(first.Input.ReplaceSyntaxTree(first.Input.SyntaxTrees[^1], edited));
        Assert.Equal([IncrementalStepRunReason.Cached], unrelated.Reasons("Models"));

        var renamed = Driver.Source("[Model] public sealed partial record Linear(Tensor Kernel);");
        var related = first.Again(first.Input.ReplaceSyntaxTree(first.Input.SyntaxTrees[^2], renamed));
        Assert.Equal([IncrementalStepRunReason.Modified], related.Reasons("Models"));
    }
}
