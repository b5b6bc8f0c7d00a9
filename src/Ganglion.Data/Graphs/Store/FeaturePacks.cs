using System.Buffers;
using System.Runtime.InteropServices;

namespace Ganglion.Data;

/// <summary>Which nodes are kept where (<see cref="FeaturePacks"/>).</summary>
public sealed record PackOptions
{
    /// <summary>Nodes kept in memory as numbers: the most wanted. Stands for an accelerator's memory.</summary>
    public int Hot { get; init; } = 1000;

    /// <summary>Nodes kept in memory as they lie on disk: the next most wanted.</summary>
    public int Warm { get; init; } = 4000;

    /// <summary>A node that more batches than this want lies once in a file that all share; others lie in the pack of each batch that wants them.</summary>
    public int Shared { get; init; } = 8;

    /// <summary>Bytes of packs that are put together in one pass over the features.</summary>
    public long Together { get; init; } = 64 << 20;
}

/// <summary>
/// The features of batches that are known beforehand, laid out for them (DiskGNN, Liu et al. 2024, sections 4 and 5): what batches want most is in
/// memory, on two levels; what many want is in one file, those wanted first together; the rest lies in the pack of its batch, read from end to end.
/// </summary>
public sealed class FeaturePacks : IDisposable
{
    private const byte Hot = 0, Warm = 1, Shared = 2, Packed = 3;
    private readonly int _features, _width;
    private readonly bool _half;
    private readonly byte[] _level;
    private readonly int[] _place;
    private readonly float[] _hot;
    private readonly byte[] _warm;
    private readonly long[] _packs;
    private readonly StoreFile _shared, _packed;

    private FeaturePacks(GraphStore store, byte[] level, int[] place, float[] hot, byte[] warm, long[] packs, string folder)
    {
        (_features, _width, _half, _level, _place, _hot, _warm, _packs) = (store.Features, store.FeatureBytes, store.IsHalf, level, place, hot, warm, packs);
        StoreFile Open(string name) => new(Path.Combine(folder, name), new FileInfo(Path.Combine(folder, name)).Length, StoreAccess.Reads);
        (_shared, _packed) = (Open("shared.bin"), Open("packs.bin"));
    }

    /// <summary>What was read so far.</summary>
    public StoreReads Reads => _shared.Counted + _packed.Counted;

    /// <summary>Bytes on disk.</summary>
    public long Bytes => _shared.Length + _packed.Length;

    /// <summary>Lays the features out.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="batches">The nodes of each batch, in the order in which they will be read.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="options">Which nodes are kept where.</param>
    public static FeaturePacks Make(GraphStore store, IReadOnlyList<int[]> batches, string folder, PackOptions? options = null)
    {
        options ??= new();
        Directory.CreateDirectory(folder);
        var (wanted, order) = (new int[store.Nodes], new List<int>());
        foreach (var batch in batches)
            foreach (var node in batch) if (wanted[node]++ == 0) order.Add(node);
        var (level, place) = (new byte[store.Nodes], new int[store.Nodes]);
        Array.Fill(level, Packed);
        int[] ranked = [.. order.OrderByDescending(n => wanted[n]).ThenBy(n => n).Take(options.Hot + options.Warm)];
        for (var i = 0; i < ranked.Length; i++)
            (level[ranked[i]], place[ranked[i]]) = i < options.Hot ? (Hot, i) : (Warm, i - options.Hot);

        // In the order in which batches want them first: what a batch shares with those before it lies together.
        int[] shared = [.. order.Where(n => level[n] == Packed && wanted[n] > options.Shared)];
        for (var i = 0; i < shared.Length; i++) (level[shared[i]], place[shared[i]]) = (Shared, i);
        using (var file = File.Create(Path.Combine(folder, "shared.bin")))
        {
            foreach (var chunk in shared.Chunk(8192)) file.Write(store.ReadRaw(chunk));
            file.Flush(flushToDisk: true);
        }

        var (hot, warm) = (Math.Min(options.Hot, ranked.Length), Math.Max(0, ranked.Length - options.Hot));
        var packs = new long[batches.Count + 1];
        int[][] rows = [.. batches.Select(b => b.Where(n => level[n] == Packed).ToArray())];
        for (var i = 0; i < rows.Length; i++) packs[i + 1] = packs[i] + ((long)rows[i].Length * store.FeatureBytes);
        using (var file = File.Create(Path.Combine(folder, "packs.bin")))
        {
            // Several packs in one pass: their nodes are read once, in the order of the file.
            for (var (from, to) = (0, 0); from < rows.Length; from = to)
            {
                for (to = from + 1; to < rows.Length && packs[to + 1] - packs[from] <= options.Together;) to++;
                file.Write(store.ReadRaw([.. rows[from..to].SelectMany(r => r)]));
            }

            file.Flush(flushToDisk: true);
        }

        return new(store, level, place, store.ReadFeatures(ranked.AsSpan(0, hot)), store.ReadRaw(ranked.AsSpan(hot, warm)), packs, folder);
    }

    /// <summary>The features of a batch.</summary>
    /// <param name="batch">Its number.</param>
    /// <param name="nodes">Its nodes, as they were given.</param>
    /// <returns><c>[nodes, features]</c>, row after row.</returns>
    public float[] Read(int batch, ReadOnlySpan<int> nodes)
    {
        var values = GC.AllocateUninitializedArray<float>(checked(nodes.Length * _features));
        var pack = ArrayPool<byte>.Shared.Rent((int)(_packs[batch + 1] - _packs[batch]));
        _packed.Read(_packs[batch], pack.AsSpan(0, (int)(_packs[batch + 1] - _packs[batch])));
        var shared = new List<long>();
        foreach (var node in nodes) if (_level[node] == Shared) shared.Add(_place[node]);
        var together = ArrayPool<byte>.Shared.Rent(shared.Count * _width);
        _shared.Gather(CollectionsMarshal.AsSpan(shared), _width, together.AsSpan(0, shared.Count * _width));
        var (inPack, inShared) = (0, 0);
        for (var i = 0; i < nodes.Length; i++)
        {
            var into = values.AsSpan(i * _features, _features);
            switch (_level[nodes[i]])
            {
                case Hot: _hot.AsSpan(_place[nodes[i]] * _features, _features).CopyTo(into); break;
                case Warm: GraphStore.Decode(_warm.AsSpan(_place[nodes[i]] * _width, _width), _half, into); break;
                case Shared: GraphStore.Decode(together.AsSpan(inShared++ * _width, _width), _half, into); break;
                default: GraphStore.Decode(pack.AsSpan(inPack++ * _width, _width), _half, into); break;
            }
        }

        ArrayPool<byte>.Shared.Return(together);
        ArrayPool<byte>.Shared.Return(pack);
        return values;
    }

    /// <summary>Asks the system to drop what it keeps of the files (<see cref="GraphStore.Forget"/>).</summary>
    public bool Forget() => _shared.Forget() & _packed.Forget();

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _shared.Dispose();
        _packed.Dispose();
    }
}
