using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ganglion.Generators;

/// <summary>A diagnostic as a value: what to say and where, without holding on to a syntax tree.</summary>
internal sealed record Report(DiagnosticDescriptor Rule, string Path, TextSpan Span, EquatableArray<string> Arguments)
{
    public static Report At(DiagnosticDescriptor rule, Location? place, params string[] arguments) =>
        new(rule, place?.SourceTree?.FilePath ?? "", place?.SourceSpan ?? default, new(arguments));

    /// <summary>Finds the tree again, because only a location in source obeys <c>#pragma warning disable</c>.</summary>
    private Diagnostic In(Compilation compilation) =>
        compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == Path && Span.End <= tree.Length) is { } tree
            ? Diagnostic.Create(Rule, Location.Create(tree, Span), [.. Arguments])
            : Diagnostic.Create(Rule, Location.None, [.. Arguments]);

    /// <summary>Reports all of <paramref name="reports"/>; kept apart from the emitting step so that moving code does not emit it anew.</summary>
    public static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Report> reports) =>
        context.RegisterSourceOutput(
            reports.Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.In(pair.Right)));
}

/// <summary>What a parser made of one declaration: a tree to emit unless it is beyond repair, and what to say about it.</summary>
internal sealed record Parsed<T>(T? Tree, EquatableArray<Report> Reports) where T : class, IEquatable<T>;
