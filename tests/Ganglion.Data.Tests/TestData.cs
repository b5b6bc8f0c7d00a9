namespace Ganglion.Data.Tests;

/// <summary>Where the tests find data: what ships is always there, the rest through GANGLION_DATA or in shared/data beside the repository.</summary>
internal static class TestData
{
    public static string Repository { get; } = FindRepository();

    public static string Shipped => Path.Combine(Repository, "data");

    /// <summary>Folders of further data sets; empty on a machine without them.</summary>
    public static string[] Shared => [.. new[] { Path.Combine(Repository, "..", "shared", "data") }
        .Concat((Environment.GetEnvironmentVariable("GANGLION_DATA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        .Where(Directory.Exists).Select(Path.GetFullPath).Distinct()];

    public static DataOptions Options => new() { Folders = Shared };

    /// <summary>Opens a data set, or skips the test where it is not on this machine.</summary>
    public static DataSet OpenOrSkip(string name, DataOptions? options = null)
    {
        var folder = name.Split('/')[0];
        var known = Datasets.All.FirstOrDefault(k => k.IsNamed(folder));
        var names = known?.FolderNames ?? [folder];
        if (!Shared.Append(Shipped)
            .Any(root => names.Any(n =>
            Directory.Exists(Path.Combine(root, n))))) Assert.Skip($"'{folder}' is not on this machine; set GANGLION_DATA.");
        return DataSource.Open(name, (options ?? new()) with { Folders = Shared });
    }

    /// <summary>A folder for one test, removed afterwards.</summary>
    public sealed class Scratch : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ganglion-data-").FullName;

        public string Write(string name, string text)
        {
            var file = System.IO.Path.Combine(Path, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return file;
        }

        public string Write(string name, byte[] bytes)
        {
            var file = System.IO.Path.Combine(Path, name);
            File.WriteAllBytes(file, bytes);
            return file;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private static string FindRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        throw new InvalidOperationException("The tests run from within the repository.");
    }
}
