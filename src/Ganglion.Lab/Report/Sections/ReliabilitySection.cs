namespace Ganglion.Lab.Report;

/// <summary>Whether a classifier's confidence can be believed: accuracy over confidence against the diagonal, and how often each confidence occurs.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Bins">The confidence bins; empty ones may be given or left out.</param>
public sealed record ReliabilitySection(string Title, IReadOnlyList<ReliabilityBin> Bins) : ReportSection(Title)
{
    /// <summary>Expected calibration error, the count-weighted mean of |accuracy − confidence| over bins (Naeini et al., AAAI 2015).</summary>
    public double ExpectedCalibrationError => Mean(b => Math.Abs(b.Accuracy - b.MeanConfidence));

    private IEnumerable<ReliabilityBin> Filled => Bins.Where(b => b.Count > 0);

    internal override bool IsEmpty => !Filled.Any();

    internal override void WriteBody(HtmlText html)
    {
        html.Stats(
            ("ECE", Readable.Number(ExpectedCalibrationError)), ("Largest gap", Readable.Number(Filled.Max(b => Math.Abs(b.Accuracy - b.MeanConfidence)))),
            ("Mean confidence", Readable.Percent(Mean(b => b.MeanConfidence))), ("Accuracy", Readable.Percent(Mean(b => b.Accuracy))),
            ("Predictions", Readable.Count(Filled.Sum(b => b.Count))));
        html.Add($"<div class=\"charts\">\n<figure><figcaption>Accuracy over confidence</figcaption>\n");
        var plot = new Plot(html, "Reliability diagram", Axis.Fixed(0, 1, "mean confidence"), Axis.Fixed(0, 1, "accuracy"), 400, 380);
        plot.Open($"expected calibration error {Readable.Number(ExpectedCalibrationError)}");
        plot.Segment(0, 0, 1, 1, "diagonal");
        foreach (var bin in Filled)
        {
            plot.Segment(bin.MeanConfidence, bin.MeanConfidence, bin.MeanConfidence, bin.Accuracy, "gap");
        }

        foreach (var bin in Filled)
        {
            plot.Dot(bin.MeanConfidence, bin.Accuracy, 5, 0, $"{Range(bin)}: accuracy {Readable.Percent(bin.Accuracy)} at confidence {Readable.Percent(bin.MeanConfidence)}, {Readable.Count(bin.Count)} predictions");
        }

        plot.Close();
        html.Add($"<p class=\"caption\">On the dashed diagonal confidence equals accuracy; below it the network is overconfident.</p></figure>\n");
        html.Add($"<figure><figcaption>How often each confidence occurs</figcaption>\n");
        var counts = new Plot(html, "Predictions by confidence", Axis.Fixed(0, 1, "confidence"), Axis.Linear(Bins.Select(b => (double)b.Count), "predictions", fromZero: true), 400, 380);
        counts.Open();
        foreach (var bin in Filled)
        {
            counts.Bar(bin.Lower, bin.Upper, bin.Count, 0, $"{Range(bin)}: {Readable.Count(bin.Count)} predictions");
        }

        counts.Close();
        html.Add($"</figure></div>\n");
    }

    private double Mean(Func<ReliabilityBin, double> of) => Filled.Sum(b => of(b) * b.Count) / Filled.Sum(b => b.Count);

    private static string Range(ReliabilityBin bin) => $"{Readable.Number(bin.Lower, 3)} to {Readable.Number(bin.Upper, 3)}";
}

/// <summary>Predictions whose confidence lies in one interval.</summary>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="Count">Number of predictions in it.</param>
/// <param name="MeanConfidence">Their mean confidence, 0 to 1.</param>
/// <param name="Accuracy">Share of them that is right, 0 to 1.</param>
public readonly record struct ReliabilityBin(double Lower, double Upper, long Count, double MeanConfidence, double Accuracy);
