using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganglion.Generators.Recipes;

/// <summary>Gives every recipe its <c>Id</c> and, from its <c>Options</c> record, the table that command line, search and docs read.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RecipeOptionsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider.ForAttributeWithMetadataName(
            RecipeParser.Attribute,
            static (syntax, _) => syntax is ClassDeclarationSyntax,
            static (match, _) => OptionParser.Parse((INamedTypeSymbol)match.TargetSymbol, match.SemanticModel.Compilation));
        var recipes = parsed.Select(static (recipe, _) => recipe.Tree).WithTrackingName("Recipes");
        var space = context.CompilationProvider.Select(static (compilation, _) => Names.Namespace(compilation.AssemblyName ?? "Recipes"));

        Report.Register(context, parsed.SelectMany(static (recipe, _) => recipe.Reports));
        context.RegisterSourceOutput(recipes.Combine(space), static (output, pair) =>
        {
            if (pair.Left is { } recipe) output.AddSource($"{recipe.Header.Shell.HintName}.Recipe.g.cs", OptionEmitter.Emit(recipe, pair.Right));
        });

        var used = recipes.Collect().Select(static (recipes, _) => recipes.Any(recipe => recipe is { Options.Count: > 0 }));
        context.RegisterSourceOutput(used.Combine(space), static (output, pair) =>
        {
            if (pair.Left) output.AddSource("OptionText.g.cs", OptionSupport.Emit(pair.Right));
        });
    }
}
