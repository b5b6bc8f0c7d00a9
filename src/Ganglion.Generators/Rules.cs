using Microsoft.CodeAnalysis;

namespace Ganglion.Generators;

/// <summary>Every diagnostic of the generators. 0xx: model trees; 1xx: recipes; 2xx: options.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor ModelNotRecord = Error("GANG001", "A model is a record",
        "'{0}' is marked [Model] but is a class; declare it as 'partial record {0}', because a model is a value that is copied with changes");

    public static readonly DiagnosticDescriptor NotPartial = Error("GANG002", "A type with generated members is partial",
        "'{0}' is marked [{1}] but is not partial; add 'partial' so that its generated members have a place");

    public static readonly DiagnosticDescriptor OuterNotPartial = Error("GANG003", "A type around generated members is partial",
        "'{0}' is marked [{1}], so the type around it, '{2}', must be partial too");

    public static readonly DiagnosticDescriptor Unreachable = Warning("GANG004", "A model reaches all its tensors",
        "'{0}.{1}' holds tensors in a '{2}', which a model tree does not walk, so they would be neither trained nor saved; " +
        "use a [Model] record, an array, an ImmutableArray, a List or an IReadOnlyList");

    public static readonly DiagnosticDescriptor Unmarked = Warning("GANG005", "What derives from a model is a model",
        "'{0}' derives from the model '{1}' and adds '{2}', but is not marked [Model], so '{2}' would be neither trained nor saved; mark it [Model]");

    public static readonly DiagnosticDescriptor DuplicateRecipe = Error("GANG101", "A recipe id is unique",
        "Recipe id '{0}' belongs to both '{1}' and '{2}'; give one of them another id");

    public static readonly DiagnosticDescriptor RecipeNotCreatable = Error("GANG102", "A recipe can be created",
        "'{0}' is marked [Recipe] but {1}");

    public static readonly DiagnosticDescriptor RecipeNeedsArguments = Error("GANG103", "A recipe is created without arguments",
        "'{0}' is marked [Recipe] but has no public or internal constructor without parameters; put what varies into its Options");

    public static readonly DiagnosticDescriptor NoSummary = Warning("GANG201", "An option says what it does",
        "Option '{0}' of recipe '{1}' has no summary; add a <summary> to the property or a <param> to the record");

    public static readonly DiagnosticDescriptor UnsupportedOption = Warning("GANG202", "An option can be written as text",
        "Option '{0}' of recipe '{1}' has type '{2}', which cannot be given as text; use int, long, double, float (or one of these with '?'), " +
        "bool, string, an enum, int[] or double[]");

    public static readonly DiagnosticDescriptor OptionsNeedArguments = Error("GANG203", "Options have defaults",
        "'{0}.Options' must be a record class that 'new Options()' creates; give every parameter and required property a default");

    public static readonly DiagnosticDescriptor BadSearchRange = Warning("GANG204", "A search range holds numbers",
        "The search range of option '{0}' of recipe '{1}' {2}");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Rule(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Rule(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Ganglion", severity, isEnabledByDefault: true);
}
