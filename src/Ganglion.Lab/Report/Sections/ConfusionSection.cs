namespace Ganglion.Lab.Report;

/// <summary>Which classes are taken for which: a heat map of counts, and precision, recall and F1 of every class.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Classes">The classes' names.</param>
/// <param name="Counts">Counts as <c>[true class, predicted class]</c>, both in the order of <paramref name="Classes"/>.</param>
public sealed record ConfusionSection(string Title, IReadOnlyList<string> Classes, long[,] Counts) : ReportSection(Title)
{
    /// <summary>The section of a counted matrix.</summary>
    public static ConfusionSection Of(string title, IReadOnlyList<string> classes, ConfusionMatrix matrix)
    {
        var counts = new long[matrix.Classes, matrix.Classes];
        for (var t = 0; t < matrix.Classes; t++)
        {
            for (var p = 0; p < matrix.Classes; p++)
            {
                counts[t, p] = matrix[t, p];
            }
        }

        return new(title, classes, counts);
    }

    internal override bool IsEmpty => Classes.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        if (Counts.GetLength(0) != Classes.Count || Counts.GetLength(1) != Classes.Count)
        {
            throw new ArgumentException(
                $"A confusion matrix of {Counts.GetLength(0)}×{Counts.GetLength(1)} was given for {Classes.Count} class names; " +
                "give one row and one column a class.");
        }

