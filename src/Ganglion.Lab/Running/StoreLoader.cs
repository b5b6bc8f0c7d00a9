using System.Diagnostics;
using System.Globalization;
using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>A batch of a graph on disk, ready to be computed.</summary>
/// <param name="Blocks">One bipartite graph a layer.</param>
/// <param name="Features">Of the first block's sources: <c>[sources, features]</c>.</param>
/// <param name="Labels">Of the batch's own nodes.</param>
public sealed record StoredBatch(Csr[] Blocks, Tensor Features, IntTensor Labels);

/// <summary>Samples batches of a graph on disk and reads their features, and keeps count: bytes, and how long each took.</summary>
/// <param name="store">The graph.</param>
/// <param name="fanOut">In-edges of a node at most, by hop; empty to read the nodes' own features only.</param>
public sealed class StoreLoader(GraphStore store, IReadOnlyList<int> fanOut)
{
    private readonly NeighborSampler _sampler = store.Neighbors(fanOut.Count == 0 ? [1] : fanOut);
    private readonly StoreReads _edges = store.EdgeReads, _features = store.FeatureReads;
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _sampling, _reading, _told;
    private string _status = "";

    /// <summary>Bytes of edges and of features that were read since this was made.</summary>
    public StoreReads Reads => store.EdgeReads - _edges + (store.FeatureReads - _features);

    /// <summary>How long sampling took, with the reading of edges.</summary>
    public TimeSpan Sampling => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _sampling));

    /// <summary>How long the reading of features took.</summary>
    public TimeSpan Reading => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _reading));

    /// <summary>Loads a batch; the same key loads the same.</summary>
    public StoredBatch Load(int[] nodes, Rng rng)
    {
        long start = Stopwatch.GetTimestamp();
        var sampled = fanOut.Count == 0 ? new SampledBlocks(nodes, []) : _sampler.Sample(nodes, rng);
        long middle = Stopwatch.GetTimestamp();
        var features = Tensor.From(store.ReadFeatures(sampled.Nodes), sampled.Nodes.Length, store.Features);
        IntTensor labels = store.Labels(nodes);
        Interlocked.Add(ref _sampling, middle - start);
        Interlocked.Add(ref _reading, Stopwatch.GetTimestamp() - middle);
        return new(sampled.Blocks, features, labels);
    }

    /// <summary>Where the time went and what memory is resident, in words; looked at a few times a second at most.</summary>
    /// <param name="waited">How long steps waited for batches.</param>
    public string Status(TimeSpan waited)
    {
        if (_status.Length > 0 && Stopwatch.GetElapsedTime(_told).TotalSeconds < 0.25) return _status;
        _told = Stopwatch.GetTimestamp();
        using var process = Process.GetCurrentProcess();
        var reads = Reads;
        var computed = Stopwatch.GetElapsedTime(_began) - waited;
        return _status = string.Create(CultureInfo.InvariantCulture,
            $"{process.WorkingSet64 / 1048576.0:0} MB resident (peak {process.PeakWorkingSet64 / 1048576.0:0}), {reads.Bytes / 1e9:0.00} GB read, {reads.Wanted / 1e9:0.00} used; "
            + $"sample {Sampling.TotalSeconds:0.0} s, read {Reading.TotalSeconds:0.0} s, compute {computed.TotalSeconds:0.0} s, wait {waited.TotalSeconds:0.0} s");
    }
}
