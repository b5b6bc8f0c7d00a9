namespace Ganglion.Lab.Report;

/// <summary>The networks that were tried, best first, with their metric drawn as dots with interval whiskers on one common scale.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Metric">Name of the metric, e.g. <c>accuracy</c>.</param>
/// <param name="HigherIsBetter">The metric's direction.</param>
/// <param name="Rows">The networks, in the order to show.</param>
public sealed record LeaderboardSection(string Title, string Metric, bool HigherIsBetter, IReadOnlyList<LeaderboardRow> Rows) : ReportSection(Title)
{
    private const double BarWidth = 132;

    /// <summary>What the intervals are, e.g. <c>95% bootstrap over test rows</c>.</summary>
    public string IntervalMeaning { get; init; } = "";

    internal override bool IsEmpty => Rows.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        html.Add($"<p class='note'>Metric: <b>{Metric}</b>, {(HigherIsBetter ? "higher is better" : "lower is better")}. ");
        html.Add($"{(IntervalMeaning.Length > 0 ? $"Intervals: {IntervalMeaning}. " : "")}Filled dot: test, ring: validation.</p>\n");

        var best = Rows.Where(r => r.Rank is not null).MinBy(r => r.Rank);
        Estimate[] estimates = [.. Rows.SelectMany(r => new[] { r.Validation, r.Test }).OfType<Estimate>()];
        var axis = Axis.Linear(estimates.SelectMany(e => new[] { e.Value, e.Low, e.High }), Metric, ticks: 3);
        html.Add($"<div class='box' tabindex='0' role='region' aria-label='{Title}'><table class='leaderboard sortable'>\n<thead><tr>");
        html.Add($"<th class='num' scope='col'>#</th><th scope='col' class='pin'>Network</th><th class='plain' scope='col'>{Metric}");
        WriteScale(html, axis);
        html.Add($"</th><th class='num' scope='col'>Validation</th><th class='num' scope='col'>Test</th><th class='num' scope='col'>Seeds</th>");
        html.Add($"<th class='num' scope='col'>Training</th><th class='num' scope='col'>Parameters</th><th class='num' scope='col'>Peak memory</th>");
        html.Add($"<th scope='col'>Kept network</th></tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            WriteRow(html, row, axis, Readable.Decimals(estimates), ReferenceEquals(row, best));
        }

