using System.Globalization;

namespace Ganglion.Data;

/// <summary>The number of each node by its name; a name that is a number may be written in any way.</summary>
internal sealed class NodeIndex
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _names = [];
    private readonly bool _grows;

    /// <summary>An index that takes in every name it is asked for.</summary>
    public NodeIndex() => (_lookup, _grows, Of) = (_index.GetAlternateLookup<ReadOnlySpan<char>>(), true, "");

    /// <summary>The nodes of a column.</summary>
    public NodeIndex(Column ids, string file)
    {
        (_lookup, Of) = (_index.GetAlternateLookup<ReadOnlySpan<char>>(), Path.GetFileName(file));
        for (var row = 0; row < ids.Length; row++)
        {
            var name = ids.Format(row);
            if (!_index.TryAdd(name, row))
                throw new DataException($"two nodes '{name}'", $"different values in column '{ids.Name}'", "Give each node its own id.", file);
            _names.Add(name);
        }
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>The file that lists the nodes; empty when none does.</summary>
    public string Of { get; }

    /// <summary>The number of a node; -1 when there is none of that name.</summary>
    public int Find(ReadOnlySpan<char> name)
    {
        if (_lookup.TryGetValue(name, out var node)) return node;
        if (_grows && !name.IsEmpty)
        {
            _names.Add(name.ToString());
            return _index[_names[^1]] = _names.Count - 1;
        }

        return double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && _index.TryGetValue(number.ToString("R", CultureInfo.InvariantCulture), out node) ? node : -1;
    }

    public bool Knows(ReadOnlySpan<char> name) => !_grows && Find(name) >= 0;
}
