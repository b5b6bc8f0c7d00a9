using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ganglion.Data;

/// <summary>
/// A graph on disk with node features, labels and one division of its nodes: opened in an instant whatever its size, read where it is needed.
/// Memory holds where the edges of each node begin, 8 bytes a node, and the numbers of the labelled nodes. Immutable; read from any thread.
/// </summary>
public sealed partial class GraphStore : IDisposable
{
    private readonly StoreManifest _manifest;
    private readonly StoreFile _columns, _features, _labels;
    private readonly long[] _pointers;

    private GraphStore(string folder, StoreManifest manifest, StoreAccess access)
    {
        (Folder, _manifest) = (folder, manifest);
        StoreFile Open(string name) => new(Path.Combine(folder, name), manifest.Files.First(f => f.Name == name).Bytes, access);
        (_columns, _features, _labels) = (Open(StoreManifest.Columns), Open(manifest.FeatureFile), Open(StoreManifest.Labels));
        _pointers = Whole<long>(StoreManifest.Pointers);
        (Train, Validation, Test) = (Whole<int>(StoreManifest.Train), Whole<int>(StoreManifest.Validation), Whole<int>(StoreManifest.Test));
        if (_pointers[0] != 0 || _pointers[^1] != manifest.Edges || Array.FindIndex(_pointers, 1, p => p < 0 || p > manifest.Edges) >= 0)
            throw new DataException($"pointers from {_pointers[0]} to {_pointers[^1]}", $"ascending ones from 0 to {manifest.Edges}",
                "The file is damaged: `ganglion data verify` names the files that are; make the store again.", Path.Combine(folder, StoreManifest.Pointers));
    }

    /// <summary>Where it lies.</summary>
    public string Folder { get; }

    /// <summary>Number of nodes.</summary>
    public int Nodes => _manifest.Nodes;

    /// <summary>Number of edges; both directions of an undirected one count.</summary>
    public long Edges => _manifest.Edges;

    /// <summary>Features of a node.</summary>
    public int Features => _manifest.Features;

    /// <summary>Whether a feature takes two bytes on disk, and not four.</summary>
    public bool IsHalf => _manifest.Half;

    /// <summary>Bytes of a node's features on disk.</summary>
    public int FeatureBytes => Features * (IsHalf ? 2 : 4);

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => _manifest.Classes;

    /// <summary>Where the data come from, in words.</summary>
    public string Source => _manifest.Source;

    /// <summary>Nodes to learn from.</summary>
    public int[] Train { get; }

    /// <summary>Nodes to choose by.</summary>
    public int[] Validation { get; }

    /// <summary>Nodes to be judged on.</summary>
    public int[] Test { get; }

    /// <summary>What was read of edges so far.</summary>
    public StoreReads EdgeReads => _columns.Counted;

    /// <summary>What was read of features so far.</summary>
    public StoreReads FeatureReads => _features.Counted;

    /// <summary>Opens a store. Sizes are compared with the manifest at once, hashes by <see cref="Verify"/>.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="access">How its files are read.</param>
    /// <exception cref="DataException">The folder holds no store, or one that is not whole.</exception>
    public static GraphStore Open(string folder, StoreAccess access = StoreAccess.Reads) => new(folder, StoreManifest.Read(folder), access);

    /// <summary>Whether a folder holds a store.</summary>
    public static bool IsStore(string folder) => File.Exists(Path.Combine(folder, StoreManifest.FileName));

    /// <summary>Compares every file with the size and hash of the manifest: reads the whole store.</summary>
    /// <exception cref="DataException">The folder holds no store.</exception>
    public static IReadOnlyList<FileCheck> Verify(string folder) =>
        [.. StoreManifest.Read(folder).Files.Select(f => DataSource.Check(Path.Combine(folder, f.Name), f.Name, f.Bytes, f.Sha256))];

