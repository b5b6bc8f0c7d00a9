namespace Ganglion.Lab.Report;

/// <summary>A grid of small images with their true and predicted labels, e.g. the most confident errors.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Images">The images, in the order to show.</param>
public sealed record ImagesSection(string Title, IReadOnlyList<ReportImage> Images) : ReportSection(Title)
{
    internal override bool IsEmpty => Images.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        html.Add($"<ul class='images'>\n");
        foreach (var image in Images)
        {
            var wrong = image.TrueLabel is not null && image.PredictedLabel is not null && image.TrueLabel != image.PredictedLabel;
            var words = $"true {image.TrueLabel ?? Readable.Missing}, predicted {image.PredictedLabel ?? Readable.Missing}";
            html.Add($"<li{(wrong ? " class='wrong'" : ""):trusted}><img alt='{words}' width='96' ");
            html.Add($"src='data:image/png;base64,{Convert.ToBase64String(image.ToPng())}'/>");
            html.Add($"<b>{(wrong ? "✗ " : "")}{image.PredictedLabel ?? Readable.Missing}</b>");
            html.Add($"<small>true {image.TrueLabel ?? Readable.Missing}");
            html.Add($"{(image.Confidence is { } c ? $" · {Readable.Percent(c)}" : "")}</small></li>\n");
        }

        html.Add($"</ul>\n<p class='caption'>Bold: the prediction, ✗ where it is wrong; below it the true label and the confidence.</p>\n");
    }
}

/// <summary>A small image.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Channels">1 for grey, 3 for RGB.</param>
/// <param name="Pixels">Rows from the top, channels interleaved: <c>[height, width, channels]</c>.</param>
public sealed record ReportImage(int Width, int Height, int Channels, ReadOnlyMemory<byte> Pixels)
{
    /// <summary>The true label.</summary>
    public string? TrueLabel { get; init; }

    /// <summary>The predicted label.</summary>
    public string? PredictedLabel { get; init; }

    /// <summary>The prediction's confidence, 0 to 1.</summary>
    public double? Confidence { get; init; }

    internal byte[] ToPng()
    {
        if (Channels is not (1 or 3) || Width <= 0 || Height <= 0 || Pixels.Length != Width * Height * Channels)
        {
            throw new ArgumentException(
                $"An image of {Width}×{Height} with {Channels} channels was given {Pixels.Length} bytes; " +
                "give width × height × channels bytes with 1 or 3 channels.");
        }

        return PngEncoder.Encode(Width, Height, Channels, Pixels.Span);
    }
}
