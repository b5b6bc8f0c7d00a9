using Microsoft.CodeAnalysis;

namespace Ganglion.Generators.Models;

/// <summary>Reads a <c>[Model]</c> record into a <see cref="ModelTree"/>.</summary>
internal static class ModelParser
{
    private const string Space = "Ganglion";

    public static Parsed<ModelTree> Parse(INamedTypeSymbol type, Compilation compilation)
    {
        var reports = new List<Report>();
        if (!type.IsRecord)
        {
            reports.Add(Report.At(Rules.ModelNotRecord, type.Locations[0], type.Name));
            return new(null, [.. reports]);
        }

        var members = new List<ModelMember>();
        foreach (var property in type.SettableProperties(compilation))
        {
            if (Classify(property.Type) is { } node) members.Add(new(property.Name, node));
            else if (HidesTensors(property.Type))
            {
                var place = property.Locations.FirstOrDefault(place => place.IsInSource) ?? type.Locations[0];
                var written = property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
                reports.Add(Report.At(Rules.Unreachable, place, type.Name, property.Name, written));
            }
        }

        var shell = TypeShell.Of(type, "Model", reports);
        var modifier = type.Lineage().Skip(1).Any(IsMarked) ? "override " : type.IsSealed ? "" : "virtual ";
        return new(shell is null ? null : new(shell, modifier, [.. OtherSelves(type)], [.. members]), [.. reports]);
    }

    /// <summary>Complains of a record that adds tensors to the model it derives from without being marked itself.</summary>
    public static Report? Unmarked(INamedTypeSymbol type, Compilation compilation)
    {
        if (IsMarked(type) || type.Lineage().Skip(1).FirstOrDefault(IsMarked) is not { } model) return null;
        var added = type.SettableProperties(compilation)
            .FirstOrDefault(property => SymbolEqualityComparer.Default.Equals(property.ContainingType, type) && Classify(property.Type) is not null);
        return added is null ? null : Report.At(Rules.Unmarked, type.Locations[0], type.Name, model.Name, added.Name);
    }

    /// <summary>The shape of a type that holds tensors; null for configuration.</summary>
    private static Node? Classify(ITypeSymbol type)
    {
        var (core, nullable) = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapped
            ? (wrapped.TypeArguments[0], true)
            : (type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), MayBeNull(type));

        if (core.Is(Space, "Tensor")) return new(NodeKind.Leaf, core.Code(), nullable);
        if (MappedTypes(core) is { Count: > 0 } mapped) return Branch(core, nullable, mapped);

        var (kind, element, count) = core switch
        {
            IArrayTypeSymbol { IsSZArray: true } array => (NodeKind.Array, array.ElementType, "Length"),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IReadOnlyList_T } list =>
                (NodeKind.Array, list.TypeArguments[0], "Count"),
            INamedTypeSymbol list when list.Is("System.Collections.Generic", "List`1") => (NodeKind.List, list.TypeArguments[0], "Count"),
            INamedTypeSymbol list when list.Is("System.Collections.Immutable", "ImmutableArray`1") =>
                (NodeKind.List, list.TypeArguments[0], "Length"),
            _ => (default, null, ""),
        };
        return element is not null && Classify(element) is { } item ? new(kind, core.Code(), nullable, item, count) : null;
    }

    private static Node Branch(ITypeSymbol type, bool nullable, IReadOnlyList<ITypeSymbol> mapped)
    {
        var self = mapped.FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate, type));
        var result = self ?? mapped[0];
        // Two inherited `Map` methods differ only in what they return, so the call must say which one it means.
        var ambiguous = mapped.Count > 1 && type.TypeKind is TypeKind.Interface or TypeKind.TypeParameter;
        return new(
            NodeKind.Branch,
            type.Code(),
            nullable,
            Through: ambiguous ? $"global::Ganglion.IModel<{result.Code()}>" : null,
            Cast: self is null ? type.Code() : null,
            Absent: type is ITypeParameterSymbol { HasValueTypeConstraint: false } ? "default" : "null");
    }

    /// <summary>What a value can be mapped to: every <c>T</c> of its <c>IModel&lt;T&gt;</c>, written or generated.</summary>
    private static List<ITypeSymbol> MappedTypes(ITypeSymbol type)
    {
        var found = new List<ITypeSymbol>();
        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes) found.AddRange(MappedTypes(constraint));
        }
        else if (type is INamedTypeSymbol named)
        {
            if (named.Lineage().FirstOrDefault(IsMarked) is { } marked) found.Add(marked);
            found.AddRange(named.AllInterfaces.Prepend(named).Where(IsModelOfSelf).Select(model => model.TypeArguments[0]));
        }

        return [.. found.Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)];
    }

    private static IEnumerable<string> OtherSelves(INamedTypeSymbol type) =>
        type.Interfaces.SelectMany(declared => declared.AllInterfaces.Prepend(declared))
            .Where(IsModelOfSelf)
            .Where(model => !SymbolEqualityComparer.Default.Equals(model.TypeArguments[0], type))
            .Where(model => !model.GetMembers("Map").Any(map => type.FindImplementationForInterfaceMember(map) is not null))
            .Select(model => model.TypeArguments[0].Code())
            .Distinct();

    /// <summary>Whether the type carries tensors in a form no tree walks: another collection, a dictionary, a tuple, a bare <c>IModel</c>.</summary>
    private static bool HidesTensors(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Carries(array.ElementType),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Any(element => Carries(element.Type)),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapped => HidesTensors(wrapped.TypeArguments[0]),
        INamedTypeSymbol named => named.AllInterfaces.Prepend(named).Any(face =>
            face.Is(Space, "IModel")
            || (face.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T && Carries(face.TypeArguments[0]))),
        _ => false,
    };

    private static bool Carries(ITypeSymbol item) =>
        Classify(item) is not null
        || HidesTensors(item)
        || (item is INamedTypeSymbol pair && pair.Is("System.Collections.Generic", "KeyValuePair`2") && pair.TypeArguments.Any(Carries));

    /// <summary>Code without nullable annotations promises nothing, so its references may be null.</summary>
    private static bool MayBeNull(ITypeSymbol type) =>
        type.NullableAnnotation == NullableAnnotation.Annotated
        || (type is { IsReferenceType: true, TypeKind: not TypeKind.TypeParameter } && type.NullableAnnotation == NullableAnnotation.None);

    private static bool IsMarked(INamedTypeSymbol type) => type.Attribute(Space, "ModelAttribute") is not null;

    private static bool IsModelOfSelf(INamedTypeSymbol type) => type.Is(Space, "IModel`1");
}
