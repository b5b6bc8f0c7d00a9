namespace Ganglion.Data;

/// <summary>Where data sets are looked for.</summary>
internal static class DataFolders
{
    /// <summary>Folders whose sub-folders are data sets, the first asked first.</summary>
    public static IEnumerable<string> Roots(DataOptions options)
    {
        var listed = (Environment.GetEnvironmentVariable("GANGLION_DATA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string?[] all = [.. options.Folders, .. listed, Download.Folder, Shipped(Environment.CurrentDirectory), Shipped(AppContext.BaseDirectory)];
        return all.OfType<string>().Where(Directory.Exists).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal);
    }

    /// <summary>All folders of data sets.</summary>
    public static IEnumerable<string> All(DataOptions options) =>
        Roots(options).SelectMany(root => Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal));

    /// <summary>The folder of a name or of a registered data set's other names; null when there is none.</summary>
    public static string? Find(string name, DataOptions options)
    {
        var names = Datasets.All.FirstOrDefault(k => k.IsNamed(name))?.FolderNames ?? [];
        return names.Prepend(name).SelectMany(n => Roots(options).Select(root => Path.Combine(root, n))).FirstOrDefault(Directory.Exists);
    }

    /// <summary>The registered data set that a folder is named after.</summary>
    public static KnownDataSet? KnownFor(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return Datasets.All.FirstOrDefault(k => k.IsNamed(name));
    }

    /// <summary>The data folder beside a program, or at the root of the repository it was built in.</summary>
    private static string? Shipped(string start)
    {
        if (File.Exists(Path.Combine(start, "data", "README.md"))) return Path.Combine(start, "data");
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Ganglion.slnx"))) return Path.Combine(at.FullName, "data");
        return null;
    }
}
