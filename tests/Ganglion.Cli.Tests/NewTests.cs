using System.Runtime.Loader;
using Ganglion.Lab;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ganglion.Cli.Tests;

/// <summary>What <c>new</c> writes compiles and passes the contract as it stands.</summary>
public sealed class NewTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_new_recipe_passes_the_contract_as_it_stands()
    {
        var (code, path, error) = _cli.Run("new", "recipe", "my-method", "--to", _cli.Folder);
        Assert.True(code == 0, error);
        var assembly = Compile(path.Trim(), "Fresh.Recipes");
        var entries = (IReadOnlyList<RecipeEntry>)assembly.GetType("Fresh.Recipes.RecipeTable")!.GetProperty("All")!.GetValue(null)!;
        var entry = Assert.Single(entries);
        Assert.Equal("my-method", entry.Id);
        foreach (var finding in Contract.Check(entry.Create(), new RecipeBook(entries))) Assert.True(finding.Ok, $"{finding.Rule}: {finding.Detail}");
    }

    [Fact]
    public void A_new_layer_computes()
    {
        var (code, path, error) = _cli.Run("new", "layer", "highway", "--to", _cli.Folder);
        Assert.True(code == 0, error);
        dynamic layer = Compile(path.Trim(), "Fresh.Layers").GetType("Ganglion.Nets.Highway")!.GetMethod("Create")!.Invoke(null, [4, new Rng(1), DType.F32])!;
        Assert.Equal(new[] { 3, 4 }, ((Tensor)layer.Forward(new Rng(2).Normal([3, 4]))).Shape.ToArray());
        Assert.Equal(["Transform.Weight", "Transform.Bias", "Gate.Weight", "Gate.Bias"], ((IModel)layer).Leaves().Select(l => l.Path));
    }

    [Theory]
    [InlineData("op", "softsign", "Softsign.cs")]
    [InlineData("dataset", "my-set", "MySet.cs")]
    public void A_new_file_bears_its_name(string kind, string name, string file)
    {
        var (code, path, error) = _cli.Run("new", kind, name, "--to", _cli.Folder);
        Assert.True(code == 0, error);
        Assert.Equal(Path.Combine(_cli.Folder, file), path.Trim());
        Assert.DoesNotContain(CSharpSyntaxTree.ParseText(File.ReadAllText(path.Trim())).GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void A_file_that_exists_is_not_replaced()
    {
        string path = _cli.Write("Mine.cs", "// mine");
        var (code, _, error) = _cli.Run("new", "recipe", "mine", "--to", _cli.Folder);
        Assert.NotEqual(0, code);
        Assert.Contains("exists", error);
        Assert.Equal("// mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("My Method")]
    [InlineData("../evil")]
    [InlineData("9lives")]
    public void A_name_that_cannot_be_one_is_refused(string name)
    {
        var (code, _, error) = _cli.Run("new", "recipe", name, "--to", _cli.Folder);
        Assert.NotEqual(0, code);
        Assert.Contains("my-method", error);
        Assert.Empty(Directory.GetFileSystemEntries(_cli.Folder));
    }

    private static System.Reflection.Assembly Compile(string file, string name)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        string usings = "global using System; global using System.Linq; global using System.Collections.Generic; global using Ganglion;";
        Compilation compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(usings, options), CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file)], references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        IIncrementalGenerator[] generators = [new Generators.Models.ModelGenerator(), new Generators.Recipes.RecipeTableGenerator(), new Generators.Recipes.RecipeOptionsGenerator()];
        CSharpGeneratorDriver.Create([.. generators.Select(g => g.AsSourceGenerator())], parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }
}