        var (rows, columns) = (Sums(byRow: true), Sums(byRow: false));
        var total = rows.Sum();
        var right = Enumerable.Range(0, Classes.Count).Sum(c => Counts[c, c]);
        var f1 = Enumerable.Range(0, Classes.Count).Where(c => rows[c] + columns[c] > 0).Select(c => F1(c, rows, columns)).ToArray();
        html.Stats(
            ("Accuracy", Readable.Percent((double)right / total, 2)), ("Macro F1", Readable.Number(f1.Length > 0 ? f1.Average() : double.NaN)),
            ("Right", Readable.Count(right)), ("Wrong", Readable.Count(total - right)), ("Classes", Readable.Count(Classes.Count)));
        html.Add($"<div class='split'><div class='box' tabindex='0' role='region' aria-label='Confusion matrix'>\n");
        WriteMatrix(html, rows);
        html.Add($"</div>\n<div class='box' tabindex='0' role='region' aria-label='Classes'>\n");
        WriteClasses(html, rows, columns);
        html.Add($"</div></div>\n<p class='caption'>Rows are true classes, columns predicted ones. Shade is the share of the row: ");
        html.Add($"blue on the diagonal, orange beside it (square-root scale, to make rare confusions visible). Small print: row percent.</p>\n");
    }

    private void WriteMatrix(HtmlText html, long[] rows)
    {
        var n = Classes.Count;
        var cell = n <= 6 ? 60.0 : n <= 12 ? 44.0 : 30.0;
        var name = n <= 12 ? 16 : 12;
        var left = 24 + (6.4 * Math.Min(name, Classes.Max(c => c.Length)));
        var slanted = Classes.Any(c => c.Length * 6.4 > cell - 4);
        var top = slanted ? 26 + (5.2 * Math.Min(name, Classes.Max(c => c.Length))) : 40.0;
        var (width, height) = (left + (n * cell) + (slanted ? 40 : 4), top + (n * cell) + 4);
        html.Add($"<svg class='matrix' viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img' ");
        html.Add($"aria-label='{Title}: confusion matrix of {n} classes'><title>{Title}</title>\n");
        html.Add($"<text class='axis' x='0' y='12'>true ↓ predicted →</text>\n");
        for (var i = 0; i < n; i++)
        {
            var middle = top + (i * cell) + (cell / 2);
            html.Add($"<text class='name' text-anchor='end' x='{left - 8}' y='{middle + 4}'>");
            html.Add($"<title>{Classes[i]}</title>{Readable.Shorten(Classes[i], name)}</text>");
            var (x, y) = (left + (i * cell) + (cell / 2), top - 8);
            html.Add($"<text class='name' x='{x}' y='{y}' ");
            if (slanted)
            {
                html.Add($"text-anchor='start' transform='rotate(-45 {x} {y})'");
            }
            else
            {
                html.Add($"text-anchor='middle'");
            }

            html.Add($"><title>{Classes[i]}</title>{Readable.Shorten(Classes[i], name)}</text>\n");
        }

        for (var t = 0; t < n; t++)
        {
            for (var p = 0; p < n; p++)
            {
                WriteCell(html, t, p, left + (p * cell), top + (t * cell), cell, rows[t] > 0 ? (double)Counts[t, p] / rows[t] : 0);
            }
        }

        html.Add($"</svg>\n");
    }

    private void WriteCell(HtmlText html, int actual, int predicted, double x, double y, double cell, double share)
    {
        var count = Counts[actual, predicted];
        var shade = actual == predicted ? share : Math.Sqrt(share);
        html.Add($"<g class='{(actual == predicted ? "hit" : "miss")}'><rect class='cell' x='{x + 0.5}' y='{y + 0.5}' width='{cell - 1}' ");
        html.Add($"height='{cell - 1}' fill-opacity='{shade}'><title>{Classes[actual]} predicted as {Classes[predicted]}: {Readable.Count(count)} ");
        html.Add($"({Readable.Percent(share)} of the row)</title></rect>");
        if (count > 0)
        {
            var (middle, ink) = (x + (cell / 2), shade > 0.75 ? "light" : "dark");
            var text = cell <= 30 && count >= 1000 ? Readable.Number(count / 1000.0, 2) + "k" : Readable.Count(count);
            html.Add($"<text class='count {ink}' text-anchor='middle' x='{middle}' y='{y + (cell / 2) + (cell > 30 ? -1 : 0)}'");
            html.Add($"{(cell <= 30 ? " style='font-size:9px'" : ""):trusted}>{text}</text>");
            html.Add($"<text class='share {ink}' text-anchor='middle' x='{middle}' y='{y + (cell / 2) + (cell > 30 ? 13 : 10)}'");
            var percent = share < 0.005 ? "<1%" : Readable.Percent(share, cell >= 44 && share < 0.9995 ? 1 : 0);
            html.Add($"{(cell <= 30 ? " style='font-size:7.5px'" : ""):trusted}>{percent}</text>");
        }

        html.Add($"</g>\n");
    }

    private void WriteClasses(HtmlText html, long[] rows, long[] columns)
    {
        html.Add($"<table class='sortable'><thead><tr><th scope='col'>Class</th>");
        foreach (var column in (string[])["Precision", "Recall", "F1", "True", "Predicted"])
        {
            html.Add($"<th class='num' scope='col'>{column}</th>");
        }

        html.Add($"</tr></thead>\n<tbody>\n");
        for (var c = 0; c < Classes.Count; c++)
        {
            html.Add($"<tr><td>{Classes[c]}</td><td class='num'>{Readable.Percent((double)Counts[c, c] / columns[c])}</td>");
            html.Add($"<td class='num'>{Readable.Percent((double)Counts[c, c] / rows[c])}</td>");
            html.Add($"<td class='num'>{(rows[c] + columns[c] > 0 ? Readable.Percent(F1(c, rows, columns)) : Readable.Missing)}</td>");
            html.Add($"<td class='num'>{Readable.Count(rows[c])}</td><td class='num'>{Readable.Count(columns[c])}</td></tr>\n");
        }

        html.Add($"</tbody></table>\n");
    }

    private double F1(int c, long[] rows, long[] columns) => 2.0 * Counts[c, c] / (rows[c] + columns[c]);

    private long[] Sums(bool byRow) =>
        [.. Enumerable.Range(0, Classes.Count).Select(a => Enumerable.Range(0, Classes.Count).Sum(b => byRow ? Counts[a, b] : Counts[b, a]))];
}