    /// <summary>A sampler that reads the edges it draws, and no others.</summary>
    /// <param name="fanOut">In-edges of a node at most, by hop, that of the batch's own nodes first; -1 takes all.</param>
    public NeighborSampler Neighbors(IReadOnlyList<int> fanOut) => new(new Stored(this), fanOut);

    /// <summary>The number of edges into a node.</summary>
    public int Degree(int node) => (int)(_pointers[node + 1] - _pointers[node]);

    /// <summary>The sources of the edges into a node, ascending.</summary>
    public int[] InEdges(int node)
    {
        var sources = new int[Degree(node)];
        _columns.Read(4 * _pointers[node], MemoryMarshal.AsBytes(sources.AsSpan()));
        return sources;
    }

    /// <summary>The features of some nodes, those near each other on disk in one read.</summary>
    /// <param name="nodes">Any nodes, in any order.</param>
    /// <returns><c>[nodes, features]</c>, row after row, in the order of the nodes.</returns>
    public float[] ReadFeatures(ReadOnlySpan<int> nodes)
    {
        var values = GC.AllocateUninitializedArray<float>(checked(nodes.Length * Features));
        var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(nodes.Length * FeatureBytes);
        var raw = bytes.AsSpan(0, nodes.Length * FeatureBytes);
        _features.Gather(Items(nodes), FeatureBytes, raw);
        Decode(raw, IsHalf, values);
        System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        return values;
    }

    /// <summary>The features of some nodes as they lie on disk.</summary>
    internal byte[] ReadRaw(ReadOnlySpan<int> nodes)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked(nodes.Length * FeatureBytes));
        _features.Gather(Items(nodes), FeatureBytes, bytes);
        return bytes;
    }

    internal static void Decode(ReadOnlySpan<byte> bytes, bool half, Span<float> values)
    {
        if (half) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
        else bytes.CopyTo(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The classes of some nodes, -1 for none.</summary>
    public int[] Labels(ReadOnlySpan<int> nodes)
    {
        var labels = new short[nodes.Length];
        _labels.Gather(Items(nodes), 2, MemoryMarshal.AsBytes(labels.AsSpan()));
        return Array.ConvertAll(labels, l => (int)l);
    }

    /// <summary>
    /// Asks the system to drop the pages that it keeps of the files, so that what is read next comes from the disk: for measuring what a store costs
    /// where memory does not hold it. False where the system cannot be asked.
    /// </summary>
    public bool Forget() => _columns.Forget() & _features.Forget() & _labels.Forget();

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _columns.Dispose();
        _features.Dispose();
        _labels.Dispose();
    }

    private long[] Items(ReadOnlySpan<int> nodes)
    {
        var items = new long[nodes.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = (uint)nodes[i] < (uint)Nodes ? nodes[i]
                : throw new ArgumentException($"Node {nodes[i]} does not exist; the store has {Nodes}.", nameof(nodes));
        }

        return items;
    }

    private T[] Whole<T>(string name) where T : unmanaged
    {
        using var file = File.OpenRead(Path.Combine(Folder, name));
        var values = new T[file.Length / Marshal.SizeOf<T>()];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private sealed class Stored(GraphStore store) : IAdjacency
    {
        public int Nodes => store.Nodes;

        public (long First, int Count) InEdges(int node) => (store._pointers[node], store.Degree(node));

        public void Sources(ReadOnlySpan<long> edges, Span<int> sources)
        {
            store._columns.Gather(edges, 4, MemoryMarshal.AsBytes(sources));
            for (var i = 0; i < sources.Length; i++)
            {
                if ((uint)sources[i] >= (uint)store.Nodes)
                    throw new DataException($"an edge from node {sources[i]}", $"nodes from 0 to {store.Nodes - 1}",
                        "The file is damaged: `ganglion data verify` names the files that are; make the store again.",
                        Path.Combine(store.Folder, StoreManifest.Columns));
            }
        }
    }
}
