namespace Ganglion.Vectors;

/// <summary>
/// The k smallest keys seen, as a heap with the worst on top. Of equal keys the earlier position wins, so that the outcome does not
/// depend on the order in which candidates come.
/// </summary>
internal ref struct TopCandidates(Span<float> keys, Span<int> positions, int count)
{
    private readonly Span<float> _keys = keys;
    private readonly Span<int> _positions = positions;

    /// <summary>How many are held.</summary>
    public int Count { get; private set; } = count;

    public void Offer(float key, int position)
    {
        if (Count < _keys.Length)
        {
            (_keys[Count], _positions[Count]) = (key, position);
            for (int i = Count++; i > 0 && Worse(i, (i - 1) / 2); i = (i - 1) / 2) Swap(i, (i - 1) / 2);
        }
        else if (key < _keys[0] || (key == _keys[0] && position < _positions[0]))
        {
            (_keys[0], _positions[0]) = (key, position);
            for (int i = 0, child; (child = 2 * i + 1) < Count; i = child)
            {
                if (child + 1 < Count && Worse(child + 1, child)) child++;
                if (!Worse(child, i)) break;
                Swap(i, child);
            }
        }
    }

    private readonly bool Worse(int a, int b) => _keys[a] > _keys[b] || (_keys[a] == _keys[b] && _positions[a] > _positions[b]);

    private readonly void Swap(int a, int b)
    {
        (_keys[a], _keys[b]) = (_keys[b], _keys[a]);
        (_positions[a], _positions[b]) = (_positions[b], _positions[a]);
    }
}
