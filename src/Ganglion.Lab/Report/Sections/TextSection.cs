namespace Ganglion.Lab.Report;

/// <summary>Paragraphs, or text kept as it is typed (a schema, a log).</summary>
/// <param name="Title">The heading.</param>
/// <param name="Text">The text; an empty line starts a new paragraph.</param>
/// <param name="Preformatted">Whether spaces and line ends are kept and a fixed-width face is used.</param>
public sealed record TextSection(string Title, string Text, bool Preformatted = false) : ReportSection(Title)
{
    internal override bool IsEmpty => string.IsNullOrWhiteSpace(Text);

    internal override void WriteBody(HtmlText html)
    {
        if (Preformatted)
        {
            html.Add($"<pre class='box' tabindex='0'>{Text}</pre>\n");
            return;
        }

        foreach (var paragraph in Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            html.Add($"<p class='prose'>{paragraph}</p>\n");
        }
    }
}
