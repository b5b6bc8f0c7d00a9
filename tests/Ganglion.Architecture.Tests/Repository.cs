using System.Diagnostics;
using System.Xml.Linq;

namespace Ganglion.Architecture.Tests;

/// <summary>The repository that this assembly was built in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The projects under <c>src</c>, by name.</summary>
    public static IReadOnlyDictionary<string, Project> Sources { get; } = Projects("src");

    /// <summary>The projects under <c>tests</c>, by name.</summary>
    public static IReadOnlyDictionary<string, Project> Tests { get; } = Projects("tests");

    /// <summary>The C# files under <c>src</c> that people write, relative to the root.</summary>
    public static IReadOnlyList<string> Code { get; } = [.. Files("src").Where(f => f.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>What git tracks, relative to the root; null without git.</summary>
    public static IReadOnlyList<string>? Tracked { get; } = Git();

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Where(f => !f.Split('/').Any(part => part is "bin" or "obj")).Order(StringComparer.Ordinal);

    private static Dictionary<string, Project> Projects(string folder) => Files(folder).Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(f => new Project(f, XDocument.Load(Path.Combine(Root, f)))).ToDictionary(p => p.Name);

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent) if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds Ganglion.slnx.");
    }

    private static string[]? Git()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = Root, RedirectStandardOutput = true })!;
            string files = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? [.. files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(Root, f)))] : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>A project file.</summary>
internal sealed record Project(string File, XDocument Xml)
{
    public string Name => Path.GetFileNameWithoutExtension(File);

    /// <summary>Projects whose assembly this one uses.</summary>
    public IEnumerable<string> References => Xml.Descendants("ProjectReference").Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false").Select(Target);

    /// <summary>Projects that only take part in compiling this one.</summary>
    public IEnumerable<string> Analyzers => Xml.Descendants("ProjectReference").Where(r => (string?)r.Attribute("OutputItemType") == "Analyzer").Select(Target);

    public IEnumerable<string> Packages => Xml.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!);

    public IEnumerable<string> Values(string property) => Xml.Descendants(property).Select(e => e.Value);

    private static string Target(XElement reference) => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'));
}
