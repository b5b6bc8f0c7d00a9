using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Graphs()
    {
        const double cora = 2708.0 * 1433, computers = 13752.0 * 767;   // X·W forward and Xᵀ·G backward for each unit; the rest is small
        return
        [
            Convolutions("gcn_cora", "cora") with { MultiplyAdds = 2 * cora * 16 },
            Convolutions("gcn_cora_sparse_features", "cora", sparse: true) with { PeerName = "gcn_cora" },
            new("gcn_cora_plain_sparse", Lean),
            Convolutions("gcn_computers", "amazon-computers") with { MultiplyAdds = 2 * computers * 16 },
            Attention("gat_cora", "cora") with { MultiplyAdds = 2 * cora * 64 },
            Attention("gat_computers", "amazon-computers") with { MultiplyAdds = 2 * computers * 64 },
            Sages("sage_cora", "cora") with { MultiplyAdds = 3 * cora * 16 },
            Sages("sage_computers", "amazon-computers") with { MultiplyAdds = 3 * computers * 16 },
            new("sage_computers_sampled", Sampled) { PeerScript = "sampled_sage.py" },
            new("gin_proteins", Batches),
            new("rgcn_fb15k", Relations),
            new("first_epoch_cora", () => () => OurSide.RunOnce("gcn_cora_plain_sparse")) { PeerScript = "first_epoch.py", Trains = false },
        ];
    }

    private static (Csr Adjacency, Csr Features, IntTensor Rows, IntTensor Labels, int Classes) Graph(string name)
    {
        var graph = DataSource.Open(name).Graph;
        var x = graph.Features!;
        int[] rows = [.. Enumerable.Range(0, Math.Min(graph.Nodes, 20 * graph.Classes))];
        return (new Csr(graph.Nodes, graph.Nodes, graph.RowPointers, graph.Columns),
            new Csr(x.Rows, x.Columns, x.RowPointers, x.ColumnIds, Tensor.From(x.Values)), rows,
            Array.ConvertAll(rows, r => Math.Max(graph.Labels[r], 0)), graph.Classes);
    }

    // Two convolutions of 16 units with dropout before each, on dense features or on the same ones stored sparse.
    private static Workload Convolutions(string name, string data, bool sparse = false) => new(name, () =>
    {
        var (graph, x, rows, labels, classes) = Graph(data);
        var a = graph.GcnNormalized();
        Features features = sparse ? x : x.ToDense();
        var rng = new Rng(4);
        var net = new Two<GcnConv>(GcnConv.Create(x.Columns, 16, new Rng(1)), GcnConv.Create(16, classes, new Rng(2)));
        return Trainer(net, new Adam(0.01) { WeightDecay = 5e-4 }, (m, step) =>
        {
            var key = rng.Split(step);
            var h = m.First.Forward(a, features.Dropout(0.5, key.Split(0))).Relu().Dropout(0.5, key.Split(1));
            return Loss.CrossEntropy(m.Second.Forward(a, h).GatherRows(rows), labels);
        });
    });

    // Eight heads of eight units, then one head a class, with dropout before each.
    private static Workload Attention(string name, string data) => new(name, () =>
    {
        var (graph, x, rows, labels, classes) = Graph(data);
        var a = graph.AddSelfLoops();
        var features = x.ToDense();
        var rng = new Rng(4);
        var net = new Two<GatConv>(GatConv.Create(x.Columns, 8, new Rng(1), heads: 8), GatConv.Create(64, classes, new Rng(2)));
        return Trainer(net, new Adam(0.01) { WeightDecay = 5e-4 }, (m, step) =>
        {
            var key = rng.Split(step);
            var h = m.First.Forward(a, features.Dropout(0.6, key.Split(0)), 0.6, key.Split(1)).Elu().Dropout(0.6, key.Split(2));
            return Loss.CrossEntropy(m.Second.Forward(a, h, 0.6, key.Split(3)).GatherRows(rows), labels);
        });
    });

    // Two layers of 16 units that hear the mean of their neighbours.
    private static Workload Sages(string name, string data) => new(name, () =>
    {
        var (graph, x, rows, labels, classes) = Graph(data);
        var features = x.ToDense();
        var rng = new Rng(4);
        var net = new Two<SageConv>(SageConv.Create(x.Columns, 16, new Rng(1)), SageConv.Create(16, classes, new Rng(2)));
        return Trainer(net, new Adam(0.01) { WeightDecay = 5e-4 }, (m, step) =>
        {
            var key = rng.Split(step);
            var h = m.First.Forward(graph, features.Dropout(0.5, key.Split(0))).Relu().Dropout(0.5, key.Split(1));
            return Loss.CrossEntropy(m.Second.Forward(graph, h).GatherRows(rows), labels);
        });
    });

    // Batches of 512 nodes with at most ten neighbours each, and ten of each of those; 64 hidden units.
    private static Action Sampled()
    {
        const int batch = 512;
        var data = DataSource.Open("amazon-computers").Graph;
        var (graph, x, _, _, classes) = Graph("amazon-computers");
        var features = x.ToDense();
        var rng = new Rng(4);
        var sampler = new NeighborSampler(graph, [10, 10]);
        var net = new Two<SageConv>(SageConv.Create(x.Columns, 64, new Rng(1)), SageConv.Create(64, classes, new Rng(2)));
        return Trainer(net, new Adam(0.01), (m, step) =>
        {
            var key = rng.Split(step);
            int[] nodes = key.Split(0).Permutation(graph.Rows)[..batch];
            var sample = sampler.Sample(nodes, key.Split(1));
            var first = sample.FirstBlock(graph.Rows);
            var h = m.First.Forward(first, features, features.GatherRows(sample.Nodes[..first.Rows])).Relu();
            return Loss.CrossEntropy(m.Second.Forward(sample.Blocks[1], h), (IntTensor)Array.ConvertAll(nodes, i => data.Labels[i]));
        });
    }

    // Batches of 128 shuffled graphs of PROTEINS; three layers of 64 units, sums of nodes, a linear answer.
    private static Action Batches()
    {
        const int batch = 128, hidden = 64;
        var all = DataSource.Open("proteins").GraphCollection;
        var rng = new Rng(4);
        var net = new Gins([.. Enumerable.Range(0, 3).Select(l => GinConv.Create(l == 0 ? all.TagCount : hidden, hidden, hidden, rng.Split(l)))],
            Linear.Create(hidden, 2, rng.Split("head")));
        int[] order = [];
        int at = 0, epoch = 0;
        return Trainer(net, new Adam(0.01), (m, step) =>
        {
            if (at + batch > order.Length) (order, at) = (rng.Split("order").Split(epoch++).Permutation(all.Count), 0);
            var graphs = all.Select(order.AsSpan(at, batch));
            at += batch;
            var a = new Csr(graphs.Nodes, graphs.Nodes, graphs.RowPointers, graphs.Columns);
            var h = ((IntTensor)graphs.NodeTags).OneHot(all.TagCount);
            foreach (var layer in m.Layers) h = layer.Forward(a, h).Relu();
            return Loss.CrossEntropy(m.Head.Forward(h.Aggregate(graphs.NodeOffsets, Aggregation.Sum)), (IntTensor)graphs.Labels);
        });
    }

    // Two relational layers, 32 to 32 to 16 units with eight bases, over the training triples of FB15k-237 and their inverses.
    private static Action Relations()
    {
        var knowledge = DataSource.Open("fb15k-237").KnowledgeGraph;
        int[] heads = Array.ConvertAll(knowledge.Train, t => t.Head), tails = Array.ConvertAll(knowledge.Train, t => t.Tail);
        int[] types = Array.ConvertAll(knowledge.Train, t => t.Relation), inverse = Array.ConvertAll(types, r => r + knowledge.Relations);
        int relations = 2 * knowledge.Relations;
        var graph = RelationalGraph.From(knowledge.Entities, relations, (int[])[.. heads, .. tails], (int[])[.. tails, .. heads], (int[])[.. types, .. inverse]);
        int[] rows = [.. Enumerable.Range(0, 2000)];
        IntTensor labels = Array.ConvertAll(rows, r => r % 16);
        Tensor x = new Rng(3).Normal([knowledge.Entities, 32]);
        var net = new Two<RgcnConv>(RgcnConv.Create(32, 32, relations, new Rng(1), bases: 8), RgcnConv.Create(32, 16, relations, new Rng(2), bases: 8));
        return Trainer(net, new Adam(0.01), (m, _) =>
            Loss.CrossEntropy(m.Second.Forward(graph, m.First.Forward(graph, x).Relu()).GatherRows(rows), labels));
    }

    // No bias, sparse features, dropout on the hidden layer only: the leanest epoch.
    private static Action Lean()
    {
        var (graph, x, rows, labels, classes) = Graph("cora");
        var a = graph.GcnNormalized();
        var rng = new Rng(4);
        var net = new Two<GcnConv>(GcnConv.Create(x.Columns, 16, new Rng(1), bias: false), GcnConv.Create(16, classes, new Rng(2), bias: false));
        return Trainer(net, new Adam(0.01) { WeightDecay = 5e-4 }, (m, step) =>
            Loss.CrossEntropy(m.Second.Forward(a, m.First.Forward(a, x).Relu().Dropout(0.5, rng.Split(step))).GatherRows(rows), labels));
    }
}

/// <summary>A graph network of two layers.</summary>
internal sealed record Two<TLayer>(TLayer First, TLayer Second) : IModel<Two<TLayer>> where TLayer : IModel<TLayer>
{
    public void Visit(string prefix, Action<string, Tensor> visit)
    {
        First.Visit(prefix + "First.", visit);
        Second.Visit(prefix + "Second.", visit);
    }

    public Two<TLayer> Map(string prefix, Func<string, Tensor, Tensor> map) => new(First.Map(prefix + "First.", map), Second.Map(prefix + "Second.", map));
}

/// <summary>Layers over many small graphs, and an answer for each.</summary>
[Model]
internal sealed partial record Gins(GinConv[] Layers, Linear Head);
