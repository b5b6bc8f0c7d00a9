using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A graph that somebody may have tampered with, with the labels a network is trained on.</summary>
/// <param name="Adjacency"><c>[nodes, nodes]</c>; values are weights, if there are any.</param>
/// <param name="X">Dense features, <c>[nodes, features]</c>.</param>
/// <param name="Labelled">The nodes with a label.</param>
/// <param name="Labels">Their classes.</param>
internal sealed record PoisonedGraph(Csr Adjacency, Tensor X, int[] Labelled, int[] Labels)
{
    public const int TriggerNodes = 3;

    private static readonly (int From, int To)[] Inner = [(0, 1), (0, 2), (1, 2)];

    /// <summary>Hangs a trigger of three nodes on each host, by an edge to its first node.</summary>
    /// <param name="hosts">The nodes that get one.</param>
    /// <param name="x">Features of the triggers' nodes, <c>[3 · hosts, features]</c>.</param>
    /// <param name="edges">The weights of the triggers' three inner edges, <c>[hosts, 3]</c>.</param>
    /// <remarks>Derivatives reach the features and, through the weights of the adjacency, the edges.</remarks>
    public PoisonedGraph Attach(int[] hosts, Tensor x, Tensor edges)
    {
        var (sources, targets) = Ends(hosts);
        var weights = Tensor.Concat([Adjacency.Values ?? Tensor.Ones([Adjacency.Nonzeros]), Tensor.Ones([2 * hosts.Length]),
            edges.Reshape(-1), edges.Reshape(-1)]);
        int nodes = Adjacency.Rows + (TriggerNodes * hosts.Length);
        return this with { Adjacency = Csr.FromEdges(nodes, nodes, sources, targets, weights), X = Tensor.Concat([X, x]) };
    }

    /// <summary>The similarity of the ends of the edges that a trigger adds: host to first node, then the inner ones, <c>[4, hosts]</c>.</summary>
    public Tensor Similarities(int[] hosts, Tensor x)
    {
        var parts = x.Reshape(hosts.Length, TriggerNodes, -1);
        Tensor Node(int i) => parts.Select(1, i);
        return Tensor.Stack([X.GatherRows(hosts).CosineSimilarity(Node(0)), .. Inner.Select(e => Node(e.From).CosineSimilarity(Node(e.To)))]);
    }

    /// <summary>Edges whose ends are less alike than the threshold are cut; with labels, their ends lose theirs, too.</summary>
    public PoisonedGraph Pruned(double threshold, bool dropLabels = false)
    {
        var unit = X / (X.Square().Sum(1, keepDims: true) + 1e-12).Sqrt();
        float[] alike = Adjacency.Sddmm(unit, unit).ToArray();
        int[] kept = [.. Enumerable.Range(0, alike.Length).Where(e => alike[e] >= threshold)];
        int[] rows = Adjacency.RowIds.Span.ToArray(), columns = Adjacency.ColumnIds.Span.ToArray();
        var adjacency = Csr.FromEdges(Adjacency.Rows, Adjacency.Rows, Array.ConvertAll(kept, e => columns[e]), Array.ConvertAll(kept, e => rows[e]),
            Adjacency.Values?.Take(kept));
        if (!dropLabels) return this with { Adjacency = adjacency };
        var suspects = Enumerable.Range(0, alike.Length).Where(e => alike[e] < threshold).SelectMany(e => new[] { rows[e], columns[e] }).ToHashSet();
        int[] left = [.. Enumerable.Range(0, Labelled.Length).Where(i => !suspects.Contains(Labelled[i]))];
        return this with
        {
            Adjacency = adjacency,
            Labelled = Array.ConvertAll(left, i => Labelled[i]),
            Labels = Array.ConvertAll(left, i => Labels[i]),
        };
    }

