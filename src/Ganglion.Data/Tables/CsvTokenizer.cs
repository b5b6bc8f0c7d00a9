namespace Ganglion.Data;

/// <summary>
/// Splits delimited text into records as RFC 4180 says, and more: any separator, runs of blanks, either quotation mark. One buffer is reused for all
/// records, so that reading a large file makes no garbage; the line of each record is kept for errors.
/// </summary>
internal sealed class CsvTokenizer(string file, TextReader reader, char separator, char quote = '"') : IDisposable
{
    private readonly char[] buffer = new char[1 << 16];
    private readonly List<int> ends = [];
    private char[] text = new char[1024];
    private int used, at, filled, nextLine = 1;

    public string File { get; } = file;

    /// <summary>Line on which the record began, 1-based.</summary>
    public int Line { get; private set; }

    public int FieldCount => ends.Count;

    /// <summary>A field of the record, blanks around an unquoted one taken off.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            var start = field == 0 ? 0 : ends[field - 1];
            return text.AsSpan(start, ends[field] - start);
        }
    }

    /// <summary>Reads the next record that is not blank; false at the end.</summary>
    public bool Read()
    {
        while (ReadRecord())
            if (FieldCount > 1 || ends[0] > 0) return true;
        return false;
    }

    private bool ReadRecord()
    {
        ends.Clear();
        used = 0;
        Line = nextLine;
        if (Peek() < 0) return false;
        while (true)
        {
            while (Peek() is ' ' or '\t' && Peek() != (separator == ' ' ? -2 : separator)) at++;
            if (separator == ' ' && ends.Count > 0 && Peek() is '\n' or '\r' or -1)
            {
                EndLine();
                return true;
            }

            if (Peek() == quote) Quoted();
            else Plain();
            ends.Add(used);
            var next = Peek();
            if (next is '\n' or '\r' or -1)
            {
                EndLine();
                return true;
            }

            at++;
        }
    }

    private void Plain()
    {
        var start = used;
        int c;
        while ((c = Peek()) is not (-1 or '\n' or '\r') && c != separator && !(separator == ' ' && c == '\t'))
        {
            Put((char)c);
            at++;
        }

        while (used > start && text[used - 1] is ' ' or '\t') used--;
    }

    private void Quoted()
    {
        at++;
        while (true)
        {
            var c = Peek();
            if (c < 0)
                throw new DataException("a quotation mark that is never closed", $"a closing {quote}",
                    "Close it, or double it if it is part of the text.", File, Line, ends.Count + 1);
            at++;
            if (c == quote)
            {
                if (Peek() != quote) break;
                at++;
            }

            if (c == '\n') nextLine++;
            Put((char)c);
        }

        while (Peek() is ' ' or '\t' && separator is not (' ' or '\t')) at++;
        if (Peek() is var after && after is not (-1 or '\n' or '\r') && after != separator && !(separator == ' ' && after == '\t'))
            throw new DataException($"'{(char)after}' after a closing quotation mark", "a separator or the end of the line",
                $"Double the quotation marks inside the text ({quote}{quote}).", File, Line, ends.Count + 1);
    }

    private void EndLine()
    {
        if (Peek() == '\r') at++;
        if (Peek() == '\n') at++;
        nextLine++;
    }

    private void Put(char c)
    {
        if (used == text.Length) Array.Resize(ref text, used * 2);
        text[used++] = c;
    }

    private int Peek()
    {
        if (at < filled) return buffer[at];
        filled = reader.Read(buffer, at = 0, buffer.Length);
        return filled > 0 ? buffer[0] : -1;
    }

    public void Dispose() => reader.Dispose();
}
