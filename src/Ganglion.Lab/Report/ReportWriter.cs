using System.Text;

namespace Ganglion.Lab.Report;

/// <summary>Turns a <see cref="ReportDocument"/> into one HTML file that needs no other file, no network and no script to be read.</summary>
public static class ReportWriter
{
    /// <summary>Writes the report, first under a temporary name beside <paramref name="path"/>, then renamed over it.</summary>
    /// <param name="document">What to write.</param>
    /// <param name="path">The file; its folder is created when absent.</param>
    /// <exception cref="IOException">The file cannot be written; an older report at <paramref name="path"/> is then left as it was.</exception>
    public static void Write(ReportDocument document, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var html = ToHtml(document);
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The report as text. The same document always gives the same text; it is also well-formed XML.</summary>
    public static string ToHtml(ReportDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var html = new HtmlText();
        html.Add($"""
            <!DOCTYPE html>
            <html lang='en'>
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
            <meta name="color-scheme" content="light dark"/>
            <title>{document.Title}</title>
            <style>
            """);
        html.AddTrusted(PageStyle.Css);
        html.Add($"""
            </style>
            </head>
            <body>
            <header>
            <h1>{document.Title}</h1>

            """);
        if (document.Subtitle is { Length: > 0 } subtitle)
        {
            html.Add($"<p class='subtitle'>{subtitle}</p>\n");
        }

        WriteHighlights(html, document.Highlights);
        WriteContents(html, document.Sections);
        html.Add($"</header>\n<main>\n");
        for (var i = 0; i < document.Sections.Count; i++)
        {
            WriteSection(html, document.Sections[i], i + 1);
        }

        WriteFacts(html, document.Facts);
        html.Add($"</main>\n<footer>{document.Footer}</footer>\n<script>");
        html.AddTrusted(PageStyle.Script);
        html.Add($"</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteHighlights(HtmlText html, IReadOnlyList<ReportFact> highlights)
    {
        if (highlights.Count == 0)
        {
            return;
        }

        html.Add($"<dl class='highlights'>\n");
        foreach (var fact in highlights)
        {
            html.Add($"<div><dt>{fact.Name}</dt><dd>");
            html.Value(fact);
            html.Add($"</dd></div>\n");
        }

        html.Add($"</dl>\n");
    }

    private static void WriteContents(HtmlText html, IReadOnlyList<ReportSection> sections)
    {
        html.Add($"<nav aria-label='Contents'><ul>\n");
        for (var i = 0; i < sections.Count; i++)
        {
            html.Add($"<li><a href='#section-{i + 1}'>{sections[i].Title}</a></li>\n");
        }

        html.Add($"<li><a href='#facts'>How this was made</a></li>\n</ul></nav>\n");
    }

    private static void WriteSection(HtmlText html, ReportSection section, int number)
    {
        html.Add($"<section id='section-{number}' aria-labelledby='heading-{number}'>\n<h2 id='heading-{number}'>{section.Title}</h2>\n");
        if (section.Note is { Length: > 0 } note)
        {
            html.Add($"<p class='note'>{note}</p>\n");
        }

        if (section.IsEmpty)
        {
            html.Add($"<p class='empty'>Nothing to show: this run gave no data for this section.</p>\n");
        }
        else
        {
            section.WriteBody(html);
        }

        html.Add($"</section>\n");
    }

    private static void WriteFacts(HtmlText html, IReadOnlyList<ReportFact> facts)
    {
        html.Add($"<section id='facts' aria-labelledby='facts-heading'>\n<h2 id='facts-heading'>How this was made</h2>\n");
        if (facts.Count > 0)
        {
            html.Add($"<dl class='facts'>\n");
            foreach (var fact in facts)
            {
                html.Add($"<div{(fact.Value.Length > 44 ? " data-wide='yes'" : ""):trusted}><dt>{fact.Name}</dt><dd>");
                html.Value(fact);
                html.Add($"</dd></div>\n");
            }

            html.Add($"</dl>\n");
        }

        html.Add($"</section>\n");
    }
}
