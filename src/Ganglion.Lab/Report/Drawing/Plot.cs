using System.Globalization;
using System.Text;

namespace Ganglion.Lab.Report;

/// <summary>
/// One chart in SVG: frame, grid, ticks and axis labels, into which lines, dots, bars and bands are drawn in data coordinates. Colours are
/// classes <c>c0</c> to <c>c7</c> of the style sheet, so that light, dark and print each have their own.
/// </summary>
internal sealed class Plot(HtmlText html, string title, Axis x, Axis y, double width = 400, double height = 250)
{
    /// <summary>Colours in the palette; series beyond it repeat them with other dashes.</summary>
    public const int Colours = 8;

    /// <summary>Points a line is drawn with at most; longer ones keep the lowest and highest of each stretch.</summary>
    private const int MostPoints = 400;

    private readonly double _left = 14 + (6.2 * y.Ticks.Max(t => t.Label.Length));

    private double Right => width - 12;

    private static double Top => 24;

    private double Bottom => height - (x.Label.Length > 0 ? 38 : 22);

    public static string Colour(int series) => "c" + (series % Colours).ToString(CultureInfo.InvariantCulture);

    public static string Dash(int series) => (series / Colours % 3) switch { 0 => "", 1 => "6 3", _ => "2 3" };

    public double X(double value) => _left + (x.Fraction(value) * (Right - _left));

    public double Y(double value) => Bottom - (y.Fraction(value) * (Bottom - Top));

    /// <summary>Writes the frame. <paramref name="summary"/> is what a screen reader says of the chart.</summary>
    public void Open(string summary = "")
    {
        html.Add($"<svg class='plot' viewBox='0 0 {width} {height}' role='img' aria-label='{title}{(summary.Length > 0 ? ": " + summary : "")}'>");
        html.Add($"<title>{title}</title>\n<rect class='frame' x='{_left}' y='{Top}' width='{Right - _left}' height='{Bottom - Top}'/>\n");
        foreach (var tick in y.Ticks)
        {
            html.Add($"<line class='grid' x1='{_left}' x2='{Right}' y1='{Y(tick.Value)}' y2='{Y(tick.Value)}'/>");
            html.Add($"<text class='tick' text-anchor='end' x='{_left - 6}' y='{Y(tick.Value) + 4}'>{tick.Label}</text>\n");
        }

        // A tick label takes about six units a letter; where they would touch, every second or third is written.
        var widest = (x.Ticks.Select(t => t.Label.Length).DefaultIfEmpty().Max() * 6.2) + 8;
        var every = Math.Max(1, (int)Math.Ceiling(x.Ticks.Count * widest / (Right - _left)));
        for (var i = 0; i < x.Ticks.Count; i++)
        {
            var at = X(x.Ticks[i].Value);
            html.Add($"<line class='mark' x1='{at}' x2='{at}' y1='{Bottom}' y2='{Bottom + 4}'/>");
            if (i % every == 0)
            {
                html.Add($"<text class='tick' text-anchor='middle' x='{at}' y='{Bottom + 16}'>{x.Ticks[i].Label}</text>\n");
            }
        }

        html.Add($"<line class='base' x1='{_left}' x2='{Right}' y1='{Bottom}' y2='{Bottom}'/>");
        html.Add($"<text class='axis' x='0' y='12'>{y.Label}</text>");
        html.Add($"<text class='axis' text-anchor='end' x='{Right}' y='{height - 4}'>{x.Label}</text>\n");
    }

    public void Close() => html.Add($"</svg>\n");

    /// <summary>A line through the points with a few markers on it; a value the axes cannot show leaves a gap.</summary>
    public void Line(string name, IReadOnlyList<ChartPoint> points, int series)
    {
        html.Add($"<g class='{Colour(series)}'>");
        Curve(name, points, "line", Dash(series));
        ChartPoint[] drawn = [.. Thin(points).Where(p => x.Shows(p.X) && y.Shows(p.Y))];
        var every = Math.Max(1, drawn.Length / 6);
        for (var i = Math.Min(series % 6 * every / 6, Math.Max(drawn.Length - 1, 0)); i < drawn.Length; i += every)
        {
            Marker(html, X(drawn[i].X), Y(drawn[i].Y), series, $"{name}: {Readable.Number(drawn[i].Y)} at {Readable.Number(drawn[i].X)}");
        }

        html.Add($"</g>\n");
    }

