namespace Ganglion.Lab.Report;

/// <summary>Learning curves of several networks, a panel a quantity. A network has the same colour and marker in every panel.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Panels">The panels, e.g. training loss and validation metric.</param>
public sealed record CurvesSection(string Title, IReadOnlyList<CurvePanel> Panels) : ReportSection(Title)
{
    internal override bool IsEmpty => Panels.All(p => p.Series.All(s => s.Points.Count == 0));

    internal override void WriteBody(HtmlText html)
    {
        string[] names = [.. Panels.SelectMany(p => p.Series).Select(s => s.Name).Distinct(StringComparer.Ordinal)];
        html.Add($"<div class='charts'>\n");
        foreach (var panel in Panels)
        {
            html.Add($"<figure><figcaption>{panel.Title}</figcaption>\n");
            var points = panel.Series.SelectMany(s => s.Points);
            var y = panel.LogY
                ? Axis.Log(points.Select(p => p.Y), panel.YLabel + " (log)")
                : Axis.Linear(points.Select(p => p.Y), panel.YLabel);
            var plot = new Plot(html, panel.Title, Axis.Linear(points.Select(p => p.X), panel.XLabel), y);
            plot.Open(string.Join("; ", panel.Series.Select(Summary)));
            foreach (var series in panel.Series)
            {
                var number = Array.IndexOf(names, series.Name);
                plot.Line(series.Name, series.Points, number);
                if (series.Kept is { } kept && series.Points.Where(p => p.X <= kept).DefaultIfEmpty().Last() is var at)
                {
                    plot.Dot(at.X, at.Y, 6, number, $"{series.Name}: kept at {Readable.Number(at.X)}, {Readable.Number(at.Y)}", "ring");
                }
            }

            plot.Close();
            html.Add($"</figure>\n");
        }

        html.Add($"</div>\n");
        Legend.Lines(html, names);
        if (Panels.Any(p => p.Series.Any(s => s.Kept is not null)))
        {
            html.Add($"<p class='caption'>A ring marks the step whose network was kept.</p>\n");
        }
    }

    private static string Summary(LineSeries series) =>
        $"{series.Name} ends at {Readable.Number(series.Points.Select(p => p.Y).LastOrDefault(double.IsFinite, double.NaN))}";
}

/// <summary>One chart of learning curves.</summary>
/// <param name="Title">What is shown, e.g. <c>Training loss</c>.</param>
/// <param name="XLabel">The horizontal axis and its unit, e.g. <c>epoch</c>.</param>
/// <param name="YLabel">The vertical axis and its unit.</param>
/// <param name="Series">The curves.</param>
public sealed record CurvePanel(string Title, string XLabel, string YLabel, IReadOnlyList<LineSeries> Series)
{
    /// <summary>Whether the vertical axis is logarithmic; values of zero and below are then left out.</summary>
    public bool LogY { get; init; }
}

/// <summary>A named curve.</summary>
/// <param name="Name">The network's name, the same in all panels.</param>
/// <param name="Points">The curve from left to right.</param>
public sealed record LineSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>The step whose network was kept (early stopping); ringed.</summary>
    public double? Kept { get; init; }
}
