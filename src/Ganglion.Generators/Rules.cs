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

    private static DiagnosticDescriptor Error(string id, string title, string message) => Rule(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Rule(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Ganglion", severity, isEnabledByDefault: true);
}
