using System.Text.RegularExpressions;

namespace Ganglion.Architecture.Tests;

/// <summary>The files and what may stand in them.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 400, MaxReadme = 20;

    [Fact]
    public void No_file_is_longer_than_a_reader_can_hold()
    {
        string[] long_ = [.. Repository.Code.Select(f => (f, Lines: Repository.Read(f).Split('\n').Length)).Where(f => f.Lines > MaxLines).Select(f => $"{f.f}: {f.Lines} lines")];
        Assert.True(long_.Length == 0, $"A file over {MaxLines} lines wants to be two:\n{string.Join('\n', long_)}");
    }

    [Fact]
    public void Nothing_is_called_what_everything_could_be_called()
    {
        string[] files = [.. Repository.Code.Where(f => f.Split('/').Any(part => Vague().IsMatch(Path.GetFileNameWithoutExtension(part))))];
        Assert.True(files.Length == 0, $"A name says what a thing is: {string.Join(", ", files)}");
        foreach (string file in Repository.Code)
            if (VagueType().Match(Repository.Read(file)) is { Success: true } match) Assert.Fail($"{file} declares '{match.Value}': a name says what a thing is.");
    }

    [Fact]
    public void Every_folder_says_its_idea_in_a_few_lines()
    {
        var wanting = new List<string>();
        foreach (var project in Repository.Sources.Values)
        {
            string home = Path.GetDirectoryName(project.File)!.Replace('\\', '/');
            var folders = Repository.Code.Where(f => f.StartsWith(home + "/", StringComparison.Ordinal)).Select(f => f.Split('/')).Where(p => p.Length > 3).Select(p => $"{home}/{p[2]}").Distinct();
            foreach (string folder in folders)
            {
                string readme = $"{folder}/README.md";
                if (!File.Exists(Path.Combine(Repository.Root, readme))) wanting.Add($"{folder} has no README.md");
                else if (Repository.Read(readme).Split('\n').Length > MaxReadme + 1) wanting.Add($"{readme} is longer than {MaxReadme} lines");
            }
        }
        Assert.True(wanting.Count == 0, string.Join('\n', wanting));
    }

    [Fact]
    public void No_tracked_file_names_a_place_on_somebodys_machine()
    {
        if (Repository.Tracked is not { } tracked)
        {
            Assert.Skip("git does not know this folder.");
            return;
        }
        var found = new List<string>();
        foreach (string file in tracked.Where(f => !f.StartsWith("data/", StringComparison.Ordinal) && Text().IsMatch(f)))
        {
            string[] lines = Repository.Read(file).Split('\n');
            for (int i = 0; i < lines.Length; i++) if (Machine().IsMatch(lines[i])) found.Add($"{file}:{i + 1}: {lines[i].Trim()}");
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void Nothing_depends_on_chance_that_nobody_seeded()
    {
        foreach (string file in Repository.Code)
            if (Ambient().Match(Repository.Read(file)) is { Success: true } match) Assert.Fail($"{file} uses '{match.Value}'. Randomness is an argument: take an Rng.");
    }

    [Fact]
    public void Nothing_needs_reflection()
    {
        foreach (string file in Repository.Code.Where(f => !f.StartsWith("src/Ganglion.Generators/", StringComparison.Ordinal)))
            if (Reflective().Match(Repository.Read(file)) is { Success: true } match) Assert.Fail($"{file} uses '{match.Value}', which trimming and ahead-of-time compilation cannot see through.");
    }

    [Fact]
    public void An_operation_is_one_file_with_its_formula_its_derivative_and_its_cases()
    {
        string[] files = [.. Repository.Code.Where(f => f.StartsWith("src/Ganglion.Core/Ops/", StringComparison.Ordinal) && Repository.Read(f).Contains("    [Op(\"", StringComparison.Ordinal))];
        Assert.True(files.Length > 50, $"{files.Length} operations were found; the mark must have changed its name.");
        foreach (string file in files)
        {
            string code = Repository.Read(file), name = Path.GetFileNameWithoutExtension(file);
            Assert.True(Regex.IsMatch(code, $@"/// </?summary>.*\n(///.*\n)*(public|internal) static class {name}Op\b"), $"{file} must hold the documented class {name}Op.");
            Assert.True(Regex.Matches(code, @"\[Op\(""").Count == 1, $"{file} holds several operations.");
            Assert.True(code.Contains("IEnumerable<OpCase> Cases()", StringComparison.Ordinal), $"{file} has no Cases() for the conformance tests.");
        }
    }

    [Fact]
    public void What_ships_stays_small()
    {
        if (Repository.Tracked is not { } tracked)
        {
            Assert.Skip("git does not know this folder.");
            return;
        }
        long Size(string file) => new FileInfo(Path.Combine(Repository.Root, file)).Length;
        Assert.InRange(tracked.Where(f => f.StartsWith("data/", StringComparison.Ordinal)).Sum(Size), 1, 10_000_000);
        Assert.All(tracked.Where(f => !f.StartsWith("data/", StringComparison.Ordinal)), f => Assert.True(Size(f) < 1_000_000, $"{f} has {Size(f)} bytes; large files belong to a data set."));
        string[] stray = [.. tracked.Where(f => f.Contains('/')).Select(f => f.Split('/')[0]).Distinct().Except([".ci", ".config", ".github", "bench", "data", "docs", "evidence", "src", "tests"])];
        Assert.True(stray.Length == 0, $"{string.Join(", ", stray)}: DESIGN knows no such folder. What a program wrote while it ran belongs into .gitignore.");
        Assert.DoesNotContain(tracked, f => f.Split('/').Any(part => part is "bin" or "obj" or "TestResults"));
    }

    [GeneratedRegex("(Utils?|Utilities|Helpers?|Common|Managers?)$")]
    private static partial Regex Vague();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum) \w*(Utils?|Utilities|Helpers?|Common|Managers?)\b")]
    private static partial Regex VagueType();

    // A home or a workspace at the beginning of a path; addresses on the web do not begin one.
    [GeneratedRegex(@"(?<![\w./:~-])/(home|root|work|Users|tmp)/\w|\b[C-Z]:\\\\?Users\b")]
    private static partial Regex Machine();

    [GeneratedRegex(@"\.(cs|csproj|props|targets|slnx|md|json|tsv|yml|txt|html|css|js|sh)$|^\.ci/|^\.editorconfig$")]
    private static partial Regex Text();

    [GeneratedRegex(@"\bRandom\.Shared\b|\bGuid\.NewGuid\b|\bnew Random\(|\bDateTime\.Now\b|\bRandomNumberGenerator\b")]
    private static partial Regex Ambient();

    [GeneratedRegex(@"\bActivator\.|\bReflection\.Emit\b|\bMakeGeneric(Type|Method)\b|\bGetMethods?\(|\bUnconditionalSuppressMessage\b|\bRequires(UnreferencedCode|DynamicCode)\b|\bdynamic \w+ *[=;,)]|#pragma warning disable IL")]
    private static partial Regex Reflective();
}
