using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganglion.Generators.Recipes;

/// <summary>Reads the <c>Options</c> record nested in a recipe, or in a class it derives from.</summary>
internal static class OptionParser
{
    public static Parsed<RecipeModel> Parse(INamedTypeSymbol recipe, Compilation compilation)
    {
        if (RecipeParser.Parse(recipe).Tree is not { } header) return new(null, []); // the recipe table says why
        var options = recipe.Lineage().SelectMany(type => type.GetTypeMembers("Options", 0)).FirstOrDefault();
        if (options is null) return new(new(header, HasOptions: false, []), []);

        var properties = options.SettableProperties(compilation)
            .Where(property => property.DeclaredAccessibility == Accessibility.Public)
            .Where(property => compilation.IsSymbolAccessibleWithin(property.SetMethod!, recipe))
            .ToArray();
        if (!HasDefaults(options) || properties.Any(property => property.IsRequired))
        {
            return new(null, [Report.At(Rules.OptionsNeedArguments, InSource(options) ?? recipe.Locations[0], recipe.Name)]);
        }

        var reports = new List<Report>();
        var parsed = properties.Select(property => Parse(property, header.Id, recipe, reports)).OfType<OptionModel>().ToArray();
        return new(new(header, HasOptions: true, new(parsed)), [.. reports]);
    }

    private static OptionModel? Parse(IPropertySymbol property, string recipeId, INamedTypeSymbol recipe, List<Report> reports)
    {
        var place = InSource(property) ?? recipe.Locations[0];
        var name = Names.Kebab(property.Name);
        if (Form(property.Type) is not var (form, type, nullable))
        {
            var written = property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            reports.Add(Report.At(Rules.UnsupportedOption, place, name, recipeId, written));
            return null;
        }

        var summary = DocComment.Summary(property);
        if (summary.Length == 0) reports.Add(Report.At(Rules.NoSummary, place, name, recipeId));

        var range = Range(property);
        if (range is not null && Fault(range, form) is { } fault)
        {
            reports.Add(Report.At(Rules.BadSearchRange, place, name, recipeId, fault));
            range = null;
        }

        var members = form == OptionForm.Choice ? type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue) : [];
        return new(property.Name, summary, form, type.Code(), nullable, range, [.. members.Select(member => member.Name)]);
    }

    private static (OptionForm Form, ITypeSymbol Type, bool IsNullable)? Form(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapped)
        {
            return Form(wrapped.TypeArguments[0]) is (not OptionForm.Switch, var inner, false) form ? (form.Form, inner, true) : null;
        }

        return type switch
        {
            { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => (OptionForm.Int, type, false),
            { SpecialType: SpecialType.System_Double or SpecialType.System_Single } => (OptionForm.Number, type, false),
            { SpecialType: SpecialType.System_Boolean } => (OptionForm.Switch, type, false),
            { SpecialType: SpecialType.System_String } => (OptionForm.Text, type, type.NullableAnnotation == NullableAnnotation.Annotated),
            { TypeKind: TypeKind.Enum } => (OptionForm.Choice, type, false),
            IArrayTypeSymbol { IsSZArray: true, ElementType: { SpecialType: SpecialType.System_Int32 } item } => (OptionForm.Ints, item, false),
            IArrayTypeSymbol { IsSZArray: true, ElementType: { SpecialType: SpecialType.System_Double } item } => (OptionForm.Numbers, item, false),
            _ => null,
        };
    }

    /// <summary><c>[Search]</c> of the property or, on a positional record, of the parameter the property comes from.</summary>
    private static SearchModel? Range(IPropertySymbol property)
    {
        var parameter = property.ContainingType.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
            .Where(parameter => parameter.DeclaringSyntaxReferences.Any(place => place.GetSyntax().Parent?.Parent is RecordDeclarationSyntax))
            .FirstOrDefault(parameter => parameter.Name == property.Name);
        var search = property.Attribute("Ganglion.Lab", "SearchAttribute") ?? parameter?.Attribute("Ganglion.Lab", "SearchAttribute");
        return search?.ConstructorArguments is { Length: 2 } bounds && bounds[0].Value is double min && bounds[1].Value is double max
            ? new(min, max, search.NamedArguments.Any(argument => argument is { Key: "Log", Value.Value: true }))
            : null;
    }

    private static string? Fault(SearchModel range, OptionForm form) => range switch
    {
        _ when form is not (OptionForm.Int or OptionForm.Number) => "is on an option that is not a number",
        _ when !(range.Min < range.Max) || double.IsInfinity(range.Max - range.Min) => "is empty or endless; give Min < Max, both finite",
        { Log: true, Min: <= 0 } => "is logarithmic, so its Min must be above 0",
        _ => null,
    };

    private static bool HasDefaults(INamedTypeSymbol options) =>
        options is { IsRecord: true, IsReferenceType: true, IsAbstract: false }
        && options.InstanceConstructors.Any(constructor =>
            constructor.DeclaredAccessibility >= Accessibility.Internal && constructor.Parameters.All(parameter => parameter.IsOptional));

    private static Location? InSource(ISymbol symbol) => symbol.Locations.FirstOrDefault(place => place.IsInSource);
}
