namespace Ganglion.Data;

/// <summary>Recognises what a folder or file that is not registered holds, by its files' names and first lines.</summary>
internal static class Sniffer
{
    private static readonly EnumerationOptions TwoLevels = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2 };
    private static readonly string[] TableEndings = [".csv", ".tsv", ".txt", ".data", ".dat"];

    /// <summary>Reads a folder.</summary>
    public static object Folder(DataFolder folder, DataOptions options)
    {
        if (folder.Find(StoreManifest.FileName) is { } manifest)
        {
            folder.Open(manifest).Dispose();                    // its hash stands for those of all files, which it holds
            return GraphStore.Open(folder.Path);
        }

        if (GraphFolder.Recognises(folder)) return GraphFolder.Read(folder, options);
        if (TuFormat.Recognises(folder)) return TuFormat.Read(folder, null);
        if (options.Form == DataForm.KnowledgeGraph || (options.Form is null && KnowledgeGraphReader.Recognises(folder)))
            return KnowledgeGraphReader.Read(folder, allowUnseen: false);
        if (IdxReader.Recognises(folder)) return IdxReader.Read(folder);
        if (folder.Find("u.data", "ratings.csv", "ratings.dat", "interactions.csv", "interactions.tsv") is { } log)
            return InteractionsReader.Delimited(folder, log);
        if (folder.Find("train.txt", "train.csv", "train.tsv") is { } train)
            return TrainAndTest(folder, train, folder.Find("test.txt", "test.csv", "test.tsv"), options);
        string[] files = [.. DataFiles(folder.Path)];
        if (files.Length == 1) return File(folder, files[0], options);
        if (Directory.EnumerateFiles(folder.Path, "*.png", TwoLevels).Any())
        {
            const string Remedy = "Reading PNG comes in a later version: convert them to IDX.";
            throw new DataException("a folder of PNG images", "images as IDX files", Remedy, folder.Path);
        }

        throw new DataException(files.Length == 0 ? "no data file" : $"{files.Length} files", "a folder this version recognises",
            files.Length == 0 ? Recognised
                : $"Open one of them ({string.Join(", ", files.Take(8).Select(f => $"{folder.Name}/{Stem(f)}"))}). {Recognised}", folder.Path);
    }

    private const string Recognised = "Recognised are: edges.* alone, with labels.* and features.*, or with nodes.csv (a graph); nodes_TYPE.csv with "
        + "edges_SOURCE_RELATION_TARGET.csv (a graph of several types); hyperedges.*; NAME_A.txt and NAME_graph_indicator.txt (many graphs); "
        + "train-images-idx3-ubyte and its companions (images); train.* and test.* with a triple a line (a knowledge graph); train.* with test.*; "
        + "ratings.csv or u.data (interactions); a single table.";

    /// <summary>Reads a file.</summary>
    public static object File(DataFolder folder, string file, DataOptions options)
    {
        var name = Path.GetFileName(file);
        if (name.Contains("-images-idx3", StringComparison.Ordinal))
            return IdxReader.Part(folder, file, file.Replace("-images-idx3", "-labels-idx1", StringComparison.Ordinal), null, null);
        if (options.Form is DataForm.Graph or DataForm.TemporalGraph or DataForm.Hypergraph || (options.Form is null && GraphFolder.IsEdgeList(file)))
            return GraphFolder.File(folder, file, options);
        var form = options.Form ?? FormOf(file);
        if (form == DataForm.Interactions)
        {
            return InteractionsReader.LooksLikeAdjacency(file)
                ? InteractionsReader.Adjacency(folder, file)
                : InteractionsReader.Delimited(folder, file);
        }

        if (form == DataForm.Series) return SeriesReader.Columns(folder, file, options.Target, options.Season, options.Horizon);
        var table = TableReader.Read(folder.Open(file), file, options.TableWith(null));
        return options.Form is null && LooksLikeSeries(table, options)
            ? SeriesReader.Columns(folder, file, options.Target, options.Season, options.Horizon)
            : table;
    }

    /// <summary>False for a folder of archives, or of nothing that is known.</summary>
    public static bool HasDataFiles(DataFolder folder) => DataFiles(folder.Path).Any() || IdxReader.Recognises(folder)
        || GraphFolder.Recognises(folder) || TuFormat.Recognises(folder);

    public static IEnumerable<string> DataFiles(string folder) => Directory.EnumerateFiles(folder)
        .Where(f => Path.GetFileName(f) is var name && !name.StartsWith("README", StringComparison.OrdinalIgnoreCase)
            && TableEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(e + ".gz", StringComparison.OrdinalIgnoreCase)))
        .Order(StringComparer.Ordinal);

    /// <summary>The name of a file without its endings.</summary>
    public static string Stem(string file)
    {
        var name = Path.GetFileName(file);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        return Path.GetFileNameWithoutExtension(name);
    }

    private static object TrainAndTest(DataFolder folder, string train, string? test, DataOptions options)
    {
        if ((options.Form ?? FormOf(train)) == DataForm.Interactions)
        {
            return InteractionsReader.LooksLikeAdjacency(train)
                ? InteractionsReader.Adjacency(folder, train, test, folder.Find("valid.txt", "val.txt"))
                : InteractionsReader.Delimited(folder, train, test);
        }

        return Tables(folder, train, test, options.TableWith(null));
    }

    /// <summary>A table and its test part, which is laid out as the first is.</summary>
    public static Table Tables(DataFolder folder, string train, string? test, TableOptions options)
    {
        var table = TableReader.Read(folder.Open(train), train, options);
        if (test is null) return table;
        var held = TableReader.Read(folder.Open(test), test, options with { Layout = table.Schema });
        return new(table.Columns, table.Roles, held.Conform(table.Schema));
    }

    private static DataForm FormOf(string file)
    {
        if (Path.GetFileName(file) is "u.data" or "u.data.gz" or "ratings.dat" or "ratings.dat.gz"
            || InteractionsReader.LooksLikeAdjacency(file)) return DataForm.Interactions;
        using var reader = new StreamReader(DataFolder.OpenFile(file));
        var header = reader.ReadLine() ?? "";
        return InteractionsReader.Recognises(header.Split([',', '\t', ';', '|']).Select(cell => cell.Trim(' ', '"'))) ? DataForm.Interactions
            : DataForm.Table;
    }

    /// <summary>Times that ascend strictly, and beside them nothing but numbers.</summary>
    private static bool LooksLikeSeries(Table table, DataOptions options)
    {
        if (SeriesReader.TimesOf(table) is not { } times || table.Rows < 8) return false;
        var others = table.Columns.Where((c, i) => c != times && table.Roles[i] != ColumnRole.Ignored);
        if (!others.Any() || others.Any(c => c is not NumericColumn && c.Name != options.Target)) return false;
        DateTime? last = null;
        for (var row = 0; row < times.Length; row++)
        {
            TimeColumn.TryParse(times.Format(row), out var time);
            if (time <= last) return false;
            last = time;
        }

        return true;
    }
}
