namespace Ganglion.Data;

/// <summary>
/// Numbers the nodes of a sample in the order in which they are met. It is cleared in no time: what stands in the table of places counts only if
/// the list of nodes agrees.
/// </summary>
internal sealed class NodeNumbering(int nodes)
{
    private readonly int[] _place = new int[nodes];
    private int[] _ids = new int[64];

    /// <summary>How many nodes have a number.</summary>
    public int Count { get; private set; }

    /// <summary>The node with a number.</summary>
    public int this[int number] => _ids[number];

    /// <summary>The nodes in the order of their numbers.</summary>
    public ReadOnlySpan<int> Nodes => _ids.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>The number of a node, or -1.</summary>
    public int Find(int node) => (uint)_place[node] < (uint)Count && _ids[_place[node]] == node ? _place[node] : -1;

    /// <summary>The number of a node, which gets the next one if it has none.</summary>
    public int Of(int node)
    {
        var place = _place[node];
        if ((uint)place < (uint)Count && _ids[place] == node) return place;
        if (Count == _ids.Length) Array.Resize(ref _ids, 2 * Count);
        _ids[Count] = node;
        return _place[node] = Count++;
    }

    /// <summary>Begins anew with the nodes of a batch, which get the first numbers.</summary>
    /// <exception cref="ArgumentException">A node occurs twice, or does not exist.</exception>
    public void Begin(ReadOnlySpan<int> batch)
    {
        Clear();
        foreach (var node in batch)
        {
            if ((uint)node >= (uint)_place.Length)
                throw new ArgumentException($"Node {node} does not exist; the graph has {_place.Length}.", nameof(batch));
            if (Find(node) >= 0) throw new ArgumentException($"Node {node} occurs twice in the batch.", nameof(batch));
            Of(node);
        }
    }
}
