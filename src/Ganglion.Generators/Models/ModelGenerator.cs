using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganglion.Generators.Models;

/// <summary>Gives every <c>[Model]</c> record its traversal: <c>Visit</c> and <c>Map</c> over tensors with dotted paths.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Ganglion.ModelAttribute",
            static (syntax, _) => syntax is TypeDeclarationSyntax,
            static (match, _) => ModelParser.Parse((INamedTypeSymbol)match.TargetSymbol, match.SemanticModel.Compilation));

        var unmarked = context.SyntaxProvider.CreateSyntaxProvider(
            static (syntax, _) => syntax is RecordDeclarationSyntax { BaseList: not null },
            static (match, stop) => match.SemanticModel.GetDeclaredSymbol(match.Node, stop) is INamedTypeSymbol type
                ? ModelParser.Unmarked(type, match.SemanticModel.Compilation)
                : null);

        Report.Register(context, parsed.SelectMany(static (model, _) => model.Reports));
        Report.Register(context, unmarked.SelectMany(static (report, _) => report is null ? [] : ImmutableArray.Create(report)));
        context.RegisterSourceOutput(
            parsed.Select(static (model, _) => model.Tree).WithTrackingName("Models"),
            static (output, tree) =>
            {
                if (tree is not null) output.AddSource($"{tree.Shell.HintName}.Model.g.cs", ModelEmitter.Emit(tree));
            });
    }
}
