namespace Ganglion.Lab.Report;

/// <summary>Whether a classifier's confidence can be believed: accuracy over confidence, and how often each confidence occurs.</summary>
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
            ("ECE", Readable.Number(ExpectedCalibrationError)),
            ("Largest gap", Readable.Number(Filled.Max(b => Math.Abs(b.Accuracy - b.MeanConfidence)))),
            ("Mean confidence", Readable.Percent(Mean(b => b.MeanConfidence))), ("Accuracy", Readable.Percent(Mean(b => b.Accuracy))),
            ("Predictions", Readable.Count(Filled.Sum(b => b.Count))));
        html.Add($"<div class='charts'>\n<figure><figcaption>Accuracy over confidence</figcaption>\n");
        var plot = new Plot(html, "Reliability diagram", Axis.Fixed(0, 1, "mean confidence"), Axis.Fixed(0, 1, "accuracy"), 400, 380);
        plot.Open($"expected calibration error {Readable.Number(ExpectedCalibrationError)}");
        plot.Segment(0, 0, 1, 1, "diagonal");
        foreach (var bin in Filled)
        {
            plot.Segment(bin.MeanConfidence, bin.MeanConfidence, bin.MeanConfidence, bin.Accuracy, "gap");
        }

        foreach (var bin in Filled)
        {
            var (accuracy, confidence) = (Readable.Percent(bin.Accuracy), Readable.Percent(bin.MeanConfidence));
            var words = $"{Range(bin)}: accuracy {accuracy} at confidence {confidence}, {Readable.Count(bin.Count)} predictions";
            plot.Dot(bin.MeanConfidence, bin.Accuracy, 5, 0, words);
        }

        plot.Close();
        html.Add($"<p class='caption'>On the dashed diagonal confidence equals accuracy; below it the network is overconfident.</p></figure>\n");
        html.Add($"<figure><figcaption>How often each confidence occurs</figcaption>\n");
        var y = Axis.Linear(Bins.Select(b => (double)b.Count), "predictions", fromZero: true);
        var counts = new Plot(html, "Predictions by confidence", Axis.Fixed(0, 1, "confidence"), y, 400, 380);
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
