namespace Ganglion.Data.Tests;

public sealed class FeaturePacksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ganglion-packs").FullName;
    private readonly int[][] _batches = [.. Enumerable.Range(0, 12).Select(i => (int[])[.. Enumerable.Range(0, 20 * i % 70), .. new Rng(3).Split(i).Permutation(3000)[..150].Where(n => n >= 70)])];

    public void Dispose() => Directory.Delete(_root, true);

    private GraphStore Store(bool half)
    {
        new PowerLawStore { Nodes = 3000, Degree = 4, Features = 64, Classes = 3, Half = half }.Write(Path.Combine(_root, "store"));
        return GraphStore.Open(Path.Combine(_root, "store"));
    }

    [Theory]
    [InlineData(false, 10, 20, 2, 1 << 20)]
    [InlineData(true, 10, 20, 2, 1 << 20)]
    [InlineData(false, 0, 0, 0, 1 << 20)]
    [InlineData(false, 0, 5, 1000, 30_000)]
    [InlineData(false, 5000, 0, 2, 1 << 20)]
    public void A_pack_holds_what_the_store_does_whatever_lies_where(bool half, int hot, int warm, int shared, long together)
    {
        using var store = Store(half);
        using var packs = FeaturePacks.Make(store, _batches, Path.Combine(_root, "packs"), new() { Hot = hot, Warm = warm, Shared = shared, Together = together });
        for (var i = _batches.Length - 1; i >= 0; i--) Assert.Equal(store.ReadFeatures(_batches[i]), packs.Read(i, _batches[i]));
    }

    [Fact]
    public void Packs_are_read_with_no_more_than_they_hold_and_pages_with_much_more()
    {
        using var store = Store(half: false);
        using var packs = FeaturePacks.Make(store, _batches, Path.Combine(_root, "packs"), new() { Hot = 0, Warm = 0, Shared = 1000 });
        using var pages = new PagedFeatures(store, []);
        for (var i = 0; i < _batches.Length; i++) Assert.Equal(packs.Read(i, _batches[i]), pages.Read(_batches[i]));
        Assert.Equal(packs.Reads.Wanted, packs.Reads.Bytes);
        Assert.Equal(_batches.Sum(b => b.Length) * 256L, pages.Reads.Wanted);
        // 16 rows a page; the file ends in the middle of its last.
        Assert.Equal(_batches.Sum(b => b.Sum(n => n < 2992 ? 4096L : 2048L)), pages.Reads.Bytes);
    }

    [Fact]
    public void What_is_kept_in_memory_is_not_read_again()
    {
        using var store = Store(half: false);
        using var pages = new PagedFeatures(store, [1, 2, 3]);
        Assert.Equal(store.ReadFeatures([3, 1]), pages.Read([3, 1]));
        Assert.Equal(new StoreReads(0, 0, 0), pages.Reads);
    }

    [Fact]
    public void Pages_that_were_dropped_are_read_again_alike()
    {
        using var store = Store(half: true);
        int[] nodes = new Rng(1).Permutation(3000);
        var before = store.ReadFeatures(nodes);
        store.Forget();                                         // where the system cannot be asked, nothing happens
        Assert.Equal(before, store.ReadFeatures(nodes));
    }
}
