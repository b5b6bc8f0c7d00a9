namespace Ganglion.Data;

/// <summary>Which form of graph a folder or a file holds, and its reader.</summary>
internal static class GraphFolder
{
    private static readonly string[] EdgeListEndings = [".edges", ".edgelist", ".edge_list"];

    public static bool Recognises(DataFolder folder) => GraphReader.Recognises(folder) || HypergraphReader.Recognises(folder) || TypedGraphReader.Recognises(folder);

    /// <summary>A <see cref="Graph"/>, <see cref="HeteroGraph"/>, <see cref="TemporalGraph"/> or <see cref="Hypergraph"/>.</summary>
    public static object Read(DataFolder folder, DataOptions options)
    {
        if (options.Form == DataForm.Hypergraph || (options.Form is null && HypergraphReader.Recognises(folder))) return HypergraphReader.Read(folder, options.Target);
        if (TypedGraphReader.Recognises(folder)) return TypedGraphReader.Read(folder, options.Target);
        var (nodes, edges) = (folder.Find("nodes.csv", "nodes.tsv"), folder.Require(GraphReader.EdgeFiles));
        if (nodes is not null && options.Form is null or DataForm.HeteroGraph && HasTypes(nodes)) return TypedGraphReader.Read(folder, nodes!, edges, options.Target);
        var numbered = nodes is null && (folder.Find("labels.txt", "labels.tsv", "labels.csv", "features.txt", "features.tsv", "features.csv") is not null);
        if (options.Form == DataForm.TemporalGraph || (options.Form is null && !numbered && EdgeFile.HasTimes(edges)))
            return NamedGraphReader.Temporal(folder, nodes, edges, options.Directed ?? true, options.Target);
        return GraphReader.Read(folder, options.Directed ?? false, options.Target);
    }

    /// <summary>True for a file that can only be an edge list, or is called one.</summary>
    public static bool IsEdgeList(string file)
    {
        var name = Path.GetFileName(file);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        var stem = Path.GetFileNameWithoutExtension(name);
        return EdgeListEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase)) || stem is "edges" or "edgelist" or "edge_list"
            || stem.EndsWith("_edges", StringComparison.OrdinalIgnoreCase) || stem.EndsWith("-edges", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A file of edges or hyperedges alone.</summary>
    public static object File(DataFolder folder, string file, DataOptions options) => options.Form switch
    {
        DataForm.Hypergraph => HypergraphReader.Read(folder, file, options.Target, alone: true),
        DataForm.TemporalGraph => NamedGraphReader.Temporal(folder, null, file, options.Directed ?? true, options.Target),
        null when EdgeFile.HasTimes(file) => NamedGraphReader.Temporal(folder, null, file, options.Directed ?? true, options.Target),
        _ => EdgeListReader.Read(folder, file, options.Directed ?? false),
    };

    private static bool HasTypes(string nodes)
    {
        using var reader = new StreamReader(DataFolder.OpenFile(nodes));
        return (reader.ReadLine() ?? "").Split(EdgeFile.SeparatorOf(nodes)).Any(cell => cell.Trim(' ', '"') is "type" or "node_type");
    }
}
