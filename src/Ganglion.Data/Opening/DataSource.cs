namespace Ganglion.Data;

/// <summary>A data set that is on this machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">What it is made of.</param>
/// <param name="Title">One line on what it is.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="Licence">Its licence, "not stated" where the publisher states none.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Members">The data sets within, to be opened as <c>name/member</c>; empty when it is one.</param>
/// <param name="IsRegistered">False when it is recognised by its files only.</param>
public sealed record DataSetInfo(string Name, DataForm Form, string Title, long Bytes, string Licence, string Folder, IReadOnlyList<string> Members,
    bool IsRegistered);

/// <summary>What checking one file against its recorded hash gave.</summary>
/// <param name="File">The file's name.</param>
/// <param name="IsSound">True when size and hash are those recorded.</param>
/// <param name="Problem">What is wrong; empty when nothing is.</param>
public sealed record FileCheck(string File, bool IsSound, string Problem);

/// <summary>
/// Opens data by name, folder or file. Names are looked for in <see cref="DataOptions.Folders"/>, in the folders that the environment variable
/// <c>GANGLION_DATA</c> lists, in the folder that <see cref="Download"/> writes to, and in the <c>data</c> folder shipped with the repository or the
/// program.
/// </summary>
public static class DataSource
{
    /// <summary>Opens a data set.</summary>
    /// <param name="nameOrPath">A file, a folder, a name (<c>cora</c>), or a name with a member (<c>tabular-uci/wine</c>).</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="DataException">Nothing of that name, a form this version does not open, or files that cannot be read.</exception>
    public static DataSet Open(string nameOrPath, DataOptions? options = null)
    {
        options ??= new();
        if (File.Exists(nameOrPath)) return OpenFile(nameOrPath, options);
        if (Directory.Exists(nameOrPath)) return OpenFolder(nameOrPath, null, options);
        var parts = nameOrPath.Replace('\\', '/').Trim('/').Split('/', 2);
        var member = parts.Length > 1 ? parts[1] : null;
        if (DataFolders.Find(parts[0], options) is { } folder) return OpenFolder(folder, member, options);
        // The name of a member alone will do where it is the only one.
        if (member is null && FoldersWithMember(nameOrPath, options) is [var only]) return OpenFolder(only, nameOrPath, options);
        throw Missing(nameOrPath, parts[0], options);
    }

    /// <summary>All data sets on this machine, by name; the first folder that holds a name wins.</summary>
    public static IReadOnlyList<DataSetInfo> List(DataOptions? options = null) =>
        [.. DataFolders.All(options ?? new()).Select(Info).DistinctBy(i => i.Name).OrderBy(i => i.Name, StringComparer.Ordinal)];

    /// <summary>Statistics of an opened data set, fit for its form.</summary>
    public static IReadOnlyList<Fact> Describe(DataSet data) => Facts.Of(data.Payload);

    /// <summary>Compares each file with the size and SHA-256 that the folder's README records.</summary>
    /// <param name="nameOrFolder">A name or a folder.</param>
    /// <param name="options">Where to look.</param>
    /// <exception cref="DataException">Nothing of that name, or no hashes are recorded.</exception>
    public static IReadOnlyList<FileCheck> Verify(string nameOrFolder, DataOptions? options = null)
    {
        var folder = Directory.Exists(nameOrFolder) ? nameOrFolder
            : DataFolders.Find(nameOrFolder, options ?? new()) ?? throw Missing(nameOrFolder, nameOrFolder, options ?? new());
        if (GraphStore.IsStore(folder)) return GraphStore.Verify(folder);
        var recorded = FolderReadme.Read(folder).Files;
        if (recorded.Count == 0)
            throw new DataException("no recorded hashes", "a README.md with a table '| file | bytes | sha256 |'",
                "Write one when the files are known to be right.", folder);
        return [.. recorded.Select(entry => Check(Path.Combine(folder, entry.File), entry.File, entry.Bytes, entry.Sha256))];
    }

    private static string[] FoldersWithMember(string name, DataOptions options) =>
        [.. DataFolders.All(options).Where(f => DataFolders.KnownFor(f)?.Members.Contains(name, StringComparer.OrdinalIgnoreCase) == true)
            .DistinctBy(Path.GetFileName)];

    internal static FileCheck Check(string path, string name, long bytes, string hash)
    {
        if (!File.Exists(path)) return new(name, false, "the file is missing");
        var size = new FileInfo(path).Length;
        if (size != bytes) return new(name, false, $"{size} bytes, recorded are {bytes}");
        var found = DataFolder.HashOf(path);
        return found == hash ? new(name, true, "") : new(name, false, $"sha256 {found}, recorded is {hash}");
    }

