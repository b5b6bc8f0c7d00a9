using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Graphs()
    {
        const double dense = 2.0 * 2708 * 1433 * 16;                // X·W forward and Xᵀ·G backward; the rest is small
        return
        [
            Convolutions("gcn_cora", sparse: false) with { MultiplyAdds = dense },
            Convolutions("gcn_cora_sparse_features", sparse: true) with { PeerName = "gcn_cora" },
            new("gcn_cora_plain_sparse", Lean),
        ];
    }

    private static (Csr Adjacency, Csr Features, IntTensor Rows, IntTensor Labels, int Classes) Cora()
    {
        var graph = DataSource.Open("cora").Graph;
        var x = graph.Features!;
        int[] rows = [.. Enumerable.Range(0, Math.Min(graph.Nodes, 20 * graph.Classes))];
        return (new Csr(graph.Nodes, graph.Nodes, graph.RowPointers, graph.Columns).GcnNormalized(),
            new Csr(x.Rows, x.Columns, x.RowPointers, x.ColumnIds, Tensor.From(x.Values)), rows,
            Array.ConvertAll(rows, r => Math.Max(graph.Labels[r], 0)), graph.Classes);
    }

    // Two convolutions of 16 units with dropout before each, on dense features or on the same ones stored sparse.
    private static Workload Convolutions(string name, bool sparse) => new(name, () =>
    {
        var (a, x, rows, labels, classes) = Cora();
        Features features = sparse ? x : x.ToDense();
        var rng = new Rng(4);
        var net = new TwoConvolutions(GcnConv.Create(x.Columns, 16, new Rng(1)), GcnConv.Create(16, classes, new Rng(2)));
        return Trainer(net, new Adam(0.01) { WeightDecay = 5e-4 }, (m, step) =>
        {
            var key = rng.Split(step);
            var h = m.First.Forward(a, features.Dropout(0.5, key.Split(0))).Relu().Dropout(0.5, key.Split(1));
            return Loss.CrossEntropy(m.Second.Forward(a, h).GatherRows(rows), labels);
        });
    });

    // No bias, sparse features, dropout on the hidden layer only: the leanest epoch.
    private static Action Lean()
    {
        var (a, x, rows, labels, classes) = Cora();
        var rng = new Rng(4);
        var net = new TwoConvolutions(GcnConv.Create(x.Columns, 16, new Rng(1), bias: false), GcnConv.Create(16, classes, new Rng(2), bias: false));
        return Trainer(net, new Adam(0.01) { WeightDecay = 5e-4 }, (m, step) =>
            Loss.CrossEntropy(m.Second.Forward(a, m.First.Forward(a, x).Relu().Dropout(0.5, rng.Split(step))).GatherRows(rows), labels));
    }
}

/// <summary>A graph network of two convolutions.</summary>
[Model]
internal sealed partial record TwoConvolutions(GcnConv First, GcnConv Second);
