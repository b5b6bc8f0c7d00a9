namespace Ganglion.Data;

/// <summary>
/// Features read node by node in whole pages, with some nodes in memory: what a system does that does not know its batches beforehand (Ginex, Park et
/// al. 2022, reads this way). A row shorter than a page costs a page: the read amplification that <see cref="FeaturePacks"/> avoids.
/// </summary>
public sealed class PagedFeatures : IDisposable
{
    private readonly StoreFile _file;
    private readonly Dictionary<int, int> _places = [];
    private readonly byte[] _cached;
    private readonly int _features, _width;
    private readonly bool _half;

    /// <summary>A reader of a store's features.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cached">Nodes whose features are kept in memory.</param>
    public PagedFeatures(GraphStore store, ReadOnlySpan<int> cached)
    {
        (_features, _width, _half, _cached) = (store.Features, store.FeatureBytes, store.IsHalf, store.ReadRaw(cached));
        for (var i = 0; i < cached.Length; i++) _places[cached[i]] = i;
        var path = Path.Combine(store.Folder, store.IsHalf ? "features.f16" : "features.f32");
        _file = new(path, new FileInfo(path).Length, StoreAccess.Reads);
    }

    /// <summary>What was read so far; wanted are the bytes of the nodes that were not in memory.</summary>
    public StoreReads Reads => _file.Counted with { Wanted = _wanted };

    private long _wanted;

    /// <summary>The features of some nodes.</summary>
    /// <returns><c>[nodes, features]</c>, row after row.</returns>
    public float[] Read(ReadOnlySpan<int> nodes)
    {
        var values = GC.AllocateUninitializedArray<float>(checked(nodes.Length * _features));
        var pages = new byte[_width + (2 * StoreFile.Page)];
        for (var i = 0; i < nodes.Length; i++)
        {
            var row = _places.TryGetValue(nodes[i], out var place) ? _cached.AsSpan(place * _width, _width) : Missing(nodes[i]);
            GraphStore.Decode(row, _half, values.AsSpan(i * _features, _features));
        }

        return values;

        Span<byte> Missing(int node)
        {
            long start = (long)node * _width, from = start / StoreFile.Page * StoreFile.Page;
            var to = Math.Min(_file.Length, (start + _width + StoreFile.Page - 1) / StoreFile.Page * StoreFile.Page);
            _file.Read(from, pages.AsSpan(0, (int)(to - from)));
            Interlocked.Add(ref _wanted, _width);
            return pages.AsSpan((int)(start - from), _width);
        }
    }

    /// <summary>Asks the system to drop what it keeps of the file (<see cref="GraphStore.Forget"/>).</summary>
    public bool Forget() => _file.Forget();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