    private static DataSet OpenFile(string file, DataOptions options)
    {
        var full = Path.GetFullPath(file);
        var parent = Path.GetDirectoryName(full)!;
        if (DataFolders.KnownFor(parent) is { } known && options.Form is null
            && known.Members.Contains(Sniffer.Stem(file), StringComparer.OrdinalIgnoreCase))
            return OpenFolder(parent, Sniffer.Stem(file), options);
        var folder = new DataFolder(parent);
        return Finish(Sniffer.File(folder, full, options), Sniffer.Stem(file), FolderReadme.Read(parent), folder, full, null);
    }

    private static DataSet OpenFolder(string path, string? member, DataOptions options)
    {
        var folder = new DataFolder(path);
        var readme = FolderReadme.Read(path);
        if (DataFolders.KnownFor(path) is { } known && options.Form is null)
        {
            var name = member is null ? known.Name : $"{known.Name}/{known.Member(member).Name}";
            try
            {
                return Finish(known.Member(member).Load(folder, options), name, readme, folder, path, known);
            }
            catch (DataException error) when (error.Found == DataFolder.NoSuchFile && readme.Files.Count == 0 && Sniffer.HasDataFiles(folder))
            {
                // Somebody's own files in a folder that happens to be named as a registered set: read them for what they are.
            }
        }

        if (member is not null)
        {
            var file = Sniffer.DataFiles(path).FirstOrDefault(f => Sniffer.Stem(f).Equals(member, StringComparison.OrdinalIgnoreCase))
                ?? throw new DataException($"no '{member}' in '{folder.Name}'", "the name of one of its files",
                    NearestNames.Sentence(member, [.. Sniffer.DataFiles(path).Select(Sniffer.Stem)]), path);
            return Finish(Sniffer.File(folder, file, options), $"{folder.Name}/{member}", readme, folder, file, null);
        }

        if (options.Form is null && readme.Task.Length > 0 && (readme.Form >= DataForm.Text || !Sniffer.HasDataFiles(folder)))
        {
            var packed = readme.Form >= DataForm.Text ? "" : ", packed in an archive";
            throw new DataException($"'{folder.Name}', which has the form {readme.Form}{packed}",
                "a table, graph, graph collection, interactions, images, series or knowledge graph as plain or gzip files",
                $"Its task is: {readme.Task}. This version lists such sets and does not open them yet.", path);
        }

        return Finish(Sniffer.Folder(folder, options), folder.Name, readme, folder, path, null);
    }

    private static DataSet Finish(object payload, string name, FolderReadme readme, DataFolder folder, string path, KnownDataSet? known) =>
        new(name, DataSet.FormOf(payload), payload)
        {
            Title = known?.Title ?? readme.Title,
            Licence = readme.Licence == "not stated" && known is not null ? known.Licence : readme.Licence,
            Metric = known?.Metric,
            Source = readme.Source.Length > 0 ? readme.Source : known?.Publisher ?? "",
            Sha256 = folder.Sha256(),
            Path = path,
        };

    private static DataSetInfo Info(string path)
    {
        var (known, readme) = (DataFolders.KnownFor(path), FolderReadme.Read(path));
        var bytes = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("README.md", StringComparison.Ordinal))
            .Sum(f => new FileInfo(f).Length);
        var name = Path.GetFileName(path);
        return new(name, known?.Form ?? (readme.Task.Length > 0 ? readme.Form : GraphFolder.Recognises(new(path)) ? DataForm.Graph : DataForm.Other),
            known?.Title ?? readme.Title, bytes, readme.Licence, path, known?.Members ?? [], known is not null);
    }

    private static DataException Missing(string given, string set, DataOptions options)
    {
        if (Datasets.All.FirstOrDefault(k => k.IsNamed(set)) is { } known)
        {
            var remedy = known.Downloads.Count > 0 ? $"Fetch it: `ganglion data get {known.Name}`."
                : $"Put its files into {Path.Combine(Download.Folder, known.Name)}"
                + (known.Publisher.Length > 0 ? $"; the publisher is {known.Publisher}." : ".");
            return new($"no files of '{known.Name}'", "the data set in a folder of GANGLION_DATA", remedy);
        }

        string[] names = [.. List(options).SelectMany(i => i.Members.Select(m => $"{i.Name}/{m}").Prepend(i.Name)),
            .. Datasets.All.SelectMany(k => k.FolderNames)];
        return new($"no file, folder or data set '{given}'", "a path, or a name that `ganglion data list` shows",
            NearestNames.Sentence(given, [.. names.Distinct()]));
    }
}
