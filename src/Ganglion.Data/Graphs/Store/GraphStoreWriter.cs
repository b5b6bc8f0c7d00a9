using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ganglion.Data;

/// <summary>
/// Writes a <see cref="GraphStore"/> node after node, in memory that does not grow with the graph. All goes to a folder beside it that takes the
/// store's name when everything is on disk: whatever happens on the way, a store is whole or is not there.
/// </summary>
public sealed class GraphStoreWriter : IDisposable
{
    private readonly string _folder, _working;
    private readonly int _features;
    private readonly bool _half;
    private readonly IReadOnlyList<string> _classes;
    private readonly HashedFile[] _files;
    private readonly int[] _parts = new int[3];
    private long _edges;
    private int _nodes;

    /// <summary>Begins a store.</summary>
    /// <param name="folder">Where it will be; nothing, or an earlier store, which is replaced at the end.</param>
    /// <param name="features">Features of a node.</param>
    /// <param name="classes">The names of the classes, 32,767 at most.</param>
    /// <param name="half">Whether features are kept in 16 bits.</param>
    /// <exception cref="DataException">The folder holds something else.</exception>
    public GraphStoreWriter(string folder, int features, IReadOnlyList<string> classes, bool half = false)
    {
        if (Directory.Exists(folder) && !GraphStore.IsStore(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new DataException("a folder with other files", "a new folder, or one of a graph store", "Name another folder.", folder);
        if (classes.Count > short.MaxValue) throw new ArgumentException($"{classes.Count} classes; a store has {short.MaxValue} at most.", nameof(classes));
        (_folder, _working, _features, _half, _classes) = (folder, Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + ".making", features, half, classes);
        if (Directory.Exists(_working)) Directory.Delete(_working, true);
        Directory.CreateDirectory(_working);
        string[] names = [StoreManifest.Pointers, StoreManifest.Columns, half ? "features.f16" : "features.f32", StoreManifest.Labels,
            StoreManifest.Train, StoreManifest.Validation, StoreManifest.Test];
        _files = [.. names.Select(name => new HashedFile(_working, name))];
        _files[0].Write<long>([0]);
    }

    /// <summary>Adds the next nodes.</summary>
    /// <param name="degrees">How many edges go into each: <c>[nodes]</c>.</param>
    /// <param name="sources">Where they come from, node after node, ascending for each.</param>
    /// <param name="features"><c>[nodes, features]</c>, row after row.</param>
    /// <param name="labels">The class of each, -1 for none.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void Add(ReadOnlySpan<int> degrees, ReadOnlySpan<int> sources, ReadOnlySpan<float> features, ReadOnlySpan<int> labels)
    {
        var (pointers, short16) = (new long[degrees.Length], new short[labels.Length]);
        var at = _edges;
        for (var i = 0; i < degrees.Length; i++) pointers[i] = at += degrees[i];
        if (at - _edges != sources.Length || labels.Length != degrees.Length || features.Length != degrees.Length * _features)
            throw new ArgumentException($"{degrees.Length} degrees that sum to {at - _edges}, {sources.Length} sources, {features.Length} features and "
                + $"{labels.Length} labels do not fit; a node has {_features} features.");
        for (var i = 0; i < labels.Length; i++)
        {
            short16[i] = labels[i] >= -1 && labels[i] < _classes.Count ? (short)labels[i]
                : throw new ArgumentException($"Node {_nodes + i} has the class {labels[i]}; there are {_classes.Count}.", nameof(labels));
        }

        _files[0].Write<long>(pointers);
        _files[1].Write(sources);
        if (_half)
        {
            var halves = new Half[features.Length];
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(features, halves);
            _files[2].Write<Half>(halves);
        }
        else
        {
            _files[2].Write(features);
        }

        _files[3].Write<short>(short16);
        (_edges, _nodes) = (at, checked(_nodes + degrees.Length));
    }

    /// <summary>Adds nodes to the three parts of the division.</summary>
    public void AddSplit(ReadOnlySpan<int> train, ReadOnlySpan<int> validation, ReadOnlySpan<int> test)
    {
        _files[4].Write(train);
        _files[5].Write(validation);
        _files[6].Write(test);
    }

    /// <summary>Writes the manifest, and gives the store its name.</summary>
    /// <param name="source">Where the data come from, in words.</param>
    public void Finish(string source = "")
    {
        var manifest = new StoreManifest
        {
            Format = StoreManifest.Kind,
            Version = 1,
            Nodes = _nodes,
            Edges = _edges,
            Features = _features,
            Half = _half,
            Classes = _classes,
            Source = source,
            Files = [.. _files.Select(f => f.Close())],
        };
        File.WriteAllBytes(Path.Combine(_working, StoreManifest.FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, StoreJson.Default.StoreManifest));
        if (Directory.Exists(_folder)) Directory.Delete(_folder, true);
        Directory.Move(_working, _folder);
    }

    /// <summary>Writes a graph that is in memory as a store, with its first division.</summary>
    /// <param name="graph">With features.</param>
    /// <param name="folder">Where the store will be.</param>
    /// <param name="half">Whether features are kept in 16 bits.</param>
    /// <exception cref="DataException">The graph has no features, or the folder holds something else.</exception>
    public static void Write(Graph graph, string folder, bool half = false)
    {
        if (graph.Features is not { } features) throw new DataException("a graph without features", "features of each node", "Give each node some.");
        using var writer = new GraphStoreWriter(folder, features.Columns, graph.ClassNames, half);
        for (var from = 0; from < graph.Nodes; from += 1024)
        {
            var (start, to) = (from, Math.Min(graph.Nodes, from + 1024));
            writer.Add([.. Enumerable.Range(start, to - start).Select(n => graph.Neighbors(n).Length)],
                graph.Columns.AsSpan(graph.RowPointers[start]..graph.RowPointers[to]),
                features.SelectRows([.. Enumerable.Range(start, to - start)]).ToDense(), graph.Labels.AsSpan(start..to));
        }

        if (graph.Splits is [var split, ..]) writer.AddSplit(split.Train, split.Validation, split.Test);
        writer.Finish();
    }

    /// <summary>Closes the files; what is not finished is removed.</summary>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
        if (Directory.Exists(_working)) Directory.Delete(_working, true);
    }

    private sealed class HashedFile(string folder, string name) : IDisposable
    {
        private readonly FileStream _stream = new(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _bytes;

        public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
        {
            var bytes = MemoryMarshal.AsBytes(values);
            _stream.Write(bytes);
            _hash.AppendData(bytes);
            _bytes += bytes.Length;
        }

        public StoredFile Close()
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            return new(name, _bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()));
        }

        public void Dispose()
        {
            _stream.Dispose();
            _hash.Dispose();
        }
    }
}
