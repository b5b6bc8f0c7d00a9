using Microsoft.CodeAnalysis;

namespace Ganglion.Generators.Recipes;

/// <summary>A <c>[Recipe]</c> class that can be created.</summary>
/// <param name="Shell">The class and the types around it.</param>
/// <param name="Id">The id its attribute gives.</param>
/// <param name="Type">Its name as code, from <c>global::</c> on.</param>
internal sealed record RecipeHeader(TypeShell Shell, string Id, string Type);

/// <summary>Reads a <c>[Recipe]</c> class and checks that the table can create it.</summary>
internal static class RecipeParser
{
    public const string Attribute = "Ganglion.Lab.RecipeAttribute";

    private const string Space = "Ganglion.Lab";

    public static Parsed<RecipeHeader> Parse(INamedTypeSymbol type)
    {
        var reports = new List<Report>();
        if (Obstacle(type) is { } obstacle) reports.Add(Report.At(Rules.RecipeNotCreatable, type.Locations[0], type.Name, obstacle));
        else if (!type.InstanceConstructors.Any(IsParameterless)) reports.Add(Report.At(Rules.RecipeNeedsArguments, type.Locations[0], type.Name));

        var shell = TypeShell.Of(type, "Recipe", reports);
        var id = type.Attribute(Space, "RecipeAttribute")?.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        return new(shell is null || reports.Count > 0 ? null : new(shell, id, type.Code()), [.. reports]);
    }

    private static string? Obstacle(INamedTypeSymbol type)
    {
        if (type.IsAbstract) return "is abstract; mark the classes that derive from it instead";
        if (!type.Lineage().Any(ancestor => ancestor.Is(Space, "Recipe"))) return "does not derive from Ganglion.Lab.Recipe";
        for (var part = type; part is not null; part = part.ContainingType)
        {
            if (part.IsGenericType) return "is generic or inside a generic type, so the recipe table cannot name it; close its type parameters";
            if (!IsVisible(part.DeclaredAccessibility)) return "is not visible to the recipe table; make it public or internal";
        }

        return null;
    }

    private static bool IsParameterless(IMethodSymbol constructor) =>
        IsVisible(constructor.DeclaredAccessibility) && constructor.Parameters.All(parameter => parameter.IsOptional);

    private static bool IsVisible(Accessibility accessibility) =>
        accessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
