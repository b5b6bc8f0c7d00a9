using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>DiskGNN: batches are sampled beforehand, so their features can be laid out on disk as they will be read.</summary>
[Recipe("disk-gnn")]
public sealed partial class DiskGnn : Study
{
    public override Paper Paper =>
        new("DiskGNN: Bridging I/O Efficiency and Model Accuracy for Out-of-Core GNN Training", "Liu, Cheng, Wang, Yan et al.", 2024, "arXiv:2405.05231", "P248");

    public override string Summary =>
        "Sample all batches first; keep what they want most in memory, what many want in one file, and the rest packed for each batch (section 4).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("packed-reads", "Packed features are read with an amplification near 1, and an epoch from disk is several times faster than with page reads node by node (figure 9).", e =>
        {
            using var world = new World(e);
            var plan = world.Sample(0, epochs: 1, batch: e.By(16, 64, 256), [5, 3]);
            using var packs = world.Pack(plan);
            using var pages = new PagedFeatures(world.Store, plan.MostWanted(world.Cached));
            var packed = world.Train(plan, (i, nodes) => { packs.Forget(); return packs.Read(i, nodes); });
            var paged = world.Train(plan, (_, nodes) => { pages.Forget(); return pages.Read(nodes); });
            e.AtMost("bytes read over bytes wanted, packed", (double)packs.Reads.Bytes / packs.Reads.Wanted, e.By(9, 1.15, 1.15));
            e.AtLeast("bytes read over bytes wanted, page by page", (double)pages.Reads.Bytes / pages.Reads.Wanted, e.By(0, 4, 4));
            e.AtLeast("bytes read an epoch, page by page over packed", (double)pages.Reads.Bytes / packs.Reads.Bytes, e.By(0, 4, 4));
            e.AtLeast("seconds of an epoch, page by page over packed", paged.Seconds / packed.Seconds, e.By(0, 3, 3), paper: 8);
            e.True("the same network, bit for bit", packed.Net.BitHash() == paged.Net.BitHash());
            e.Note($"An epoch of {plan.Batches.Length} batches read {pages.Reads.Bytes / 1e6:0.0} MB in {paged.Seconds:0.00} s page by page, {packs.Reads.Bytes / 1e6:0.0} MB in {packed.Seconds:0.00} s packed; "
                + $"packing beforehand took {world.PackSeconds:0.00} s and {packs.Bytes / 1e6:0.0} MB of disk. Both keep {world.Cached} of {world.Store.Nodes} nodes in memory; the system's pages are dropped before each batch.");
        }),
        new("accuracy", "Packing changes nothing that is learned: accuracy is that of GraphSAGE in memory, and above training that is restricted to partitions in memory (table 3).", e =>
        {
            using var world = new World(e);
            List<double> memory = [], packed = [], restricted = [];
            bool same = true;
            for (int seed = 0; seed < e.By(1, 3, 5); seed++)
            {
                int epochs = e.By(1, 5, 10), batch = e.By(16, 256, 512);
                var plan = world.Sample(seed, epochs, batch, [10, 5]);
                using var packs = world.Pack(plan);
                var (a, b) = (world.Train(plan, (_, nodes) => world.Store.ReadFeatures(nodes)).Net, world.Train(plan, (i, nodes) => packs.Read(i, nodes)).Net);
                same &= a.BitHash() == b.BitHash();
                memory.Add(world.Accuracy(a));
                packed.Add(world.Accuracy(b));
                restricted.Add(world.Accuracy(world.Train(world.Restricted(seed, epochs, batch, [10, 5]), (_, nodes) => world.Store.ReadFeatures(nodes)).Net));
            }
            e.True("the same networks as in memory, bit for bit", same);
            e.AtLeast("test accuracy, packed", packed, e.By(0, 0.3, 0.3));
            e.AtLeast("test accuracy, packed less restricted to partitions", [.. packed.Zip(restricted, (p, r) => p - r)], e.By(-1, 0.005, 0.005));
            e.Note($"Test accuracy: in memory {memory.Average():0.0000}, packed {packed.Average():0.0000}, restricted to {World.InMemory} of {World.Partitions} partitions {restricted.Average():0.0000}; a class by chance {1.0 / world.Store.ClassNames.Count:0.0000}.");
        }),
        new("pipeline", "Reading the next batches while one is computed shortens an epoch (section 5.2).", e =>
        {
            using var world = new World(e);
            var plan = world.Sample(0, epochs: e.By(1, 2, 4), batch: e.By(16, 256, 512), [10, 5]);
            using var packs = world.Pack(plan);
            float[] Read(int i, int[] nodes) { packs.Forget(); return packs.Read(i, nodes); }
            List<double> ratios = [];
            bool same = true;
            for (int round = 0; round < e.By(1, 3, 5); round++)
            {
                var (off, on) = (world.Train(plan, Read, ahead: 0), world.Train(plan, Read, ahead: 2));
                ratios.Add(on.Seconds / off.Seconds);
                same &= on.Net.BitHash() == off.Net.BitHash();
            }
            e.AtMost("seconds with the pipeline over those without", ratios, e.By(99, 0.95, 0.95));
            e.True("the same network, bit for bit", same);
        }),
    ];

    public override string Notes => "The four levels are numbers in memory (for the accelerator's), rows in memory, a shared file in the order of first use (the paper reorders by MinHash) and packs. "
        + "The system's file pages are dropped before each batch, so reads come from the disk; Ginex's cache is replaced by the most wanted nodes, which the paper's has to predict. "
        + "MariusGNN is stood for by its restriction alone: random partitions, of which some are in memory at a time.";
}