    /// <summary>A bare line in a style of its own.</summary>
    public void Curve(string name, IReadOnlyList<ChartPoint> points, string style, string dash = "")
    {
        var path = new StringBuilder();
        var pen = false;
        foreach (var point in Thin(points))
        {
            var shown = x.Shows(point.X) && y.Shows(point.Y);
            if (shown)
            {
                path.Append(CultureInfo.InvariantCulture, $"{(pen ? 'L' : 'M')}{X(point.X):0.##} {Y(point.Y):0.##}");
            }

            pen = shown;
        }

        html.Add($"<path class='{style}' stroke-dasharray='{dash}' d='{path.ToString()}'><title>{name}</title></path>\n");
    }

    /// <summary>A straight line between two points, e.g. a diagonal; <paramref name="style"/> is a class of the style sheet.</summary>
    public void Segment(double fromX, double fromY, double toX, double toY, string style) =>
        html.Add($"<line class='{style}' x1='{X(fromX)}' y1='{Y(fromY)}' x2='{X(toX)}' y2='{Y(toY)}'/>\n");

    /// <summary>A dot with its tooltip.</summary>
    public void Dot(double atX, double atY, double radius, int series, string tooltip, string style = "dot")
    {
        if (x.Shows(atX) && y.Shows(atY))
        {
            html.Add($"<circle class='{style} {Colour(series)}' cx='{X(atX)}' cy='{Y(atY)}' r='{radius}'><title>{tooltip}</title></circle>\n");
        }
    }

    /// <summary>A bar standing on the foot of the chart.</summary>
    public void Bar(double fromX, double toX, double value, int series, string tooltip)
    {
        if (y.Shows(value))
        {
            html.Add($"<rect class='bar {Colour(series)}' x='{X(fromX) + 0.75}' y='{Y(value)}' ");
            html.Add($"width='{Math.Max(X(toX) - X(fromX) - 1.5, 0.5)}' height='{Math.Max(Bottom - Y(value), 0)}'><title>{tooltip}</title></rect>\n");
        }
    }

    /// <summary>The area between a lower and an upper line.</summary>
    public void Band(IReadOnlyList<ChartPoint> low, IReadOnlyList<ChartPoint> high, int series)
    {
        ChartPoint[] around = [.. low, .. high.Reverse()];
        if (around.Length > 2 && around.All(p => x.Shows(p.X) && y.Shows(p.Y)))
        {
            html.Add($"<polygon class='band {Colour(series)}' points='");
            foreach (var point in around)
            {
                html.Add($"{X(point.X)},{Y(point.Y)} ");
            }

            html.Add($"'/>\n");
        }
    }

    /// <summary>The mark of a series: circle, square, triangle or diamond, so that lines differ without colour.</summary>
    public static void Marker(HtmlText html, double atX, double atY, int series, string? tooltip)
    {
        const double r = 3.2;
        switch (series % 4)
        {
            case 0: html.Add($"<circle class='dot' cx='{atX}' cy='{atY}' r='{r}'>"); break;
            case 1: html.Add($"<rect class='dot' x='{atX - 2.9}' y='{atY - 2.9}' width='5.8' height='5.8'>"); break;
            case 2: html.Add($"<path class='dot' d='M{atX} {atY - 4}L{atX + 3.8} {atY + 3}H{atX - 3.8}Z'>"); break;
            default: html.Add($"<path class='dot' d='M{atX} {atY - 4}L{atX + 4} {atY}L{atX} {atY + 4}L{atX - 4} {atY}Z'>"); break;
        }

        if (tooltip is not null)
        {
            html.Add($"<title>{tooltip}</title>");
        }

        html.Add($"</{(series % 4) switch { 0 => "circle", 1 => "rect", _ => "path" }}>");
    }

    /// <summary>Fewer points with the same outline: of each stretch the lowest and the highest, in their order; gaps are kept.</summary>
    internal static IEnumerable<ChartPoint> Thin(IReadOnlyList<ChartPoint> points)
    {
        if (points.Count <= MostPoints)
        {
            return points;
        }

        var keep = new SortedSet<int> { 0, points.Count - 1 };
        const int stretches = MostPoints / 2;
        for (var s = 0; s < stretches; s++)
        {
            var (from, to) = ((int)((long)s * points.Count / stretches), (int)((long)(s + 1) * points.Count / stretches));
            var (low, high, gap) = (-1, -1, -1);
            for (var i = from; i < to; i++)
            {
                if (!double.IsFinite(points[i].Y))
                {
                    gap = i;
                    continue;
                }

                low = low < 0 || points[i].Y < points[low].Y ? i : low;
                high = high < 0 || points[i].Y > points[high].Y ? i : high;
            }

            keep.UnionWith(new[] { low, high, gap }.Where(i => i >= 0));
        }

        return keep.Select(i => points[i]);
    }
}
