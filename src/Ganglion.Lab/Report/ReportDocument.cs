namespace Ganglion.Lab.Report;

/// <summary>What a report says, before it is a page.</summary>
/// <param name="Title">The heading and the name of the browser tab.</param>
/// <param name="Subtitle">One sentence under the title; may be empty.</param>
/// <param name="Facts">How the numbers came about: data set, split sizes, command line, seed, threads, machine, commit, hashes.</param>
/// <param name="Sections">The body, in order.</param>
public sealed record ReportDocument(string Title, string Subtitle, IReadOnlyList<ReportFact> Facts, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>The three or four results a reader should take away, shown large under the title.</summary>
    public IReadOnlyList<ReportFact> Highlights { get; init; } = [];

    /// <summary>The line at the foot of the page. The report adds no date of its own, so that the same input gives the same bytes.</summary>
    public string Footer { get; init; } = "Written by Ganglion. This file is complete in itself: it loads nothing from the network.";
}

/// <summary>A name and its value.</summary>
/// <param name="Name">What is told, e.g. <c>Seed</c>.</param>
/// <param name="Value">The value as text.</param>
public sealed record ReportFact(string Name, string Value)
{
    /// <summary>An <c>http</c> or <c>https</c> address the value points to; other schemes are ignored.</summary>
    public string? Link { get; init; }

    /// <summary>Shown in a fixed-width face: commands, commits, hashes, paths.</summary>
    public bool Code { get; init; }

    /// <summary>A remark in small print beside the value.</summary>
    public string? Remark { get; init; }
}

/// <summary>One part of a report. The kinds are the records deriving from it in this namespace; others cannot be added from outside.</summary>
/// <param name="Title">The heading.</param>
public abstract record ReportSection(string Title)
{
    /// <summary>A sentence or two under the heading: what is shown and how to read it.</summary>
    public string? Note { get; init; }

    /// <summary>Whether there is nothing to draw; the page then says so in words.</summary>
    internal abstract bool IsEmpty { get; }

    /// <summary>Writes everything below heading and note.</summary>
    internal abstract void WriteBody(HtmlText html);
}

/// <summary>A measured value with the interval around it.</summary>
/// <param name="Value">The value; <see cref="double.NaN"/> is shown as <c>n/a</c>.</param>
/// <param name="Low">Lower end of the interval, in the same unit; not a number when unknown.</param>
/// <param name="High">Upper end of the interval; not a number when unknown.</param>
public sealed record Estimate(double Value, double Low = double.NaN, double High = double.NaN)
{
    /// <summary>A value with the same distance to both ends of its interval.</summary>
    public static Estimate PlusMinus(double value, double halfWidth) => new(value, value - halfWidth, value + halfWidth);

    /// <summary>A mean with its confidence interval.</summary>
    public static Estimate Of(Summary summary) => new(summary.Mean, summary.Low, summary.High);

    internal bool HasInterval => double.IsFinite(Low) && double.IsFinite(High);
}

/// <summary>A point of a chart.</summary>
/// <param name="X">Horizontal position: a step, a time, a quantity.</param>
/// <param name="Y">The value there; a value that is not finite leaves a gap.</param>
public readonly record struct ChartPoint(double X, double Y);
