namespace Ganglion.Lab.Report;

/// <summary>Names of the series under a group of charts, each beside a piece of its line or its colour.</summary>
internal static class Legend
{
    /// <summary>Lines with their markers, after the black line called <paramref name="truth"/> when there is one.</summary>
    public static void Lines(HtmlText html, IReadOnlyList<string> names, string? truth = null)
    {
        html.Add($"<ul class='legend'>");
        if (truth is not null)
        {
            html.Add($"<li><svg class='swatch' viewBox='0 0 28 12' aria-hidden='true'>");
            html.Add($"<line class='truth' x1='0' x2='28' y1='6' y2='6'/></svg>{truth}</li>");
        }

        for (var i = 0; i < names.Count; i++)
        {
            html.Add($"<li><svg class='swatch' viewBox='0 0 28 12' aria-hidden='true'><g class='{Plot.Colour(i)}'>");
            html.Add($"<line class='line' x1='0' x2='28' y1='6' y2='6' stroke-dasharray='{Plot.Dash(i)}'/>");
            Plot.Marker(html, 14, 6, i, null);
            html.Add($"</g></svg>{names[i]}</li>");
        }

        html.Add($"</ul>\n");
    }

    /// <summary>Filled squares: bars, classes, bands.</summary>
    public static void Areas(HtmlText html, IReadOnlyList<string> names)
    {
        html.Add($"<ul class='legend'>");
        for (var i = 0; i < names.Count; i++)
        {
            html.Add($"<li><svg class='swatch square' viewBox='0 0 12 12' aria-hidden='true'>");
            html.Add($"<rect class='bar {Plot.Colour(i)}' width='12' height='12'/></svg>{names[i]}</li>");
        }

        html.Add($"</ul>\n");
    }
}
