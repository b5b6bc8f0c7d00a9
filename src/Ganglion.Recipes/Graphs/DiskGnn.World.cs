using System.Diagnostics;
using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class DiskGnn
{
    // Batches that are known beforehand: who is asked about, and what was sampled around them.
    private sealed record Plan((int[] Nodes, SampledBlocks Sampled)[] Batches)
    {
        public int[] MostWanted(int count) => [.. Batches.SelectMany(b => b.Sampled.Nodes).CountBy(n => n).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(count).Select(c => c.Key)];
    }

    // A power-law graph on disk, and what all systems do alike.
    private sealed class World : IDisposable
    {
        public const int Partitions = 16, InMemory = 4;
        private readonly string _folder = Directory.CreateTempSubdirectory("ganglion-disk-gnn").FullName;
        private readonly Lazy<int[][]> _edges;
        private int _packs;

        public World(Experiment e)
        {
            string store = Path.Combine(_folder, "store");
            new PowerLawStore { Nodes = e.By(1200, 200_000, 1_000_000), Features = e.By(16, 128, 128), Degree = e.By(5, 10, 10), Noise = 1, Half = false, Train = e.By(0.1, 0.02, 0.02), Test = 0.02, Seed = (ulong)e.Seed }.Write(store);
            Store = GraphStore.Open(store);
            _edges = new(() => [.. Enumerable.Range(0, Store.Nodes).Select(Store.InEdges)]);
        }

        public GraphStore Store { get; }

        public int Cached => Store.Nodes / 40;

        public double PackSeconds { get; private set; }

        public FeaturePacks Pack(Plan plan)
        {
            long start = Stopwatch.GetTimestamp();
            var packs = FeaturePacks.Make(Store, [.. plan.Batches.Select(b => b.Sampled.Nodes)], Path.Combine(_folder, $"packs{_packs++}"), new() { Hot = Cached / 5, Warm = Cached - Cached / 5 });
            PackSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return packs;
        }

        public Plan Sample(int seed, int epochs, int batch, int[] fanOut)
        {
            var (sampler, rng) = (Store.Neighbors(fanOut), new Rng((ulong)seed));
            return new([.. Shuffled(Store.Train, epochs, batch, rng).Select((nodes, i) => (nodes, sampler.Sample(nodes, rng.Split("sample").Split(i))))]);
        }

        // Some partitions are in memory at a time, each once an epoch; edges from all others are as if they were not there (MariusGNN's buffer).
        public Plan Restricted(int seed, int epochs, int batch, int[] fanOut)
        {
            var (rng, batches) = (new Rng((ulong)seed), new List<(int[], SampledBlocks)>());
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                foreach (int[] loaded in rng.Split("partitions").Split(epoch).Permutation(Partitions).Chunk(InMemory))
                {
                    var (pointers, columns) = (new int[Store.Nodes + 1], new List<int>());
                    for (int node = 0; node < Store.Nodes; node++)
                    {
                        if (loaded.Contains(PartOf(node))) columns.AddRange(_edges.Value[node].Where(source => loaded.Contains(PartOf(source))));
                        pointers[node + 1] = columns.Count;
                    }
                    var sampler = new NeighborSampler(new Csr(Store.Nodes, Store.Nodes, pointers, [.. columns]), fanOut);
                    foreach (int[] nodes in Shuffled([.. Store.Train.Where(n => loaded.Contains(PartOf(n)))], 1, batch, rng.Split(epoch).Split(loaded[0])))
                        batches.Add((nodes, sampler.Sample(nodes, rng.Split("sample").Split(batches.Count))));
                }
            }
            return new([.. batches]);
        }

        public (GraphSageOnDisk.Net Net, double Seconds) Train(Plan plan, Func<int, int[], float[]> read, int ahead = 2)
        {
            var net = new GraphSageOnDisk().Create(new(Store.Features, Store.ClassNames), new() { Hidden = 32 }, new Rng(1));
            long start = Stopwatch.GetTimestamp();
            var fitted = new Run(1).Train(net, new Training { Optimizer = new Adam(0.01), Epochs = 1, Items = plan.Batches.Length, BatchSize = 1, Ahead = ahead },
                prepare: step => (plan.Batches[step.Items[0]].Nodes, plan.Batches[step.Items[0]].Sampled, X: read(step.Items[0], plan.Batches[step.Items[0]].Sampled.Nodes)),
                loss: (n, b, _) => n.Forward(b.Sampled.Blocks, Tensor.From(b.X, b.Sampled.Nodes.Length, Store.Features)).SoftmaxCrossEntropy(Store.Labels(b.Nodes)).Mean());
            return (fitted, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        public double Accuracy(GraphSageOnDisk.Net net)
        {
            var logits = Memory.Scope(() => new GraphSageOnDisk().Predict(net, new(Store, Store.Test), new()));
            return Metrics.Accuracy(logits.ToArray(), Store.ClassNames.Count, Store.Labels(Store.Test));
        }

        public void Dispose()
        {
            Store.Dispose();
            Directory.Delete(_folder, true);
        }

        private static IEnumerable<int[]> Shuffled(int[] nodes, int epochs, int batch, Rng rng) =>
            Enumerable.Range(0, epochs).SelectMany(epoch => Array.ConvertAll(rng.Split("order").Split(epoch).Permutation(nodes.Length), i => nodes[i]).Chunk(batch));

        private int PartOf(int node) => (int)((long)node * Partitions / Store.Nodes);
    }
}
