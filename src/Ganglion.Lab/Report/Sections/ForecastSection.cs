namespace Ganglion.Lab.Report;

/// <summary>Forecasts of several methods beside what came true, a small chart a series.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Panels">The series.</param>
public sealed record ForecastSection(string Title, IReadOnlyList<ForecastPanel> Panels) : ReportSection(Title)
{
    /// <summary>The values' unit; may be empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What a step is, e.g. <c>hours from the forecast's start</c>.</summary>
    public string StepLabel { get; init; } = "steps from the forecast's start";

    internal override bool IsEmpty => Panels.All(p => p.History.Count + p.Truth.Count + p.Forecasts.Sum(f => f.Values.Count) == 0);

    internal override void WriteBody(HtmlText html)
    {
        string[] methods = [.. Panels.SelectMany(p => p.Forecasts).Select(f => f.Method).Distinct(StringComparer.Ordinal)];
        html.Add($"<div class='charts'>\n");
        foreach (var panel in Panels)
        {
            html.Add($"<figure><figcaption>{panel.Name}</figcaption>\n");
            WritePanel(html, panel, methods);
            html.Add($"</figure>\n");
        }

        html.Add($"</div>\n");
        Legend.Lines(html, methods, "history and truth");
    }

    private void WritePanel(HtmlText html, ForecastPanel panel, string[] methods)
    {
        ChartPoint[] known = [.. Points(panel.History, -panel.History.Count), .. Points(panel.Truth, 0)];
        var ahead = Math.Max(panel.Truth.Count, panel.Forecasts.Select(f => f.Values.Count).DefaultIfEmpty().Max());
        var values = known.Select(p => p.Y).Concat(panel.Forecasts.SelectMany(f => f.Values.Concat(f.Low).Concat(f.High)));
        var x = Axis.Fixed(-panel.History.Count, Math.Max(ahead - 1, 1), StepLabel);
        var y = Axis.Linear(values, Unit, ticks: 4);
        var plot = new Plot(html, panel.Name, x, y, 400, 210);
        plot.Open($"forecasts by {string.Join(", ", panel.Forecasts.Select(f => f.Method))}");
        plot.Segment(-0.5, y.Min, -0.5, y.Max, "now");
        foreach (var forecast in panel.Forecasts)
        {
            plot.Band([.. Points(forecast.Low, 0)], [.. Points(forecast.High, 0)], Array.IndexOf(methods, forecast.Method));
        }

        plot.Curve("history and truth", known, "truth");
        foreach (var forecast in panel.Forecasts)
        {
            plot.Line(forecast.Method, [.. Points(forecast.Values, 0)], Array.IndexOf(methods, forecast.Method));
        }

        plot.Close();
    }

    private static IEnumerable<ChartPoint> Points(IReadOnlyList<double> values, int from) => values.Select((v, i) => new ChartPoint(from + i, v));
}

/// <summary>One series of a forecast section.</summary>
/// <param name="Name">The series' name.</param>
/// <param name="History">The last values before the forecast, oldest first.</param>
/// <param name="Truth">What came true; may be empty when not known.</param>
/// <param name="Forecasts">The methods' forecasts.</param>
public sealed record ForecastPanel(string Name, IReadOnlyList<double> History, IReadOnlyList<double> Truth, IReadOnlyList<MethodForecast> Forecasts);

/// <summary>A method's forecast.</summary>
/// <param name="Method">The method's name, the same in all panels.</param>
/// <param name="Values">The forecast, first step first.</param>
public sealed record MethodForecast(string Method, IReadOnlyList<double> Values)
{
    /// <summary>Lower quantile of every step; empty for none.</summary>
    public IReadOnlyList<double> Low { get; init; } = [];

    /// <summary>Upper quantile of every step; empty for none.</summary>
    public IReadOnlyList<double> High { get; init; } = [];
}
