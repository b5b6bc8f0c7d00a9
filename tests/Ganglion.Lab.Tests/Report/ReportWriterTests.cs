using System.Globalization;
using System.Text.RegularExpressions;
using Ganglion.Lab.Report;

namespace Ganglion.Lab.Tests.Report;

public class ReportWriterTests
{
    private static readonly ReportDocument s_hostile = new(Samples.Hostile, Samples.Hostile, [], Samples.Every(Samples.Hostile))
    {
        Facts = [new(Samples.Hostile, Samples.Hostile) { Remark = Samples.Hostile }],
        Highlights = [new(Samples.Hostile, Samples.Hostile) { Code = true }],
        Footer = Samples.Hostile,
    };

    [Fact]
    public void Text_from_outside_never_becomes_markup()
    {
        var html = ReportWriter.ToHtml(s_hostile);
        var page = Samples.Parse(html);

        Assert.Single(page.Descendants("script"));
        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain('\u0007', html);
        Assert.Equal("<script>alert(\"x\")</script> & 'y' \ufffd", page.Descendants("h1").Single().Value);
        Assert.All(page.Descendants("h2").SkipLast(1), h => Assert.Equal("<script>alert(\"x\")</script> & 'y' \ufffd", h.Value));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced_and_a_whole_one_kept() =>
        Assert.Equal("a\ufffdb😀", Samples.Parse(ReportWriter.ToHtml(new("a\ud83db😀", "", [], []))).Descendants("h1").Single().Value);

    [Fact]
    public void The_page_names_no_address_but_the_links_it_was_given()
    {
        var document = s_hostile with
        {
            Facts = [new("Data", "Cora") { Link = "https://example.org/cora?a=1&b=2" }, new("Bad", "x") { Link = "javascript:alert(1)" }],
        };
        var page = Samples.Parse(ReportWriter.ToHtml(document));
        var html = ReportWriter.ToHtml(document);

        Assert.Equal(["https://example.org/cora?a=1&b=2"], page.Descendants("a").Select(a => (string)a.Attribute("href")!).Where(h => h[0] != '#'));
        Assert.Equal(["https://"], Regex.Matches(html, "[a-z]+://").Select(m => m.Value));
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "link" or "iframe" or "object" or "embed" or "use");
        Assert.All(page.Descendants("img"), i => Assert.StartsWith("data:image/png;base64,", (string?)i.Attribute("src")));
        Assert.DoesNotContain("url(", html);
        Assert.DoesNotContain("@import", html);
        Assert.DoesNotContain("javascript:", html);
    }

    [Fact]
    public void Every_chart_says_what_it_is_and_no_coordinate_is_missing()
    {
        var page = Samples.Parse(ReportWriter.ToHtml(s_hostile));
        var charts = page.Descendants("svg").Where(s => (string?)s.Attribute("aria-hidden") != "true").ToArray();

        Assert.True(charts.Length >= 12);
        Assert.All(charts, c =>
        {
            Assert.Equal("img", (string?)c.Attribute("role"));
            Assert.False(string.IsNullOrWhiteSpace((string?)c.Attribute("aria-label")));
            Assert.NotNull(c.Element("title"));
        });
        string[] coordinates = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "d", "points", "transform"];
        Assert.All(charts.SelectMany(c => c.Descendants()).SelectMany(e => e.Attributes()).Where(a => coordinates.Contains(a.Name.LocalName)), a =>
            Assert.DoesNotMatch("n/a|NaN|∞|E[+-]", a.Value));
    }

    [Fact]
    public void Values_that_are_not_numbers_are_printed_as_not_available()
    {
        var html = ReportWriter.ToHtml(Samples.Document(Samples.Every("t")));
        var leaderboard = Samples.Section(Samples.Parse(html), 1);

        Assert.DoesNotContain("NaN", html.Replace("isNaN", ""));
        Assert.Equal("n/a", leaderboard.Descendants("tr").Last().Elements("td").ElementAt(4).Value);
        Assert.Equal("n/a", Samples.Section(Samples.Parse(html), Array.FindIndex(Samples.Every("t"), s => s is TableSection) + 1).Descendants("td").ElementAt(1).Value);
    }

    [Fact]
    public void An_empty_section_says_so_in_words()
    {
        var page = Samples.Page(Samples.Empty());
        for (var i = 1; i <= Samples.Empty().Length; i++)
        {
            Assert.Single(Samples.Section(page, i).WithClass("p", "empty"));
        }

        Assert.Empty(page.Descendants("svg"));
    }

    [Fact]
    public void The_same_document_gives_the_same_text_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var first = ReportWriter.ToHtml(Samples.Document(Samples.Every("a")));
            CultureInfo.CurrentCulture = new CultureInfo("")
            {
                NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~", NumberGroupSeparator = "." },
            };
            Assert.Equal(first, ReportWriter.ToHtml(Samples.Document(Samples.Every("a"))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Writing_replaces_an_older_report_and_leaves_nothing_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("ganglion-report-");
        try
        {
            var path = Path.Combine(folder.FullName, "new", "report.html");
            ReportWriter.Write(Samples.Document(new TextSection("one", "first")), path);
            ReportWriter.Write(Samples.Document(new TextSection("two", "second")), path);

            Assert.Equal(ReportWriter.ToHtml(Samples.Document(new TextSection("two", "second"))), File.ReadAllText(path));
            Assert.Equal((byte)'<', File.ReadAllBytes(path)[0]);
            Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_contents_lead_to_the_sections()
    {
        var page = Samples.Page(Samples.Every("t"));
        var targets = page.Descendants("nav").Single().Descendants("a").Select(a => a.Attribute("href")!.Value[1..]);

        Assert.Equal(page.Descendants("section").Select(s => s.Attribute("id")!.Value), targets);
    }
}
