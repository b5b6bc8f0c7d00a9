namespace Ganglion.Nets.Tests;

/// <summary>PNA, GatedGCN, MoNet and EvolveGCN against plain loops over nodes and neighbours.</summary>
public sealed class PrincipalGraphLayerTests
{
    private static readonly Rng Key = new(73);
    private const DType F64 = DType.F64;
    private const int Nodes = 8, Inputs = 3, Outputs = 4;

    // Two directed chords beside an undirected part; nothing reaches node 7.
    private static Csr Graph(int[]? rename = null)
    {
        int[] a = [0, 0, 0, 1, 2, 4], b = [1, 2, 3, 4, 5, 6], sources = [.. a, .. b, 7, 7], destinations = [.. b, .. a, 0, 5];
        if (rename is not null) (sources, destinations) = (Array.ConvertAll(sources, i => rename[i]), Array.ConvertAll(destinations, i => rename[i]));
        return Csr.FromEdges(Nodes, Nodes, sources, destinations);
    }

    private static Tensor X() => Checks.Random(74, Nodes, Inputs);

    // What an edge brings follows from its ends' names before they are renamed.
    private static Tensor Edges(Csr graph, int width, int[]? original = null)
    {
        var values = new double[graph.Nonzeros * width];
        for (int e = 0; e < graph.Nonzeros; e++)
        {
            int i = graph.RowIds[e], j = graph.ColumnIds[e];
            if (original is not null) (i, j) = (original[i], original[j]);
            for (int f = 0; f < width; f++) values[e * width + f] = Math.Sin(1 + 3 * i + 7 * j + 2 * f);
        }
        return Tensor.From(values, graph.Nonzeros, width);
    }

    public static TheoryData<string> Names => [.. Layers().Keys];

    private static Dictionary<string, Func<Csr, Tensor, int[]?, Tensor>> Layers() => new()
    {
        ["pna"] = (a, x, _) => Pna(1).Forward(a, x),
        ["pna, two towers"] = (a, x, _) => Pna(2).Forward(a, x),
        ["gated gcn"] = (a, x, names) => GatedGcnConv.Create(Inputs, Outputs, Key, 2, F64).Forward(a, x, Edges(a, 2, names)).Y,
        ["gmm"] = (a, x, names) => GmmConv.Create(Inputs, Outputs, 3, 2, Key, dtype: F64).Forward(a, x, Edges(a, 2, names)),
        ["gmm, by degrees"] = (a, x, _) => GmmConv.Create(Inputs, Outputs, 2, 2, Key, dtype: F64).Forward(a, x, GmmConv.DegreeCoordinates(a, F64)),
    };

    private static PnaConv Pna(int towers) => PnaConv.Create(Inputs, Outputs, PnaConv.MeanLogDegree(Graph()), Key, towers,
        [.. Enum.GetValues<PnaAggregator>()], dtype: F64);

