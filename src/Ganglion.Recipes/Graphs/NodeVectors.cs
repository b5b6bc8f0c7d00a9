using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Options of node2vec.</summary>
public record WalkOptions
{
    /// <summary>Numbers of a node's vector.</summary>
    [Search(16, 256, Log = true)] public int Width { get; init; } = 64;

    /// <summary>Walks from each node.</summary>
    [Search(2, 40, Log = true)] public int Walks { get; init; } = 10;

    /// <summary>Steps of a walk.</summary>
    [Search(10, 100, Log = true)] public int Length { get; init; } = 40;

    /// <summary>How many steps apart two nodes of a walk still are a pair.</summary>
    [Search(2, 12)] public int Window { get; init; } = 5;

    /// <summary>Return parameter: large keeps a walk from going straight back.</summary>
    [Search(0.25, 4, Log = true)] public double P { get; init; } = 1;

    /// <summary>In-out parameter: small drives a walk outwards, large keeps it near. With both at 1, this is DeepWalk.</summary>
    [Search(0.25, 4, Log = true)] public double Q { get; init; } = 1;

    /// <summary>Noise nodes a pair.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>The learning rate of the first step; it falls to nothing.</summary>
    [Search(0.01, 0.2, Log = true)] public double Rate { get; init; } = 0.05;
}

/// <summary>Options of LINE.</summary>
public record EdgeOptions
{
    /// <summary>Numbers of a node's vector, half for each order of proximity.</summary>
    [Search(16, 256, Log = true)] public int Width { get; init; } = 128;

    /// <summary>Samples drawn for each edge of the graph, on average, and order.</summary>
    [Search(50, 2000, Log = true)] public int Samples { get; init; } = 400;

    /// <summary>Noise nodes a sample.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>The learning rate of the first step; it falls to nothing.</summary>
    [Search(0.01, 0.2, Log = true)] public double Rate { get; init; } = 0.05;
}

/// <summary>Vectors of nodes, learned from the links alone.</summary>
internal static class NodeVectors
{
    private const int EpisodePairs = 1 << 19;

    /// <summary>Skip-gram on the windows of biased walks (node2vec, algorithm 1): <c>[nodes, width]</c>.</summary>
    public static Tensor Walk(Csr graph, WalkOptions o, Run run)
    {
        var rng = run.Rng.Split("walks");
        var walks = new RandomWalks(graph.Transpose(), o.P, o.Q);
        double[] degrees = graph.Degrees(DType.F64).ToDoubles();
        var vectors = new SkipGram(o.Width, Array.ConvertAll(degrees, d => Math.Pow(d, 0.75)), rng.Split("start")) { Negatives = o.Negatives };
        int[] nodes = [.. Enumerable.Range(0, graph.Rows).Where(n => degrees[n] > 0)];
        int rounds = Math.Max(1, (int)Math.Round(o.Walks * run.Fidelity)), chunk = Math.Max(1, EpisodePairs / (2 * o.Window * (o.Length + 1)));
        int episodes = rounds * ((nodes.Length + chunk - 1) / chunk), done = 0;
        for (int round = 0; round < rounds; round++)
        {
            int[] order = rng.Split("order").Split(round).Permutation(nodes.Length);
            double loss = 0;
            foreach (int[] some in order.Chunk(chunk))
            {
                run.Cancel.ThrowIfCancellationRequested();
                var (centers, contexts) = Windows(walks.Sample(Array.ConvertAll(some, i => nodes[i]), o.Length, rng.Split("walk").Split(done)), o.Window);
                loss += vectors.Learn(centers, contexts, Rate(o.Rate, done, episodes), rng.Split("noise").Split(done)) * some.Length / nodes.Length;
                run.Progress?.Invoke(0.9 * ++done / episodes, $"walks {round + 1} of {rounds}");
            }
            run.Log("skip-gram", round + 1, loss);
        }
        return vectors.Vectors;
    }

