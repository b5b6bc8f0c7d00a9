using System.Globalization;
using System.Xml.Linq;
using Ganglion.Lab.Report;

namespace Ganglion.Lab.Tests.Report;

/// <summary>Reports with every kind of section, and the way back from the page to its parts.</summary>
internal static class Samples
{
    public const string Hostile = "<script>alert(\"x\")</script> & 'y' \u0007";

    public static ReportDocument Document(params ReportSection[] sections) => new("A title", "", [], sections);

    /// <summary>Every kind of section, filled, with every text drawn from <paramref name="text"/>.</summary>
    public static ReportSection[] Every(string text) =>
    [
        new LeaderboardSection(text, text, true, [Row(1, text, 0.8), Row(null, text, double.NaN)]) { IntervalMeaning = text, Note = text },
        new CurvesSection(text,
            [new(text, text, text, [new(text, [new(0, 1), new(1, 0.5), new(2, double.NaN), new(3, 0.1)]) { Kept = 1 }]) { LogY = true }]),
        new ConfusionSection(text, [text, text + "2"], new long[,] { { 3, 1 }, { 0, 2 } }),
        new ReliabilitySection(text, [new(0.5, 0.75, 4, 0.6, 0.5), new(0.75, 1, 0, double.NaN, double.NaN)]),
        new ResidualsSection(text, [1, 2, double.NaN], [1.5, 2, 3]) { Unit = text },
        new ForecastSection(text, [new(text, [1, 2], [3], [new(text, [2.5, double.NaN]) { Low = [2, 2], High = [3, 3] }])])
        {
            Unit = text, StepLabel = text,
        },
        new RecommendationsSection(text, [new(text, [text], [new(text, 1.5, true)])]) { Popularity = [new(text, 0.4, double.NaN)] },
        new GraphSection(text, [new(text, 0, 1), new(text, 1)], [(0, 1)], [text, text]),
        new EmbeddingSection(text, [new(text, 0, 1, 0, 1), new(text, 2, 3, 1)], [text, text]),
        new GraphGallerySection(text, [new(text, [0, 1], [(0, 1)], text, "b"), new(text, [], [], text)]),
        new ImagesSection(text, [new(2, 1, 1, new byte[] { 0, 255 }) { TrueLabel = text, PredictedLabel = "b", Confidence = 0.5 }]),
        new TextSection(text, text), new TextSection(text, text, Preformatted: true),
        new TableSection(text, [new(text), new(text, true)], [[text, null], []]),
        new FeatureImportanceSection(text, [new(text, Estimate.PlusMinus(0.2, 0.1)), new(text, new(double.NaN))]) { Measure = text },
    ];

    /// <summary>Every kind of section with nothing in it.</summary>
    public static ReportSection[] Empty() =>
    [
        new LeaderboardSection("a", "m", true, []), new CurvesSection("b", []), new CurvesSection("c", [new("p", "x", "y", [])]),
        new ConfusionSection("d", [], new long[0, 0]), new ReliabilitySection("e", []), new ReliabilitySection("f", [new(0, 1, 0, 0, 0)]),
        new ResidualsSection("g", [], []), new ForecastSection("h", []), new RecommendationsSection("i", []), new GraphSection("j", [], [], []),
        new EmbeddingSection("o", [], []), new GraphGallerySection("p", []),
        new ImagesSection("k", []), new TextSection("l", " "), new TableSection("m", [], []), new FeatureImportanceSection("n", []),
    ];

    public static LeaderboardRow Row(int? rank, string name, double test) => new(rank, name, "recipe/" + name)
    {
        CatalogId = name,
        Validation = Estimate.PlusMinus(0.79, 0.02),
        Test = new(test, test - 0.02, test + 0.01),
        Seeds = 3,
        TrainTime = TimeSpan.FromSeconds(61),
        Parameters = 12345,
        PeakBytes = 3 << 20,
        BitHash = "0123456789abcdef",
        NetworkPath = name,
        Note = name,
    };

    /// <summary>The page as XML; the page is written to be both.</summary>
    public static XElement Parse(string html) => XDocument.Parse(html[(html.IndexOf('\n') + 1)..], LoadOptions.PreserveWhitespace).Root!;

    public static XElement Page(params ReportSection[] sections) => Parse(ReportWriter.ToHtml(Document(sections)));

    public static XElement Section(XElement page, int number) =>
        page.Descendants("section").Single(s => (string?)s.Attribute("id") == $"section-{number}");

    public static IEnumerable<XElement> WithClass(this XElement root, string element, string style) =>
        root.Descendants(element).Where(e => ((string?)e.Attribute("class") ?? "").Split(' ').Contains(style));

    public static double Number(this XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
