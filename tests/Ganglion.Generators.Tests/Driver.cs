using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Ganglion.Generators.Tests;

/// <summary>Compiles sources with stub declarations of the engine's types, runs generators, and can execute what came out.</summary>
internal sealed class Driver
{
    /// <summary>Without documentation, as in a project that asks for no documentation file.</summary>
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.None);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file && (file.StartsWith("System.", StringComparison.Ordinal) || file == "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private Driver(GeneratorDriver driver, CSharpCompilation input, Compilation output, IEnumerable<Diagnostic> reports) =>
        (Ran, Input, Output, Reports) = (driver, input, output, reports);

    public GeneratorDriver Ran { get; }

    public CSharpCompilation Input { get; }

    public Compilation Output { get; }

    /// <summary>What the generator itself reported, less what a pragma suppressed.</summary>
    public IEnumerable<Diagnostic> Reports { get; }

    public IEnumerable<string> ReportIds => Reports.Select(report => report.Id);

    public static SyntaxTree Source(string text, string path = "Test.cs") => CSharpSyntaxTree.ParseText(text, Options, path);

    public static Driver Run(IIncrementalGenerator[] generators, params SyntaxTree[] trees)
    {
        var compilation = CSharpCompilation.Create(
            "Test.Assembly",
            [Source(Stubs.Usings, "Usings.cs"), Source(Stubs.Core, "Core.cs"), Source(Stubs.Lab, "Lab.cs"), .. trees],
            References,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create(
            generators.Select(generator => generator.AsSourceGenerator()),
            parseOptions: Options,
            optionsProvider: new BuildProperties(),
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Step(driver, compilation);
    }

    public Driver Again(CSharpCompilation compilation) => Step(Ran, compilation);

    public string Emitted(string ending) =>
        Ran.GetRunResult().GeneratedTrees.Single(tree => Path.GetFileName(tree.FilePath).EndsWith(ending, StringComparison.Ordinal)).ToString();

    /// <summary>Why each value of a tracked step was computed or not.</summary>
    public IEnumerable<IncrementalStepRunReason> Reasons(string step) =>
        Ran.GetRunResult().Results.SelectMany(result => result.TrackedSteps.TryGetValue(step, out var steps) ? steps : [])
            .SelectMany(step => step.Outputs).Select(output => output.Reason);

    /// <summary>Compiles without a single warning, loads, and calls the static method <c>Run</c> of the type named.</summary>
    public T Execute<T>(string type = "Probe")
    {
        using var image = new MemoryStream();
        var result = Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        var problems = string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        Assert.True(problems.Length == 0, problems);
        var run = Assembly.Load(image.ToArray()).GetType(type)!.GetMethod("Run")!;
        return (T)run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    private static Driver Step(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var ran = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var reports, TestContext.Current.CancellationToken);
        return new(ran, compilation, output, reports.Where(report => !report.IsSuppressed));
    }

    private sealed class BuildProperties : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new() { ["build_property.ProjectDir"] = "/repo/src/Test/" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key, out value);
    }
}
