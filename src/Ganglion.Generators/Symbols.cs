using Microsoft.CodeAnalysis;

namespace Ganglion.Generators;

/// <summary>Questions asked of symbols by more than one parser.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The name with <c>global::</c> and nullability, as emitted code writes it.</summary>
    public static string Code(this ITypeSymbol type) => type.ToDisplayString(Qualified);

    public static bool Is(this ITypeSymbol type, string space, string metadataName) =>
        type.MetadataName == metadataName && type.ContainingType is null && type.ContainingNamespace?.ToDisplayString() == space;

    public static AttributeData? Attribute(this ISymbol symbol, string space, string metadataName) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Is(space, metadataName) == true);

    /// <summary>The type and its base classes, nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> Lineage(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType) yield return current;
    }

    /// <summary>
    /// The instance properties of a record that <c>with</c> can set, in declaration order, inherited ones first; an overriding or hiding
    /// property stands where the first of its name stood.
    /// </summary>
    public static IReadOnlyList<IPropertySymbol> SettableProperties(this INamedTypeSymbol record, Compilation compilation)
    {
        var properties = new List<IPropertySymbol>();
        foreach (var property in record.Lineage().Reverse().SelectMany(type => type.GetMembers().OfType<IPropertySymbol>()))
        {
            if (property is not { IsStatic: false, IsIndexer: false, GetMethod: not null, SetMethod: { } setter }) continue;
            if (property.ExplicitInterfaceImplementations.Length > 0 || !compilation.IsSymbolAccessibleWithin(setter, record)) continue;
            var known = properties.FindIndex(other => other.Name == property.Name);
            if (known < 0) properties.Add(property);
            else properties[known] = property;
        }

        return properties;
    }
}
