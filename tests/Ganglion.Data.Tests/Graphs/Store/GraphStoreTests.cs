using System.Runtime.InteropServices;

namespace Ganglion.Data.Tests;

public sealed class GraphStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ganglion-store").FullName;
    private readonly Graph _graph = SyntheticGraphs.StochasticBlockModel(200, 4, 0.2, 0.02, features: 6, seed: 3);

    private string Folder => Path.Combine(_root, "store");

    public void Dispose() => Directory.Delete(_root, true);

    private GraphStore Made(bool half = false, StoreAccess access = StoreAccess.Reads)
    {
        GraphStoreWriter.Write(_graph, Folder, half);
        return GraphStore.Open(Folder, access);
    }

    [Theory]
    [InlineData(StoreAccess.Reads)]
    [InlineData(StoreAccess.Mapped)]
    public void What_was_written_is_read(StoreAccess access)
    {
        using var store = Made(access: access);
        Assert.Equal((200, (long)_graph.Columns.Length, 6), (store.Nodes, store.Edges, store.Features));
        for (var node = 0; node < 200; node++) Assert.Equal(_graph.Neighbors(node).ToArray(), store.InEdges(node));
        int[] some = [7, 199, 0, 7, 100];
        Assert.Equal(_graph.Features!.SelectRows(some).ToDense(), store.ReadFeatures(some));
        Assert.Equal(some.Select(n => _graph.Labels[n]), store.Labels(some));
        Assert.Equal(_graph.Splits[0].Test, store.Test);
        Assert.All(GraphStore.Verify(Folder), check => Assert.True(check.IsSound, check.File));
    }

    [Fact]
    public void Halves_are_rounded_to_nearest()
    {
        using var store = Made(half: true);
        var exact = _graph.Features!.SelectRows([5, 6]).ToDense();
        Assert.Equal(exact.Select(x => (float)(Half)x), store.ReadFeatures([5, 6]));
        Assert.Equal(12, store.FeatureBytes);
    }

    [Theory]
    [InlineData(StoreAccess.Reads)]
    [InlineData(StoreAccess.Mapped)]
    public void A_sample_from_disk_is_that_from_memory(StoreAccess access)
    {
        using var store = Made(access: access);
        var memory = new NeighborSampler(new Csr(200, 200, _graph.RowPointers, _graph.Columns), [4, 3]);
        var disk = store.Neighbors([4, 3]);
        for (var i = 0; i < 20; i++)
        {
            SampledBlocks a = memory.Sample([3, 50, 111], new Rng(1).Split(i)), b = disk.Sample([3, 50, 111], new Rng(1).Split(i));
            Assert.Equal(a.Nodes, b.Nodes);
            for (var hop = 0; hop < 2; hop++) Assert.Equal(a.Blocks[hop].ColumnIds.Span.ToArray(), b.Blocks[hop].ColumnIds.Span.ToArray());
        }
    }

    [Fact]
    public void Rows_near_each_other_are_read_at_once_and_counted()
    {
        using var store = Made();
        store.ReadFeatures([.. Enumerable.Range(0, 200)]);
        Assert.Equal(new StoreReads(200 * 24, 200 * 24, 1), store.FeatureReads);
        var before = store.FeatureReads;
        store.ReadFeatures([150, 0]);                           // less than a page apart
        Assert.Equal(new StoreReads(151 * 24, 2 * 24, 1), store.FeatureReads - before);
        before = store.FeatureReads;
        store.ReadFeatures([0, 199]);
        Assert.Equal(new StoreReads(2 * 24, 2 * 24, 2), store.FeatureReads - before);
    }

    [Fact]
    public void A_cut_file_a_missing_one_and_a_broken_manifest_are_named()
    {
        Made().Dispose();
        var features = Path.Combine(Folder, "features.f32");
        var bytes = File.ReadAllBytes(features);
        File.WriteAllBytes(features, bytes[..^10]);
        Assert.Contains("features.f32: found 4790 bytes; expected 4800", Assert.Throws<DataException>(() => GraphStore.Open(Folder)).Message, StringComparison.Ordinal);
        File.Delete(features);
        Assert.Contains("found no such file; expected 4800 bytes", Assert.Throws<DataException>(() => GraphStore.Open(Folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(features, bytes);
        var manifest = Path.Combine(Folder, "store.json");
        var text = File.ReadAllText(manifest);
        File.WriteAllText(manifest, text.Replace("\"nodes\": 200", "\"nodes\": 300", StringComparison.Ordinal));
        Assert.Contains("manifest is damaged", Assert.Throws<DataException>(() => GraphStore.Open(Folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(manifest, text[..50]);
        Assert.Contains("text that is no manifest", Assert.Throws<DataException>(() => GraphStore.Open(Folder)).Message, StringComparison.Ordinal);
        File.Delete(manifest);
        Assert.Contains("no store.json", Assert.Throws<DataException>(() => GraphStore.Open(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_is_found_by_verify_and_a_wild_edge_when_it_is_read()
    {
        Made().Dispose();
        var columns = Path.Combine(Folder, "columns.i32");
        var bytes = File.ReadAllBytes(columns);
        MemoryMarshal.Cast<byte, int>(bytes.AsSpan())[0] = 5000;
        File.WriteAllBytes(columns, bytes);
        Assert.Equal(["columns.i32"], DataSource.Verify(Folder).Where(c => !c.IsSound).Select(c => c.File));
        using var store = GraphStore.Open(Folder);
        var wild = Enumerable.Range(0, 200).First(n => store.Degree(n) > 0);
        Assert.Contains("an edge from node 5000", Assert.Throws<DataException>(() => store.Neighbors([-1]).Sample([wild], new Rng(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_finished_leaves_the_store_before_it_alone()
    {
        Made().Dispose();
        using (var writer = new GraphStoreWriter(Folder, 2, ["a"])) writer.Add([0], [], [1, 2], [0]);
        using var store = GraphStore.Open(Folder);
        Assert.Equal(200, store.Nodes);
        Assert.Equal([Folder], Directory.GetDirectories(_root));
        File.WriteAllText(Path.Combine(_root, "mine.txt"), "");
        Assert.Contains("a folder with other files", Assert.Throws<DataException>(() => new GraphStoreWriter(_root, 2, ["a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_made_up_graph_has_the_same_bytes_on_any_number_of_threads_and_the_shape_that_was_asked_for()
    {
        var settings = new PowerLawStore { Nodes = 40_000, Degree = 8, Features = 5, Classes = 4, Homophily = 0.6, Seed = 3 };
        var before = Compute.Threads;
        try
        {
            Compute.Threads = 1;
            settings.Write(Path.Combine(_root, "one"));
            Compute.Threads = 2;
            settings.Write(Path.Combine(_root, "two"));
        }
        finally
        {
            Compute.Threads = before;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(_root, "one", "store.json")), File.ReadAllText(Path.Combine(_root, "two", "store.json")));
        using var store = GraphStore.Open(Path.Combine(_root, "two"));
        Assert.InRange((double)store.Edges / store.Nodes, 7, 9);
        var degrees = Enumerable.Range(0, store.Nodes).Select(store.Degree).ToArray();
        Assert.InRange(degrees.Max(), 200, 10_000);
        Assert.All(Enumerable.Range(0, 300), n => Assert.Equal(store.InEdges(n).Order().Distinct(), store.InEdges(n)));
        var same = Enumerable.Range(0, 500).SelectMany(n => store.InEdges(n).Select(u => u % 4 == n % 4)).Average(s => s ? 1.0 : 0);
        Assert.Equal(0.6 + (0.4 / 4), same, 0.05);
        Assert.InRange(store.Train.Length, 300, 500);
        Assert.Empty(store.Train.Intersect(store.Test));

        var set = DataSource.Open(Path.Combine(_root, "two"));
        Assert.Equal(DataForm.GraphStore, set.Form);
        Assert.Contains(set.Description, line => line.Contains("homophily", StringComparison.Ordinal));
    }
}
