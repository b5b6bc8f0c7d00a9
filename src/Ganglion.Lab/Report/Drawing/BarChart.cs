namespace Ganglion.Lab.Report;

/// <summary>A named row of a bar chart with one value per series.</summary>
internal sealed record BarRow(string Name, params IReadOnlyList<Estimate> Values);

/// <summary>Horizontal bars with their names on the left and their values on the right; negative values grow leftwards from zero.</summary>
internal sealed class BarChart(string title, string unit, IReadOnlyList<BarRow> rows, Func<double, string> show)
{
    private const double Width = 420;

    public void Write(HtmlText html)
    {
        var names = Math.Min(22, rows.Max(r => r.Name.Length));
        var values = rows.SelectMany(r => r.Values).ToArray();
        var axis = Axis.Linear(values.SelectMany(v => new[] { v.Value, v.Low, v.High }), unit, fromZero: true, ticks: 3);
        var room = values.Max(v => show(v.Value).Length);
        var (left, right) = (10 + (7 * names), Width - 10 - (6.3 * room));
        var series = rows.Max(r => r.Values.Count);
        var thick = series == 1 ? 14.0 : 12.5;
        var pitch = (thick * series) + 9;
        var height = 8 + (rows.Count * pitch) + 34;
        var bottom = height - 34;
        double X(double value) => left + (axis.Fraction(value) * (right - left));

        html.Add($"<svg class='plot bars' viewBox='0 0 {Width} {height}' role='img' aria-label='{title}'><title>{title}</title>\n");
        foreach (var tick in axis.Ticks)
        {
            html.Add($"<line class='grid' x1='{X(tick.Value)}' x2='{X(tick.Value)}' y1='4' y2='{bottom}'/>");
            html.Add($"<text class='tick' text-anchor='middle' x='{X(tick.Value)}' y='{bottom + 14}'>{tick.Label}</text>\n");
        }

        html.Add($"<text class='axis' text-anchor='end' x='{right}' y='{height - 4}'>{unit}</text>\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var top = 8 + (i * pitch);
            html.Add($"<text class='name' text-anchor='end' x='{left - 8}' y='{top + (thick * row.Values.Count / 2) + 4}'>");
            html.Add($"<title>{row.Name}</title>{Readable.Shorten(row.Name, 22)}</text>");
            for (var s = 0; s < row.Values.Count; s++)
            {
                WriteBar(html, row, s, top + (thick * s), thick, X, right);
            }

            html.Add($"\n");
        }

        html.Add($"<line class='base' x1='{X(0)}' x2='{X(0)}' y1='4' y2='{bottom}'/></svg>\n");
    }

    private void WriteBar(HtmlText html, BarRow row, int series, double top, double thick, Func<double, double> x, double right)
    {
        var value = row.Values[series];
        var middle = top + (thick / 2);
        if (double.IsFinite(value.Value))
        {
            var (from, to) = (Math.Min(x(0), x(value.Value)), Math.Max(x(0), x(value.Value)));
            html.Add($"<rect class='bar {Plot.Colour(series)}' x='{from}' y='{top + 0.5}' width='{Math.Max(to - from, 0.5)}' height='{thick - 1}'>");
            html.Add($"<title>{row.Name}: {Readable.Interval(value)}</title></rect>");
            if (value.HasInterval)
            {
                var (low, high) = (x(value.Low), x(value.High));
                html.Add($"<path class='whisker' d='M{low} {middle}H{high}M{low} {middle - 3}v6M{high} {middle - 3}v6'/>");
            }
        }

        html.Add($"<text class='tick value' x='{right + 8}' y='{middle + 3.5}'>{show(value.Value)}</text>");
    }
}
