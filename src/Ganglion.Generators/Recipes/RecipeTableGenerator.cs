using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Ganglion.Generators.Recipes;

/// <summary>Lists the recipes of an assembly in a <c>RecipeTable</c>, sorted by id.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RecipeTableGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider.ForAttributeWithMetadataName(
            RecipeParser.Attribute, static (syntax, _) => syntax is ClassDeclarationSyntax, static (match, _) => Parse(match));
        var rows = parsed.Select(static (row, _) => row.Tree).Where(static row => row is not null).Collect();

        Report.Register(context, parsed.SelectMany(static (row, _) => row.Reports));
        Report.Register(context, rows.SelectMany(static (rows, _) => Duplicates(rows!)));

        var space = context.CompilationProvider.Select(static (compilation, _) => Names.Namespace(compilation.AssemblyName ?? "Recipes"));
        var project = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue("build_property.ProjectDir", out var folder) ? folder : "");
        var table = rows.Combine(space.Combine(project)).Select(static (input, _) => Sorted(input.Left!, input.Right.Left, input.Right.Right));

        context.RegisterSourceOutput(table.WithTrackingName("RecipeTable"), static (output, table) =>
        {
            if (table.Rows.Count > 0) output.AddSource("RecipeTable.g.cs", Emit(table));
        });
    }

    private static Parsed<RecipeRow> Parse(GeneratorAttributeSyntaxContext match)
    {
        var parsed = RecipeParser.Parse((INamedTypeSymbol)match.TargetSymbol);
        if (parsed.Tree is not { } header) return new(null, parsed.Reports);
        var name = ((ClassDeclarationSyntax)match.TargetNode).Identifier;
        var place = name.GetLocation();
        var line = place.GetLineSpan().StartLinePosition.Line + 1;
        return new(new(header.Id, header.Type, place.SourceTree!.FilePath, line, name.Span), parsed.Reports);
    }

    private static RecipeTable Sorted(ImmutableArray<RecipeRow> rows, string space, string project)
    {
        var placed = rows.Select(row => row with { Path = Relative(row.Path, project), Span = default });
        return new(space, [.. placed.OrderBy(row => row.Id, StringComparer.Ordinal)]);
    }

    private static IEnumerable<Report> Duplicates(ImmutableArray<RecipeRow> rows) =>
        from row in rows
        group row by row.Id into same
        let first = same.First()
        from other in same.Skip(1)
        select new Report(Rules.DuplicateRecipe, other.Path, other.Span, [other.Id, Short(first.Type), Short(other.Type)]);

    private static string Short(string type) => type.Replace("global::", "");

    private static string Relative(string path, string folder)
    {
        var (file, root) = (path.Replace('\\', '/'), folder.Replace('\\', '/').TrimEnd('/') + "/");
        var isInside = root.Length > 1 && file.StartsWith(root, StringComparison.Ordinal);
        return file.Substring(isInside ? root.Length : file.LastIndexOf('/') + 1);
    }

    private static string Emit(RecipeTable table)
    {
        var code = new CodeWriter();
        code.Line($"namespace {table.Namespace};").Line();
        code.Line("/// <summary>The recipes of this assembly.</summary>").Open("public static partial class RecipeTable");
        code.Line("/// <summary>Every class marked <c>[Recipe]</c>, sorted by id.</summary>");
        code.Line("public static global::System.Collections.Generic.IReadOnlyList<global::Ganglion.Lab.RecipeEntry> All { get; } =");
        code.Line("[").Indent();
        foreach (var row in table.Rows)
        {
            code.Line($"new({Names.Literal(row.Id)}, static () => new {row.Type}(), {Names.Literal(row.Path)}, {row.Line}),");
        }

        return code.Close("];").Finish();
    }
}

/// <summary>A line of the table: a recipe and the place of its declaration, counted from 1.</summary>
internal sealed record RecipeRow(string Id, string Type, string Path, int Line, TextSpan Span);

internal sealed record RecipeTable(string Namespace, EquatableArray<RecipeRow> Rows);
