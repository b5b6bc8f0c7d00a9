using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Path neural network: a recurrent cell reads the paths that begin at a node.</summary>
[Recipe("path-nn")]
public sealed partial class PathNn : GraphMethod<Stateful<PathNn.Net, PathNn.State>, PathNn.Options>
{
    public override Paper Paper => new("Path Neural Networks: Expressive and Accurate Graph Neural Networks", "Michel, Nikolentzos, Lutzeyer, Vazirgiannis", 2023, "arXiv:2306.05955", "P107");

    public override string Summary => "hₖ ← norm(hₖ₋₁ + Σ over paths of length k of LSTM(path, read towards the node)); a graph is the sum of its nodes after each k.";

    public sealed record Options
    {
        /// <summary>Edges of the longest paths.</summary>
        [Search(1, 4)] public int Length { get; init; } = 3;

        /// <summary>Which paths are read.</summary>
        public PathKind Paths { get; init; } = PathKind.AllSimple;

        /// <summary>Whether the cell is told how far each node of a path is from the first.</summary>
        public bool Distances { get; init; } = true;

        /// <summary>Units.</summary>
        [Search(8, 64, Log = true)] public int Hidden { get; init; } = 24;

        /// <summary>Share of the pooled units dropped while training.</summary>
        [Search(0, 0.8)] public double Dropout { get; init; } = 0.3;

        /// <summary>Adam's learning rate, halved six times on the way.</summary>
        [Search(0.001, 0.05, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the training graphs.</summary>
        public int Epochs { get; init; } = 60;

        /// <summary>Graphs in a step.</summary>
        public int BatchSize { get; init; } = 32;
    }

    public override Options Smoke => new() { Epochs = 8, Length = 2, Hidden = 8, Dropout = 0 };

    public override Stateful<Net, State> Create(GraphInfo info, Options o, Rng rng)
    {
        var net = new Net(Linear.Create(info.Features, o.Hidden, rng.Split("embed")), LstmCell.Create(o.Hidden, o.Hidden, rng.Split("cell")),
            Init.FanIn([o.Length + 1, 4 * o.Hidden], o.Hidden, rng.Split("distance")), [.. Enumerable.Range(0, o.Length).Select(_ => BatchNorm.Create(o.Hidden))],
            Mlp.Create([(o.Length + 1) * o.Hidden, o.Hidden, info.Outputs], rng.Split("readout")));
        return new(net, new([.. net.Norms.Select(n => n.InitialState())]));
    }

    public override Stateful<Net, State> Fit(GraphTask task, Options o, Run run) =>
        run.Train(task, Create(task.Info, o, run.Rng.Split("init")), o.LearningRate, o.Epochs, o.BatchSize,
            (net, state, graphs, rng) => net.Forward(graphs, state, o, train: true, rng),
            fitted => task.Validate(Predict(fitted, task.Validation, o)));

    public override Tensor Predict(Stateful<Net, State> fitted, GraphBatch graphs, Options o) => fitted.Net.Forward(graphs, fitted.State, o, train: false).Answers;

    /// <summary>The running moments of the normalisations.</summary>
    [Model]
    public sealed partial record State(BatchNormState[] Norms);

    /// <summary>One cell for paths of all lengths; <paramref name="Distance"/> <c>[length + 1, 4 · hidden]</c> is what a distance adds to its gates.</summary>
    [Model]
    public sealed partial record Net(Linear Embed, LstmCell Cell, Tensor Distance, BatchNorm[] Norms, Mlp Readout)
    {
        /// <summary>Answers <c>[graphs, outputs]</c>, and the next running moments.</summary>
        public (Tensor Answers, State Next) Forward(GraphBatch graphs, State state, Options o, bool train, Rng? rng = null)
        {
            var paths = GraphPaths.Of(graphs.Adjacency.RowPointers.Span, graphs.Adjacency.ColumnIds.Span, o.Length, o.Paths);
            var (h, next) = (Embed.Forward(graphs.Features), new BatchNormState[o.Length]);
            var pooled = new List<Tensor> { h.SegmentSum(graphs.Pointers) };
            foreach (var group in paths)
            {
                int k = group.Length;
                (h, next[k - 1]) = Norms[k - 1].Forward(group.Count == 0 ? h : h + Read(h, group, o.Distances).SegmentSum(group.Pointers), state.Norms[k - 1], train);
                pooled.Add(h.SegmentSum(graphs.Pointers));
            }
            var all = Tensor.Concat([.. pooled], 1);
            return (Readout.Forward(rng is { } r ? all.Dropout(o.Dropout, r) : all), new(next));
        }

        // From the far end to the node itself; what each node brings to the gates is computed once for all paths.
        private Tensor Read(Tensor h, GraphPaths paths, bool distances)
        {
            int width = paths.Length + 1;
            var gates = Cell.Input.Forward(h);
            Tensor? y = null, c = null;
            for (int at = paths.Length; at >= 0; at--)
            {
                int[] Column(int[] of) => [.. Enumerable.Range(0, paths.Count).Select(p => of[p * width + at])];
                var gate = gates.GatherRows(Column(paths.Nodes)) + (y is null ? Cell.Recurrent.Bias! : Cell.Recurrent.Forward(y));
                if (distances) gate += Distance.GatherRows(Column(paths.Distances));
                Tensor[] parts = gate.Split(4);
                var input = parts[0].Sigmoid() * parts[2].Tanh();
                c = c is null ? input : parts[1].Sigmoid() * c + input;
                y = parts[3].Sigmoid() * c.Tanh();
            }
            return y!;
        }
    }

    public override string Notes => "Sums after each length are answered together; the paper answers from the last. Paths are listed anew for every batch. The last network is kept.";
}
