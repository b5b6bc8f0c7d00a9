namespace Ganglion.Lab.Report;

/// <summary>Small graphs side by side, each with its true and its predicted class: nodes are coloured by their tags.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Graphs">The graphs, in the order they are shown.</param>
public sealed record GraphGallerySection(string Title, IReadOnlyList<DrawnGraph> Graphs) : ReportSection(Title)
{
    /// <summary>Nodes of a graph drawn at most; a larger one is drawn as its first nodes, and says so.</summary>
    public const int MostNodes = 150;

    private const double Side = 180;

    internal override bool IsEmpty => Graphs.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        html.Add($"<div class='charts gallery'>\n");
        foreach (var graph in Graphs)
        {
            int nodes = Math.Min(graph.Tags.Count, MostNodes);
            (int From, int To)[] edges = [.. graph.Edges.Where(e => e.From != e.To && e.From < nodes && e.To < nodes)
                .Select(e => (Math.Min(e.From, e.To), Math.Max(e.From, e.To))).Distinct()];
            bool wrong = graph.Predicted is { } said && said != graph.True;
            var places = nodes == 0 ? [] : ForceLayout.Place(nodes, edges, Side, 10);
            html.Add($"<figure><figcaption>{graph.Label}: {graph.True}{(wrong ? $", taken for {graph.Predicted}" : "")}</figcaption>\n");
            html.Add($"<svg class='network' viewBox='0 0 {Side} {Side}' role='img' aria-label='{graph.Label}: {nodes} nodes, {edges.Length} edges'>");
            html.Add($"<title>{graph.Label}: {graph.Tags.Count} nodes</title>\n");
            foreach (var (from, to) in edges)
                html.Add($"<line class='edge' x1='{places[from].X}' y1='{places[from].Y}' x2='{places[to].X}' y2='{places[to].Y}'/>");
            for (int i = 0; i < nodes; i++)
                html.Add($"<circle class='node {Plot.Colour(graph.Tags[i])}' cx='{places[i].X}' cy='{places[i].Y}' r='4'/>");
            html.Add($"</svg>");
            if (nodes < graph.Tags.Count) html.Add($"<p class='caption'>The first {nodes} of {Readable.Count(graph.Tags.Count)} nodes.</p>");
            html.Add($"</figure>\n");
        }

        html.Add($"</div>\n<p class='caption'>The colour of a node is its tag.</p>\n");
    }
}

/// <summary>A small graph to be drawn.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Tags">A tag for each node, which becomes its colour.</param>
/// <param name="Edges">Pairs of nodes; direction is not drawn.</param>
/// <param name="True">Its true class.</param>
/// <param name="Predicted">The predicted class; null when none was predicted.</param>
public sealed record DrawnGraph(string Label, IReadOnlyList<int> Tags, IReadOnlyList<(int From, int To)> Edges, string True, string? Predicted = null);
