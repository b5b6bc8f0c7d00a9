namespace Ganglion.Lab.Report;

/// <summary>What a prediction rests on: features with their importance as horizontal bars.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Features">The features, in the order to show; an importance may be negative.</param>
public sealed record FeatureImportanceSection(string Title, IReadOnlyList<FeatureImportance> Features) : ReportSection(Title)
{
    /// <summary>What importance means here, e.g. <c>accuracy lost when shuffled</c>.</summary>
    public string Measure { get; init; } = "importance";

    internal override bool IsEmpty => Features.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        html.Add($"<figure class='narrow'>\n");
        new BarChart(Title, Measure, [.. Features.Select(f => new BarRow(f.Feature, f.Importance))], v => Readable.Number(v, 3)).Write(html);
        html.Add($"</figure>\n");
    }
}

/// <summary>A feature and its importance.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Importance">Its importance, with an interval when one is known.</param>
public sealed record FeatureImportance(string Feature, Estimate Importance);
