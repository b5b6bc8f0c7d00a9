using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ganglion.Cli.Tests;

/// <summary>What the README shows compiles, runs, and parses.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly Cli _cli = new();

    public static TheoryData<int> Snippets => [.. Enumerable.Range(0, Blocks("csharp").Count)];

    public static TheoryData<string> Commands => [.. Blocks("sh").SelectMany(b => b.Split('\n')).Select(l => l.Split('#')[0].Trim()).Where(l => l.StartsWith("ganglion ", StringComparison.Ordinal) || l.Contains("Ganglion.Cli --", StringComparison.Ordinal))];

    public void Dispose() => _cli.Dispose();

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Snippet_runs(int number)
    {
        string program = Path.Combine(_cli.Folder, "snippet.dll");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        string usings = "global using System; global using System.Linq; global using System.Collections.Generic;";
        var compilation = CSharpCompilation.Create("snippet", [CSharpSyntaxTree.ParseText(usings), CSharpSyntaxTree.ParseText(Blocks("csharp")[number])], references, new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(program);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));

        // Run beside the libraries, as a program of its own.
        string beside = Path.Combine(AppContext.BaseDirectory, $"readme-snippet-{number}.dll");
        File.Copy(program, beside, overwrite: true);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _cli.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in (string[])["exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "ganglion.runtimeconfig.json"), "--depsfile", Path.Combine(AppContext.BaseDirectory, "ganglion.deps.json"), beside]) start.ArgumentList.Add(a);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await error);
        Assert.NotEmpty(output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_parses(string command)
    {
        string[] words = (command.StartsWith("ganglion ", StringComparison.Ordinal) ? command["ganglion ".Length..] : command[(command.IndexOf("-- ", StringComparison.Ordinal) + 3)..]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parsed = Root.Make().Parse(words);
        Assert.Empty(parsed.Errors);
        Assert.Equal(words[0] is "data" ? words[1] : words[0], parsed.CommandResult.Command.Name);
    }

    private static List<string> Blocks(string language) => [.. Block().Matches(File.ReadAllText(Path.Combine(Cli.Root, "README.md"))).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)];

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
