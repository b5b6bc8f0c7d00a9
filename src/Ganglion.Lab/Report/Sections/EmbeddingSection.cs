namespace Ganglion.Lab.Report;

/// <summary>Items laid out in the plane so that what the network takes for alike lies together: coloured by true class, wrong answers ringed.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Points">The items, at their places.</param>
/// <param name="Classes">The classes' names, by class number.</param>
public sealed record EmbeddingSection(string Title, IReadOnlyList<EmbeddedItem> Points, IReadOnlyList<string> Classes) : ReportSection(Title)
{
    private const double Side = 640, Margin = 12;

    internal override bool IsEmpty => Points.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        if (Points.FirstOrDefault(p => !double.IsFinite(p.X) || !double.IsFinite(p.Y)) is { } lost)
            throw new ArgumentException($"'{lost.Label}' lies at ({lost.X}, {lost.Y}); places must be finite.");
        double left = Points.Min(p => p.X), top = Points.Min(p => p.Y);
        double width = Points.Max(p => p.X) - left, height = Points.Max(p => p.Y) - top;
        double scale = (Side - (2 * Margin)) / Math.Max(Math.Max(width, height), 1e-12);
        int wrong = Points.Count(p => p.IsWrong);
        html.Add($"<figure class='wide'><svg class='network' viewBox='0 0 {Side} {Side}' role='img' ");
        html.Add($"aria-label='{Title}: {Points.Count} items, {wrong} predicted wrongly'><title>{Title}</title>\n");
        // Rings come last, so that no dot hides an error.
        foreach (var point in Points.OrderBy(p => p.IsWrong))
        {
            double x = (Side / 2) + ((point.X - left - (width / 2)) * scale), y = (Side / 2) + ((point.Y - top - (height / 2)) * scale);
            if (point.IsWrong) html.Add($"<circle class='error' cx='{x}' cy='{y}' r='6'/>");
            html.Add($"<circle class='node {Plot.Colour(point.Class)}' cx='{x}' cy='{y}' r='3.6'><title>{point.Label}: {Name(point.Class)}");
            html.Add($"{(point.Predicted is { } said && point.IsWrong ? $", predicted {Name(said)}" : "")}</title></circle>\n");
        }

        html.Add($"</svg>\n");
        Legend.Areas(html, Classes);
        html.Add($"<p class='caption'>{Readable.Count(Points.Count)} items; near ones are alike to the network, distances between far groups mean nothing. ");
        html.Add($"Colour is the true class, a ring marks a wrong prediction ({Readable.Count(wrong)} here).</p></figure>\n");
    }

    private string Name(int number) => number >= 0 && number < Classes.Count ? Classes[number] : $"class {number}";
}

/// <summary>An item at its place.</summary>
/// <param name="Label">Its name, shown on hover.</param>
/// <param name="X">Across.</param>
/// <param name="Y">Down.</param>
/// <param name="Class">Its true class, 0 for the first.</param>
/// <param name="Predicted">The predicted class; null when none was predicted.</param>
public sealed record EmbeddedItem(string Label, double X, double Y, int Class, int? Predicted = null)
{
    internal bool IsWrong => Predicted is { } predicted && predicted != Class;
}