    /// <summary>Edge sampling of first-order and second-order proximity, side by side and each of length one (LINE): <c>[nodes, width]</c>.</summary>
    public static Tensor Edges(Csr graph, EdgeOptions o, Run run)
    {
        int first = o.Width / 2;
        var (one, two) = (Edges(graph, first, true, o, run), Edges(graph, o.Width - first, false, o, run));
        return Memory.Scope(() => Tensor.Concat([Unit(one), Unit(two)], 1));
    }

    /// <summary>Vectors of one order: pairs are edges, drawn by weight, so that every step has the same size whatever the weight.</summary>
    public static Tensor Edges(Csr graph, int width, bool firstOrder, EdgeOptions o, Run run)
    {
        var rng = run.Rng.Split(firstOrder ? "first" : "second");
        double[] degrees = graph.Degrees(DType.F64).ToDoubles();
        int[] from = graph.ColumnIds.Span.ToArray(), to = graph.RowIds.Span.ToArray();
        var edges = new WeightedDraws(graph.Values?.ToDoubles() ?? [.. Enumerable.Repeat(1.0, from.Length)]);
        var vectors = new SkipGram(width, Array.ConvertAll(degrees, d => Math.Pow(d, 0.75)), rng.Split("start"), firstOrder) { Negatives = o.Negatives };
        long samples = Math.Max(1, (long)(from.Length / 2.0 * o.Samples * run.Fidelity));
        int episodes = (int)((samples + EpisodePairs - 1) / EpisodePairs), size = (int)(samples / episodes);
        for (int e = 0; e < episodes; e++)
        {
            run.Cancel.ThrowIfCancellationRequested();
            int[] drawn = edges.Draw(size, rng.Split("edges").Split(e));
            run.Log(firstOrder ? "first-order" : "second-order", e + 1, vectors.Learn(Array.ConvertAll(drawn, i => from[i]),
                Array.ConvertAll(drawn, i => to[i]), Rate(o.Rate, e, episodes), rng.Split("noise").Split(e)));
            run.Progress?.Invoke(0.45 * (e + 1) / episodes + (firstOrder ? 0 : 0.45), firstOrder ? "first order" : "second order");
        }
        return vectors.Vectors;
    }

    /// <summary>The eigenvectors of the largest eigenvalues of D^-½ (A + I) D^-½, by block power iteration; of root mean square one.</summary>
    public static Tensor Spectral(Csr graph, int width, int rounds, Rng rng) => Memory.Scope(() =>
    {
        var s = graph.GcnNormalized();
        int count = Math.Min(width, graph.Rows);
        var x = rng.Normal([graph.Rows, count]).Qr().Q;
        for (int round = 0; round < rounds; round++)
        {
            // (S + I)² keeps negative eigenvalues, which are large where a graph is bipartite, behind.
            for (int k = 0; k < 2; k++) x = s.MatMul(x) + x;
            x = x.Qr().Q;
        }
        var (values, vectors) = x.MatMul(s.MatMul(x), transposeA: true).Eigh();
        x = x.MatMul(vectors).Flip(1) * Math.Sqrt(graph.Rows);
        return count == width ? x : Tensor.Concat([x, Tensor.Zeros([graph.Rows, width - count])], 1);
    });

    private static double Rate(double start, int done, int all) => start * Math.Max(0.01, 1 - (double)done / all);

    private static Tensor Unit(Tensor x) => x / (x.Norm(1, keepDims: true) + 1e-9);

    private static (int[] Centers, int[] Contexts) Windows(int[,] walks, int window)
    {
        var (centers, contexts) = (new List<int>(), new List<int>());
        for (int w = 0; w < walks.GetLength(0); w++)
            for (int i = 0; i < walks.GetLength(1); i++)
                for (int j = Math.Max(0, i - window); j <= Math.Min(walks.GetLength(1) - 1, i + window); j++)
                {
                    if (j == i || walks[w, i] == walks[w, j]) continue;
                    centers.Add(walks[w, i]);
                    contexts.Add(walks[w, j]);
                }
        return ([.. centers], [.. contexts]);
    }
}
