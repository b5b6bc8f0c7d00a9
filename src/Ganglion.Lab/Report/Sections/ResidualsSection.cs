namespace Ganglion.Lab.Report;

/// <summary>How far a regression is off: predicted against true values, the residuals' histogram, and the usual errors.</summary>
/// <param name="Title">The heading.</param>
/// <param name="True">The true values.</param>
/// <param name="Predicted">The predictions, in the same order.</param>
public sealed record ResidualsSection(string Title, IReadOnlyList<double> True, IReadOnlyList<double> Predicted) : ReportSection(Title)
{
    /// <summary>Points drawn at most; of more, every k-th is drawn. The errors are always over all of them.</summary>
    public const int MostPoints = 2000;

    /// <summary>The values' unit, e.g. <c>kWh</c>; may be empty.</summary>
    public string Unit { get; init; } = "";

    internal override bool IsEmpty => True.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        if (True.Count != Predicted.Count)
        {
            throw new ArgumentException($"{True.Count} true values were given with {Predicted.Count} predictions; give one prediction a true value.");
        }

        (double True, double Predicted)[] pairs = [.. True.Zip(Predicted).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second))];
        double[] residuals = [.. pairs.Select(p => p.Predicted - p.True)];
        var squares = residuals.Sum(r => r * r);
        var mean = pairs.Sum(p => p.True) / pairs.Length;
        var spread = pairs.Sum(p => (p.True - mean) * (p.True - mean));
        var unit = Unit.Length > 0 ? " " + Unit : "";
        html.Stats(
            ("RMSE", Readable.Number(Math.Sqrt(squares / pairs.Length)) + unit),
            ("MAE", Readable.Number(residuals.Sum(Math.Abs) / pairs.Length) + unit),
            ("R²", Readable.Number(spread > 0 ? 1 - (squares / spread) : double.NaN)),
            ("Mean residual", Readable.Number(residuals.Sum() / pairs.Length) + unit),
            ("Values", Readable.Count(True.Count)), ("Not finite", Readable.Count(True.Count - pairs.Length)));
        html.Add($"<div class='charts'>\n");
        WriteScatter(html, pairs);
        WriteHistogram(html, residuals);
        html.Add($"</div>\n");
    }

    private string WithUnit(string label) => Unit.Length > 0 ? $"{label} ({Unit})" : label;

    private void WriteScatter(HtmlText html, (double True, double Predicted)[] pairs)
    {
        html.Add($"<figure><figcaption>Predicted against true</figcaption>\n");
        var values = pairs.SelectMany(p => new[] { p.True, p.Predicted });
        var (x, y) = (Axis.Linear(values, WithUnit("true")), Axis.Linear(values, WithUnit("predicted")));
        var plot = new Plot(html, "Predicted against true values", x, y, 400, 380);
        var drawn = Math.Min(pairs.Length, MostPoints);
        plot.Open($"{Readable.Count(drawn)} of {Readable.Count(pairs.Length)} points");
        plot.Segment(x.Min, y.Min, x.Max, y.Max, "diagonal");
        for (var i = 0; i < drawn; i++)
        {
            var (truth, predicted) = pairs[(int)((long)i * pairs.Length / drawn)];
            plot.Dot(truth, predicted, 2.6, 0, $"true {Readable.Number(truth)}, predicted {Readable.Number(predicted)}", "dot faint");
        }

        plot.Close();
        html.Add($"<p class='caption'>{Readable.Count(drawn)} of {Readable.Count(pairs.Length)} points are drawn; ");
        html.Add($"a perfect prediction lies on the dashed diagonal.</p></figure>\n");
    }

    private void WriteHistogram(HtmlText html, double[] residuals)
    {
        const int bins = 30;
        html.Add($"<figure><figcaption>Residuals (predicted − true)</figcaption>\n");
        var x = Axis.Linear(residuals, WithUnit("residual"));
        var counts = new int[bins];
        foreach (var residual in residuals)
        {
            counts[Math.Min((int)(x.Fraction(residual) * bins), bins - 1)]++;
        }

        var y = Axis.Linear(counts.Select(c => (double)c), "count", fromZero: true);
        var plot = new Plot(html, "Histogram of residuals", x, y, 400, 380);
        plot.Open();
        var width = (x.Max - x.Min) / bins;
        for (var b = 0; b < bins; b++)
        {
            var (from, to) = (x.Min + (b * width), x.Min + ((b + 1) * width));
            if (counts[b] > 0)
            {
                plot.Bar(from, to, counts[b], 0, $"{Readable.Number(from, 3)} to {Readable.Number(to, 3)}: {Readable.Count(counts[b])}");
            }
        }

        if (x.Min < 0 && x.Max > 0)
        {
            plot.Segment(0, y.Min, 0, y.Max, "diagonal");
        }

        plot.Close();
        html.Add($"</figure>\n");
    }
}