        html.Add($"</tbody></table></div>\n");
    }

    private static void WriteRow(HtmlText html, LeaderboardRow row, Axis axis, int decimals, bool best)
    {
        html.Add($"<tr{(best ? " class='best'" : ""):trusted}><td class='num' data-v='{Sort(row.Rank)}'>");
        html.Add($"{(row.Rank is { } rank ? Readable.Count(rank) : "–")}</td>");
        html.Add($"<td class='pin' data-v='{row.Name}'><b>{row.Name}</b>{(best ? " <span class='badge'>best</span>" : ""):trusted}");
        html.Add($"<small>{row.RecipeId}</small>");
        if (row.CatalogId is { Length: > 0 } id)
        {
            html.Add($"<small>{id}</small>");
        }

        if (row.Note is { Length: > 0 } note)
        {
            html.Add($"<small class='remark'>{note}</small>");
        }

        html.Add($"</td><td>");
        WriteDots(html, row, axis);
        html.Add($"</td>");
        WriteEstimate(html, row.Validation, decimals);
        WriteEstimate(html, row.Test, decimals);
        html.Add($"<td class='num' data-v='{Sort(row.Seeds)}'>{Readable.Count(row.Seeds)}</td>");
        html.Add($"<td class='num' data-v='{Sort(row.TrainTime?.TotalSeconds)}'>{Readable.Duration(row.TrainTime)}</td>");
        html.Add($"<td class='num' data-v='{Sort(row.Parameters)}'>{Readable.Count(row.Parameters)}</td>");
        html.Add($"<td class='num' data-v='{Sort(row.PeakBytes)}'>{Readable.Bytes(row.PeakBytes)}</td><td class='kept'>");
        if (row.NetworkPath is { Length: > 0 } path)
        {
            html.Add($"<code>{path}</code>");
        }

        if (row.BitHash is { Length: > 0 } hash)
        {
            html.Add($"<small title='Hash of the bits of all parameters: {hash}'>bits {(hash.Length > 12 ? hash[..12] : hash)}</small>");
        }

        html.Add($"</td></tr>\n");
    }

    private static void WriteEstimate(HtmlText html, Estimate? estimate, int decimals)
    {
        var finite = estimate is not null && double.IsFinite(estimate.Value);
        var value = finite ? Readable.Fixed(estimate!.Value, decimals) : Readable.Number(estimate?.Value ?? double.NaN);
        html.Add($"<td class='num' data-v='{Sort(estimate?.Value)}'>{value}");
        if (finite && estimate!.HasInterval)
        {
            html.Add($"<small>{Readable.Spread(estimate, decimals)}</small>");
        }

        html.Add($"</td>");
    }

    private static double X(Axis axis, double value) => 8 + (axis.Fraction(value) * (BarWidth - 16));

    private static void WriteScale(HtmlText html, Axis axis)
    {
        html.Add($"<svg class='scale' viewBox='0 0 {BarWidth} 16' width='{BarWidth}' height='16' aria-hidden='true'>");
        (Tick Tick, string Anchor)[] ends = [(axis.Ticks[0], "start"), (axis.Ticks[^1], "end")];
        foreach (var (tick, anchor) in ends)
        {
            var x = X(axis, tick.Value) + (anchor == "start" ? -6 : 6);
            html.Add($"<text class='tick' text-anchor='{anchor}' x='{x}' y='12'>{tick.Label}</text>");
        }

        html.Add($"</svg>");
    }

    private static void WriteDots(HtmlText html, LeaderboardRow row, Axis axis)
    {
        var label = $"{row.Name}: validation {Readable.Interval(row.Validation)}, test {Readable.Interval(row.Test)}";
        html.Add($"<svg class='dots' viewBox='0 0 {BarWidth} 26' width='{BarWidth}' height='26' role='img' ");
        html.Add($"aria-label='{label}'><title>{label}</title>");
        foreach (var tick in axis.Ticks)
        {
            html.Add($"<line class='grid' x1='{X(axis, tick.Value)}' x2='{X(axis, tick.Value)}' y1='0' y2='26'/>");
        }

        WriteDot(html, row.Test, axis, 8, "dot c0");
        WriteDot(html, row.Validation, axis, 18, "ring c0");
        html.Add($"</svg>");
    }

    private static void WriteDot(HtmlText html, Estimate? estimate, Axis axis, double y, string style)
    {
        if (estimate is null || !double.IsFinite(estimate.Value))
        {
            return;
        }

        if (estimate.HasInterval)
        {
            var (low, high) = (X(axis, estimate.Low), X(axis, estimate.High));
            html.Add($"<path class='whisker' d='M{low} {y}H{high}M{low} {y - 3}v6M{high} {y - 3}v6'/>");
        }

        html.Add($"<circle class='{style}' cx='{X(axis, estimate.Value)}' cy='{y}' r='3.6'/>");
    }

    private static string Sort(double? key) =>
        key is { } k && double.IsFinite(k) ? k.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "";
}

/// <summary>One network of a leaderboard. What is not known stays null and is printed as <c>n/a</c>.</summary>
/// <param name="Rank">Place by the validation metric, 1 for the best; null for a network that could not be ranked (failed, or a reference).</param>
/// <param name="Name">The method's name.</param>
/// <param name="RecipeId">The recipe that made it.</param>
public sealed record LeaderboardRow(int? Rank, string Name, string RecipeId)
{
    /// <summary>The catalogue or paper identifier behind the recipe.</summary>
    public string? CatalogId { get; init; }

    /// <summary>The metric on the validation part, by which networks are ranked.</summary>
    public Estimate? Validation { get; init; }

    /// <summary>The metric on the test part, read after ranking.</summary>
    public Estimate? Test { get; init; }

    /// <summary>How many seeds the figures are over.</summary>
    public int? Seeds { get; init; }

    /// <summary>Time of training one network.</summary>
    public TimeSpan? TrainTime { get; init; }

    /// <summary>Number of trained parameters.</summary>
    public long? Parameters { get; init; }

    /// <summary>Highest memory in use while training, in bytes.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Hash of the parameters' bits; the page shows its first twelve letters.</summary>
    public string? BitHash { get; init; }

    /// <summary>Where the network was kept.</summary>
    public string? NetworkPath { get; init; }

    /// <summary>A remark, e.g. why it stopped.</summary>
    public string? Note { get; init; }
}
