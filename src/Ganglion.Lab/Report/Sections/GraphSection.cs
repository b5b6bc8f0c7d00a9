namespace Ganglion.Lab.Report;

/// <summary>A drawing of a graph, twice: nodes coloured by their true class with wrong predictions ringed, and by right and wrong.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Edges">Pairs of positions in <paramref name="Nodes"/>; direction is not drawn.</param>
/// <param name="Classes">The classes' names, by class number.</param>
public sealed record GraphSection(string Title, IReadOnlyList<DrawnNode> Nodes, IReadOnlyList<(int From, int To)> Edges,
    IReadOnlyList<string> Classes) : ReportSection(Title)
{
    /// <summary>Nodes drawn at most. Of a larger graph, those are drawn that a breadth-first walk from the best connected node meets first.</summary>
    public const int MostNodes = 400;

    private const double Side = 720;

    internal override bool IsEmpty => Nodes.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        var shown = Sample();
        var position = new Dictionary<int, int>(shown.Count);
        foreach (var node in shown)
        {
            position.Add(node, position.Count);
        }

        (int From, int To)[] edges = [.. Edges
            .Where(e => e.From != e.To && position.ContainsKey(e.From) && position.ContainsKey(e.To))
            .Select(e => (position[e.From], position[e.To])).Select(e => (Math.Min(e.Item1, e.Item2), Math.Max(e.Item1, e.Item2))).Distinct()];
        var places = ForceLayout.Place(shown.Count, edges, Side, 14);
        var wrong = shown.Count(n => Nodes[n].IsWrong);
        var asked = shown.Count(n => Nodes[n].Predicted is not null);
        html.Add($"<div class='charts'>\n<figure class='wide'><figcaption>By true class</figcaption>\n");
        Draw(html, "true class", shown, edges, places, n => Plot.Colour(n.Class), ring: true);
        Legend.Areas(html, Classes);
        html.Add($"<p class='caption'>{Readable.Count(shown.Count)} of {Readable.Count(Nodes.Count)} nodes; colour is the true class, ");
        html.Add($"a ring marks a wrong prediction ({Readable.Count(wrong)} here).");
        html.Add($"{(Classes.Count > Plot.Colours ? " Colours repeat; hover for a node's class." : "")}</p></figure>\n");
        if (asked > 0)
        {
            html.Add($"<figure class='wide'><figcaption>By error</figcaption>\n");
            Draw(html, "error", shown, edges, places, n => n.Predicted is null ? "unasked" : Plot.Colour(n.IsWrong ? 1 : 0), ring: false);
            Legend.Areas(html, ["right", "wrong"]);
            html.Add($"<p class='caption'>{Readable.Count(asked - wrong)} right and {Readable.Count(wrong)} wrong of the ");
            html.Add($"{Readable.Count(asked)} nodes drawn that were asked about; pale nodes were not.</p></figure>\n");
        }

        html.Add($"</div>\n");
    }

    private void Draw(HtmlText html, string by, List<int> shown, (int From, int To)[] edges, (double X, double Y)[] places,
        Func<DrawnNode, string> colour, bool ring)
    {
        html.Add($"<svg class='network' viewBox='0 0 {Side} {Side}' role='img' ");
        html.Add($"aria-label='{Title} by {by}: {shown.Count} nodes, {edges.Length} edges, {shown.Count(n => Nodes[n].IsWrong)} predicted wrongly'>");
        html.Add($"<title>{Title}, by {by}</title>\n");
        foreach (var (from, to) in edges)
        {
            html.Add($"<line class='edge' x1='{places[from].X}' y1='{places[from].Y}' x2='{places[to].X}' y2='{places[to].Y}'/>\n");
        }

        for (var i = 0; i < shown.Count; i++)
        {
            var node = Nodes[shown[i]];
            var (x, y) = places[i];
            if (ring && node.IsWrong)
            {
                html.Add($"<circle class='error' cx='{x}' cy='{y}' r='8.5'/>");
            }

            html.Add($"<circle class='node {colour(node)}' cx='{x}' cy='{y}' r='5'><title>{node.Label}: {Name(node.Class)}");
            html.Add($"{(node.Predicted is { } p ? $", predicted {Name(p)}" : "")}</title></circle>\n");
        }

        html.Add($"</svg>\n");
    }

    private string Name(int number) => number >= 0 && number < Classes.Count ? Classes[number] : $"class {number}";

    private List<int> Sample()
    {
        if (Nodes.Count <= MostNodes)
        {
            return [.. Enumerable.Range(0, Nodes.Count)];
        }

        var neighbours = new List<int>[Nodes.Count];
        for (var i = 0; i < neighbours.Length; i++)
        {
            neighbours[i] = [];
        }

        foreach (var (from, to) in Edges)
        {
            neighbours[from].Add(to);
            neighbours[to].Add(from);
        }

        var met = new bool[Nodes.Count];
        var shown = new List<int>(MostNodes);
        var head = 0;
        foreach (var start in Enumerable.Range(0, Nodes.Count).OrderByDescending(n => neighbours[n].Count).TakeWhile(_ => shown.Count < MostNodes))
        {
            Visit(start);
            while (head < shown.Count && shown.Count < MostNodes)
            {
                neighbours[shown[head++]].ForEach(Visit);
            }
        }

        return shown;

        void Visit(int node)
        {
            if (!met[node] && shown.Count < MostNodes)
            {
                met[node] = true;
                shown.Add(node);
            }
        }
    }
}

/// <summary>A node of a drawn graph.</summary>
/// <param name="Label">Its name, shown on hover.</param>
/// <param name="Class">Its true class, 0 for the first.</param>
/// <param name="Predicted">The predicted class; null when none was predicted.</param>
public sealed record DrawnNode(string Label, int Class, int? Predicted = null)
{
    internal bool IsWrong => Predicted is { } predicted && predicted != Class;
}
