namespace Ganglion.Data;

/// <summary>The cells of one column as text in one array: cheap to fill, and nothing is decided before all of them are known.</summary>
internal sealed class CellBuffer(string name)
{
    private readonly List<int> ends = [];
    private char[] text = new char[256];
    private int used;

    public string Name { get; } = name;

    public int Count => ends.Count;

    public ReadOnlySpan<char> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : ends[row - 1];
            return text.AsSpan(start, ends[row] - start);
        }
    }

    public void Add(ReadOnlySpan<char> cell)
    {
        if (used + cell.Length > text.Length) Array.Resize(ref text, Math.Max(text.Length * 2, used + cell.Length));
        cell.CopyTo(text.AsSpan(used));
        used += cell.Length;
        ends.Add(used);
    }
}