    [Theory]
    [MemberData(nameof(Names))]
    public void Renaming_the_nodes_renames_the_result_and_nothing_else(string name)
    {
        int[] to = Key.Permutation(Nodes), from = new int[Nodes];
        for (int i = 0; i < Nodes; i++) from[to[i]] = i;
        var layer = Layers()[name];
        Checks.Close(layer(Graph(), X(), null).GatherRows(from), layer(Graph(to), X().GatherRows(from), from), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Principal_aggregation_agrees_with_loops_over_messages(int towers)
    {
        var layer = Pna(towers);
        var (graph, x, units) = (Graph(), Rows(X()), Outputs / towers);
        double[][] source = Rows(layer.Source), target = Rows(layer.Target), self = Rows(layer.Self);
        double[] message = layer.MessageBias.ToDoubles(), bias = layer.Bias.ToDoubles(), update = layer.Update.ToDoubles();
        int statistics = layer.Aggregators.Count, scalers = layer.Scalers.Count;
        var y = new double[Nodes * Outputs];
        for (int i = 0; i < Nodes; i++)
        {
            double[][] messages = [.. graph.Row(i).ToArray().Select(j => Add(Add(Times(x[j], source), Times(x[i], target)), message))];
            double[][] aggregates = [.. layer.Aggregators.Select(a => Enumerable.Range(0, Outputs).Select(f => Of(a, [.. messages.Select(m =>
                m[f])])).ToArray())];
            double s = Math.Log(Math.Max(1, messages.Length) + 1) / layer.Delta;
            double[] scale = [1, s, 1 / s], own = Add(Times(x[i], self), bias);
            for (int t = 0; t < towers; t++)
                for (int u = 0; u < units; u++)
                {
                    double sum = own[t * units + u];
                    for (int k = 0; k < scalers; k++)
                        for (int a = 0; a < statistics; a++)
                            for (int f = 0; f < units; f++)
                                sum += scale[k] * aggregates[a][t * units + f]
                                    * update[(t * statistics * units + a * units + f) * scalers * units + k * units + u];
                    y[i * Outputs + t * units + u] = sum;
                }
        }
        var expected = Tensor.From(y, Nodes, Outputs);
        Checks.Close(layer.Mix?.Forward(expected) ?? expected, layer.Forward(graph, X()), 1e-9);
        Checks.Close(layer.Forward(graph, X()), layer.Forward(graph.WithValues(Checks.Random(1, graph.Nonzeros)), X()), 1e-12);
        Checks.Close(layer.Forward(graph, X()), layer.Forward(graph, Csr.FromDense(X())), 1e-12);
    }

    [Fact]
    public void Gates_agree_with_loops_over_edges()
    {
        var layer = GatedGcnConv.Create(Inputs, Outputs, Key, 2, F64);
        var (graph, x, e) = (Graph(), X(), Edges(Graph(), 2));
        var (y, state) = layer.Forward(graph, x, e);
        double[][] u = Rows(layer.Self.Forward(x)), v = Rows(layer.Neighbor.Forward(x)), a = Rows(layer.Target.Forward(x));
        double[][] b = Rows(layer.Source.Forward(x)), c = Rows(layer.Edge!.Forward(e)), got = Rows(y), edges = Rows(state);
        for (int i = 0; i < Nodes; i++)
            for (int f = 0; f < Outputs; f++)
            {
                double sum = 0, gates = 1e-6;
                for (int k = graph.RowPointers[i]; k < graph.RowPointers[i + 1]; k++)
                {
                    double s = a[i][f] + b[graph.ColumnIds[k]][f] + c[k][f], gate = 1 / (1 + Math.Exp(-s));
                    Assert.Equal(s, edges[k][f], 1e-12);
                    (sum, gates) = (sum + gate * v[graph.ColumnIds[k]][f], gates + gate);
                }
                Assert.Equal(u[i][f] + sum / gates, got[i][f], 1e-10);
            }
        Assert.Throws<ArgumentException>(() => layer.Forward(graph, x));
        Assert.Throws<ArgumentException>(() => (layer with { Edge = null }).Forward(graph, x, e));
    }

    [Fact]
    public void A_mixture_of_gaussians_agrees_with_loops_over_edges()
    {
        var layer = GmmConv.Create(Inputs, Outputs, 3, 2, Key, dtype: F64) with
        {
            InverseDeviations = Checks.Random(5, 3, 2),
            Bias = Checks.Random(6,
            Outputs)
        };
        var (graph, x, at) = (Graph(), Rows(X()), Rows(Edges(Graph(), 2)));
        double[][] weight = Rows(layer.Weight), means = Rows(layer.Means), inverse = Rows(layer.InverseDeviations), got = Rows(layer.Forward(graph,
            X(), Edges(graph, 2)));
        double[] bias = layer.Bias!.ToDoubles();
        for (int i = 0; i < Nodes; i++)
            for (int f = 0; f < Outputs; f++)
            {
                double sum = bias[f];
                for (int k = graph.RowPointers[i]; k < graph.RowPointers[i + 1]; k++)
                    for (int g = 0; g < 3; g++)
                    {
                        double distance = Enumerable.Range(0, 2).Sum(d => Math.Pow(inverse[g][d] * (at[k][d] - means[g][d]), 2));
                        sum += Math.Exp(-distance / 2) * Times(x[graph.ColumnIds[k]], weight)[g * Outputs + f];
                    }
                Assert.Equal(sum, got[i][f], 1e-10);
            }
        var degrees = Rows(GmmConv.DegreeCoordinates(graph, F64));
        for (int k = 0; k < graph.Nonzeros; k++)
        {
            Assert.Equal(1 / Math.Sqrt(1 + graph.Row(graph.RowIds[k]).Length), degrees[k][0], 1e-12);
            Assert.Equal(1 / Math.Sqrt(1 + graph.ColumnIds.Span.Count(graph.ColumnIds[k])), degrees[k][1], 1e-12);
        }
    }

    [Fact]
    public void Gradients_reach_every_leaf()
    {
        var graph = Graph();
        foreach (int towers in (int[])[1, 2]) Checks.Gradients(Pna(towers), m => m.Forward(graph, X()).Square().Sum());
        Checks.Gradients(GatedGcnConv.Create(Inputs, Outputs, Key, 2, F64), m =>
        {
            var (y, e) = m.Forward(graph, X(), Edges(graph, 2));
            return y.Square().Sum() + e.Square().Sum();
        });
        Checks.Gradients(GmmConv.Create(Inputs, Outputs, 2, 2, Key, dtype: F64), m => m.Forward(graph, X(), Edges(graph, 2)).Square().Sum());
    }

    [Fact]
    public void Towers_that_do_not_divide_the_outputs_are_refused() =>
        Assert.Contains("3 towers", Assert.Throws<ArgumentException>(() => PnaConv.Create(2, 16, 1, Key, 3)).Message);

    [Fact]
    public void Evolving_weights_agree_with_loops_over_columns()
    {
        foreach (bool summarize in (bool[])[false, true])
        {
            var layer = EvolveGcnConv.Create(Inputs, 2, Key, summarize, F64);
            layer = layer with { Cell = layer.Cell with { Bias = Checks.Random(80, 3 * Inputs, 2) } };
            var (x, w) = (X(), Checks.Random(81, Inputs, 2));
            double[][] rows = Rows(x), h = Rows(w), input = h;
            if (summarize)
            {
                double[] p = layer.Score!.ToDoubles(), y = [.. rows.Select(r => r.Zip(p, (a, b) => a * b).Sum() / Math.Sqrt(p.Sum(v => v * v)))];
                int[] best = [.. Enumerable.Range(0, Nodes).OrderByDescending(i => y[i]).Take(2)];
                input = [.. Enumerable.Range(0, Inputs).Select(f => best.Select(i => rows[i][f] * Math.Tanh(y[i])).ToArray())];
            }
            double[][] a = Rows(layer.Cell.Input), u = Rows(layer.Cell.Recurrent), b = Rows(layer.Cell.Bias), got = Rows(layer.Evolve(w, x));
            double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
            for (int c = 0; c < 2; c++)
            {
                double Part(int row, Func<int, double> state) => b[row][c]
                    + Enumerable.Range(0, Inputs).Sum(k => a[row][k] * input[k][c] + u[row][k] * state(k));
                double[] z = [.. Enumerable.Range(0, Inputs).Select(r => Sigmoid(Part(r, k => h[k][c])))];
                double[] reset = [.. Enumerable.Range(0, Inputs).Select(r => Sigmoid(Part(Inputs + r, k => h[k][c])))];
                for (int r = 0; r < Inputs; r++)
                {
                    double candidate = Math.Tanh(Part(2 * Inputs + r, k => reset[k] * h[k][c]));
                    Assert.Equal((1 - z[r]) * h[r][c] + z[r] * candidate, got[r][c], 1e-10);
                }
            }
            var normalized = Graph().GcnNormalized(F64);
            Checks.Close(normalized.ToDense(F64).MatMul(x).MatMul(w), layer.Forward(normalized, x, w));
            Checks.Gradients(layer, m =>
            {
                var weight = m.Evolve(m.Evolve(m.Weight, x), x);
                return m.Forward(normalized, x, weight).Square().Sum();
            });
        }
        Assert.Contains("8 nodes", Assert.Throws<ArgumentException>(() => EvolveGcnConv.Create(Inputs, 9, Key, true,
            F64).Evolve(Tensor.Zeros([Inputs, 9], F64), X())).Message);
    }

    [Fact]
    public void A_summary_of_nodes_does_not_know_their_order()
    {
        int[] order = Key.Permutation(Nodes);
        var layer = EvolveGcnConv.Create(Inputs, Outputs, Key, summarize: true, F64);
        Checks.Close(layer.Evolve(layer.Weight, X()), layer.Evolve(layer.Weight, X().GatherRows(order)));
    }

    private static double Of(PnaAggregator a, double[] m) => m.Length == 0 ? a == PnaAggregator.Std ? Math.Sqrt(1e-5) : 0 : a switch
    {
        PnaAggregator.Mean => m.Average(),
        PnaAggregator.Std => Math.Sqrt(m.Average(v => (v - m.Average()) * (v - m.Average())) + 1e-5),
        PnaAggregator.Max => m.Max(),
        PnaAggregator.Min => m.Min(),
        _ => m.Sum(),
    };

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[] Times(double[] x, double[][] w) => [.. Enumerable.Range(0, w[0].Length).Select(c => x.Select((v, r) =>
        v * w[r][c]).Sum())];

    private static double[][] Rows(Tensor x) => [.. x.ToDoubles().Chunk(x.Size(1))];
}
