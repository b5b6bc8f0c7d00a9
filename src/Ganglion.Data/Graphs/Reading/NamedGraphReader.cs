namespace Ganglion.Data;

/// <summary>
/// Reads the form a person writes: <c>nodes.csv</c> with an id, features and a label or a number to predict; <c>edges.csv</c> whose first two columns
/// name nodes.
/// </summary>
internal static class NamedGraphReader
{
    public static Graph Read(DataFolder folder, string nodeFile, string edgeFile, bool directed, string? target)
    {
        var table = NodeTable.Read(folder, nodeFile, "node", target);
        var edges = EdgeFile.Read(folder, edgeFile, table.Index, table.Index);
        var graph = Graph.FromEdges(table.Nodes.Count, edges.Sources, edges.Targets, directed, edges.Weights, edges.Features);
        return graph with
        {
            Features = table.Nodes.Features,
            Labels = table.Nodes.Labels ?? graph.Labels,
            ClassNames = table.Nodes.ClassNames,
            Targets = table.Nodes.Targets,
            Splits = table.Nodes.Splits,
            NodeNames = table.Nodes.NodeNames,
        };
    }

    /// <summary>The same with a column of times among the edges.</summary>
    public static TemporalGraph Temporal(DataFolder folder, string? nodeFile, string edgeFile, bool directed, string? target)
    {
        var table = nodeFile is null ? null : NodeTable.Read(folder, nodeFile, "node", target);
        var index = table?.Index ?? new();
        var edges = EdgeFile.Read(folder, edgeFile, index, index, thirdIsTime: !EdgeFile.HasTimes(edgeFile));
        if (edges.Times is null) throw new DataException("edges without a time", "a column 'time'", "Name the column of times, or open the folder as a graph.", edgeFile);
        return TemporalGraph.FromEvents(index.Names.Count, edges.Sources, edges.Targets, edges.Times, directed, edges.Weights, edges.Features) with
        {
            Features = table?.Nodes.Features,
            Labels = table?.Nodes.Labels,
            ClassNames = table?.Nodes.ClassNames ?? [],
            NodeNames = [.. index.Names],
        };
    }
}
