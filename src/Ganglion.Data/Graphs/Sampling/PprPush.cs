using System.Collections.Concurrent;

namespace Ganglion.Data;

/// <summary>
/// Personalised PageRank by local pushes (Andersen, Chung and Lang 2006, section 2): π = α·s + (1 - α)·π·D⁻¹A, to a residual below ε times a node's
/// degree, at a cost of 1/(ε α) pushes at most that does not depend on the size of the graph. On an undirected graph each score falls short of the
/// exact one by ε times the node's degree at most.
/// </summary>
public sealed class PprPush
{
    private readonly int[] _pointers;
    private readonly int[] _columns;
    private readonly double[]? _shares;
    private readonly double _alpha, _epsilon;
    private readonly ConcurrentBag<Work> _free = [];

    /// <summary>Scores on one graph; they may be asked from several threads.</summary>
    /// <param name="graph">
    /// <c>[nodes, nodes]</c>; a step goes from a row to one of its columns, with the values as weights if there are any. A node without columns keeps
    /// what reaches it.
    /// </param>
    /// <param name="alpha">The probability of a return to the start, above 0 and at most 1.</param>
    /// <param name="epsilon">The residual, for each edge of a node, that is not followed further.</param>
    /// <exception cref="ArgumentException">The graph is not square, or a weight is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">α or ε is out of range.</exception>
    public PprPush(Csr graph, double alpha = 0.15, double epsilon = 1e-4)
    {
        if (graph.Rows != graph.Columns)
            throw new ArgumentException($"A square matrix was expected, one row and one column a node; got {graph}.", nameof(graph));
        if (!(alpha is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "PprPush: alpha must be above 0 and at most 1.");
        if (!(epsilon > 0)) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "PprPush: epsilon must be above 0.");
        (_pointers, _columns, _alpha, _epsilon) = (graph.RowPointers.Span.ToArray(), graph.ColumnIds.Span.ToArray(), alpha, epsilon);
        if (graph.Values is null) return;
        var weights = graph.Values.Detach().ToDoubles();
        if (Array.FindIndex(weights, w => !(w >= 0)) is >= 0 and var bad)
            throw new ArgumentException($"PprPush: the weight of entry {bad} is {weights[bad]}; weights are 0 or more.", nameof(graph));
        _shares = graph.RowNormalized().Values!.Detach().ToDoubles();
    }

    /// <summary>The scores of the nodes that were reached from one, in the order in which they were.</summary>
    /// <exception cref="ArgumentException">The node does not exist.</exception>
    public (int[] Nodes, double[] Scores) From(int node)
    {
        var work = Push(node);
        var result = (work.Reached.Nodes.ToArray(), work.Scores[..work.Reached.Count]);
        _free.Add(work);
        return result;
    }

    /// <summary>The highest scores from each of some nodes.</summary>
    /// <param name="nodes">Nodes, which may repeat.</param>
    /// <param name="k">Scores of a row at most; of equal ones that of the lower number.</param>
    /// <returns><c>[nodes given, nodes of the graph]</c>; the same on any number of threads. Rows may sum to less than one.</returns>
    /// <exception cref="ArgumentException">A node does not exist.</exception>
    public Csr TopK(ReadOnlySpan<int> nodes, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var (starts, rows) = (nodes.ToArray(), new (int[] Ids, float[] Values)[nodes.Length]);
        foreach (var node in starts) Check(node);
        Parallel.For(0, starts.Length, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, i =>
        {
            var (ids, scores) = From(starts[i]);
            var best = Enumerable.Range(0, ids.Length).Where(j => scores[j] > 0).OrderByDescending(j => scores[j]).ThenBy(j => ids[j]).Take(k)
                .OrderBy(j => ids[j]).ToArray();
            rows[i] = (Array.ConvertAll(best, j => ids[j]), Array.ConvertAll(best, j => (float)scores[j]));
        });
        var pointers = new int[starts.Length + 1];
        for (var i = 0; i < starts.Length; i++) pointers[i + 1] = pointers[i] + rows[i].Ids.Length;
        return new(starts.Length, _pointers.Length - 1, pointers, [.. rows.SelectMany(r => r.Ids)], Tensor.From([.. rows.SelectMany(r => r.Values)]));
    }

    private Work Push(int start)
    {
        Check(start);
        var work = _free.TryTake(out var free) ? free : new(_pointers.Length - 1);
        work.Begin(start);
        while (work.Waiting.TryDequeue(out var u))
        {
            var node = work.Reached[u];
            var (from, to, rest) = (_pointers[node], _pointers[node + 1], work.Residuals[u]);
            (work.Residuals[u], work.IsWaiting[u]) = (0, false);
            if (from == to)
            {
                work.Scores[u] += rest;
                continue;
            }

            work.Scores[u] += _alpha * rest;
            for (var e = from; e < to; e++)
            {
                var v = work.Reach(_columns[e]);
                work.Residuals[v] += (1 - _alpha) * rest * (_shares?[e] ?? 1.0 / (to - from));
                var degree = Math.Max(1, _pointers[_columns[e] + 1] - _pointers[_columns[e]]);
                if (!work.IsWaiting[v] && work.Residuals[v] > _epsilon * degree) work.Wait(v);
            }
        }

        return work;
    }

    private void Check(int node)
    {
        if ((uint)node >= (uint)(_pointers.Length - 1))
            throw new ArgumentException($"Node {node} does not exist; the graph has {_pointers.Length - 1}.", nameof(node));
    }

    // What one push works on, kept for the next.
    private sealed class Work(int nodes)
    {
        public readonly NodeNumbering Reached = new(nodes);
        public readonly Queue<int> Waiting = [];
        public double[] Scores = new double[64], Residuals = new double[64];
        public bool[] IsWaiting = new bool[64];

        public void Begin(int start)
        {
            Reached.Clear();
            Residuals[Reach(start)] = 1;
            Wait(0);
        }

        public void Wait(int number)
        {
            IsWaiting[number] = true;
            Waiting.Enqueue(number);
        }

        public int Reach(int node)
        {
            var before = Reached.Count;
            var number = Reached.Of(node);
            if (number < before) return number;
            if (number == Scores.Length)
            {
                Array.Resize(ref Scores, 2 * number);
                Array.Resize(ref Residuals, 2 * number);
                Array.Resize(ref IsWaiting, 2 * number);
            }

            (Scores[number], Residuals[number], IsWaiting[number]) = (0, 0, false);
            return number;
        }
    }
}
