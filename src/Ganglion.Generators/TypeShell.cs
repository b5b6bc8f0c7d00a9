using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganglion.Generators;

/// <summary>Where a type lives: its namespace and the partial declarations around and including it, outermost first.</summary>
internal sealed record TypeShell(string Namespace, EquatableArray<string> Declarations, string Name, string HintName)
{
    /// <summary>The shell of <paramref name="type"/>, or null with a report when it or a type around it is not partial.</summary>
    public static TypeShell? Of(INamedTypeSymbol type, string attribute, List<Report> reports)
    {
        var before = reports.Count;
        if (!IsPartial(type)) reports.Add(Report.At(Rules.NotPartial, type.Locations[0], type.Name, attribute));

        var chain = new Stack<INamedTypeSymbol>([type]);
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (!IsPartial(outer)) reports.Add(Report.At(Rules.OuterNotPartial, type.Locations[0], type.Name, attribute, outer.Name));
            chain.Push(outer);
        }

        if (reports.Count > before) return null;
        var space = type.ContainingNamespace is { IsGlobalNamespace: false } named ? named.ToDisplayString() : "";
        var hint = string.Join(".", chain.Select(part => part.MetadataName)).Replace('`', '_');
        return new(space, [.. chain.Select(Declaration)], Simple(type), space.Length == 0 ? hint : $"{space}.{hint}");
    }

    /// <summary>Opens namespace and types in <paramref name="code"/>; <paramref name="bases"/> follows the innermost name.</summary>
    public void Open(CodeWriter code, string bases = "")
    {
        if (Namespace.Length > 0) code.Line($"namespace {Namespace};").Line();
        for (var i = 0; i < Declarations.Count; i++) code.Open(Declarations[i] + (i == Declarations.Count - 1 ? bases : ""));
    }

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(place =>
            place.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Declaration(INamedTypeSymbol type) => $"partial {Keyword(type)} {Simple(type)}";

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };

    private static string Simple(INamedTypeSymbol type) =>
        type.TypeParameters.Length == 0 ? type.Name : $"{type.Name}<{string.Join(", ", type.TypeParameters.Select(p => p.Name))}>";
}
