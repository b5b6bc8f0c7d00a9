using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ganglion.Lab.Report;

/// <summary>
/// Text of a page under construction. Markup is written as interpolated strings whose literal parts stand as they are and whose holes are
/// escaped; there is deliberately no overload for a plain string, so text from outside cannot become markup by accident.
/// </summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    public void Add([InterpolatedStringHandlerArgument("")] ref Handler markup) => _ = markup;

    /// <summary>Writes text from this library's own source as it is (the style sheet and the script).</summary>
    public void AddTrusted(string markup) => _text.Append(markup);

    /// <summary>A fact's value: plain, in code face, or as a link where an address is given.</summary>
    public void Value(ReportFact fact)
    {
        var linked = fact.Link is { } link && Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        if (linked)
        {
            Add($"<a href='{fact.Link}' rel='noreferrer'>");
        }

        if (fact.Code)
        {
            Add($"<code>{fact.Value}</code>");
        }
        else
        {
            Add($"{fact.Value}");
        }

        if (linked)
        {
            Add($"</a>");
        }

        if (fact.Remark is { Length: > 0 } remark)
        {
            Add($" <small>{remark}</small>");
        }
    }

    /// <summary>A row of named numbers above or beside a chart.</summary>
    public void Stats(params ReadOnlySpan<(string Name, string Value)> stats)
    {
        Add($"<dl class='stats'>");
        foreach (var (name, value) in stats)
        {
            Add($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        }

        Add($"</dl>\n");
    }

    public override string ToString() => _text.ToString();

    private void Escape(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\'': _text.Append("&#39;"); break;
                case '\r': break;
                case '\t' or '\n': _text.Append(c); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    _text.Append(c).Append(text[++i]);
                    break;
                // Characters that neither HTML nor XML admits: the reader should see that something was there.
                case < ' ' or '\u007f' or '\ufffe' or '\uffff' or (>= '\ud800' and <= '\udfff'): _text.Append('\ufffd'); break;
                default: _text.Append(c); break;
            }
        }
    }

    /// <summary>Writes the literal parts as they are and escapes the holes; a number is written as a coordinate (two decimals, invariant).</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly HtmlText _into;
        private readonly StringBuilder _text;

        /// <summary>Called by the compiler, which also tells the lengths; nothing has to be reserved here.</summary>
        public Handler(int literalLength, int formattedCount, HtmlText into) => (_into, _text) = (into, into._text);

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _into.Escape(text);

        /// <summary>A constant of this source, marked <c>:trusted</c>.</summary>
        public void AppendFormatted(string? text, string format)
        {
            if (format == "trusted")
            {
                _text.Append(text);
            }
            else
            {
                _into.Escape(text);
            }
        }

        public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(double coordinate)
        {
            // Adding zero turns -0 into 0, which the format would print with its sign.
            var rounded = Math.Round(coordinate, 2) + 0.0;
            _text.Append(double.IsFinite(rounded) ? rounded.ToString("0.##", CultureInfo.InvariantCulture) : Readable.Missing);
        }
    }
}