    /// <summary>The same without edges of weight 0, and without weights: what a victim sees.</summary>
    public PoisonedGraph Plain()
    {
        if (Adjacency.Values is not { } values) return this;
        float[] weights = values.ToArray();
        int[] kept = [.. Enumerable.Range(0, weights.Length).Where(e => weights[e] > 0.5f)];
        return this with
        {
            Adjacency = Csr.FromEdges(Adjacency.Rows, Adjacency.Rows, Array.ConvertAll(kept, e => Adjacency.ColumnIds[e]),
                Array.ConvertAll(kept, e => Adjacency.RowIds[e])),
        };
    }

    // Both directions of: what is there, host to first node, inner edges; in the order of the weights above.
    private (int[] Sources, int[] Targets) Ends(int[] hosts)
    {
        int nodes = Adjacency.Rows;
        var from = hosts.Select((h, i) => (Host: h, First: nodes + (TriggerNodes * i))).ToArray();
        (int From, int To)[] inner = [.. from.SelectMany(h => Inner.Select(e => (h.First + e.From, h.First + e.To)))];
        return ([.. Adjacency.ColumnIds.Span, .. from.Select(h => h.Host), .. from.Select(h => h.First), .. inner.Select(e => e.From),
            .. inner.Select(e => e.To)],
            [.. Adjacency.RowIds.Span, .. from.Select(h => h.First), .. from.Select(h => h.Host), .. inner.Select(e => e.To),
            .. inner.Select(e => e.From)]);
    }
}

/// <summary>Two layers that classify nodes: the victims.</summary>
internal interface IVictim
{
    /// <summary>Logits <c>[nodes, classes]</c>; with a key, half the inputs of each layer are dropped.</summary>
    Tensor Forward(Csr graph, Tensor x, Rng? rng = null);
}

[Model]
internal sealed partial record GcnVictim(GcnConv First, GcnConv Second) : IVictim
{
    public Tensor Hidden(Csr graph, Tensor x, Rng? rng = null) => First.Forward(graph.GcnNormalized(), x.Dropped(rng?.Split("input"))).Relu();

    public Tensor Forward(Csr graph, Tensor x, Rng? rng = null) =>
        Second.Forward(graph.GcnNormalized(), Hidden(graph, x, rng).Dropped(rng?.Split("hidden")));
}

[Model]
internal sealed partial record SageVictim(SageConv First, SageConv Second) : IVictim
{
    public Tensor Forward(Csr graph, Tensor x, Rng? rng = null) =>
        Second.Forward(graph, First.Forward(graph, x.Dropped(rng?.Split("input"))).Relu().Dropped(rng?.Split("hidden")));
}

[Model]
internal sealed partial record GatVictim(GatConv First, GatConv Second) : IVictim
{
    public Tensor Forward(Csr graph, Tensor x, Rng? rng = null)
    {
        var looped = graph.AddSelfLoops();
        return Second.Forward(looped, First.Forward(looped, x.Dropped(rng?.Split("input"))).Elu().Dropped(rng?.Split("hidden")));
    }
}

internal static class Victims
{
    public static Tensor Dropped(this Tensor x, Rng? rng) => rng is { } key ? x.Dropout(0.5, key) : x;

    /// <summary>Fits a victim to the labels of a graph.</summary>
    public static T Fit<T>(T net, PoisonedGraph graph, int epochs, Rng rng, CancellationToken cancel) where T : IModel<T>, IVictim =>
        Trajectory.Follow(net, new Adam(0.01) { WeightDecay = 5e-4 }, epochs,
            (n, step) => n.Forward(graph.Adjacency, graph.X, rng.Split(step)).GatherRows(graph.Labelled).SoftmaxCrossEntropy(graph.Labels).Mean(),
            cancel: cancel).Net;

    /// <summary>The classes that a victim gives to some nodes.</summary>
    public static int[] Answers(IVictim net, PoisonedGraph graph, int[] nodes) =>
        Memory.Scope(() => net.Forward(graph.Adjacency, graph.X).GatherRows(nodes)).ArgMax(1).Span.ToArray();
}
