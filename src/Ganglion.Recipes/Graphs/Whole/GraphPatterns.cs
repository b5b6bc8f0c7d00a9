using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Counts of patterns in graphs, hashed to columns: what graph kernels compare. The order of nodes does not matter to any of them.</summary>
internal static class GraphPatterns
{
    /// <summary>Pairs of tags with the length of the shortest path between them (Borgwardt and Kriegel 2005).</summary>
    public static Csr ShortestPaths(GraphBatch graphs, int buckets)
    {
        var tags = Tags(graphs);
        var counts = Counts(graphs);
        var (distance, queue) = (new int[graphs.Adjacency.Rows], new Queue<int>());
        Array.Fill(distance, -1);
        for (int g = 0; g < counts.Length; g++)
            for (int from = graphs.Pointers[g]; from < graphs.Pointers[g + 1]; from++)
            {
                queue.Enqueue(from);
                distance[from] = 0;
                while (queue.TryDequeue(out int node))
                {
                    if (node > from) Add(counts[g], Mix(tags[from]) + Mix(tags[node]) + Mix((ulong)distance[node] << 32), buckets);
                    foreach (int next in graphs.Adjacency.Row(node))
                        if (distance[next] < 0)
                        {
                            distance[next] = distance[node] + 1;
                            queue.Enqueue(next);
                        }
                }
                Array.Fill(distance, -1, graphs.Pointers[g], graphs.Pointers[g + 1] - graphs.Pointers[g]);
            }
        return ToCsr(counts, buckets, graphs.Features.DType);
    }

    /// <summary>Connected induced subgraphs of three nodes with their tags: wedges, by their middle, and triangles (Shervashidze et al. 2009).</summary>
    public static Csr Graphlets(GraphBatch graphs, int buckets)
    {
        var tags = Tags(graphs);
        var counts = Counts(graphs);
        for (int g = 0; g < counts.Length; g++)
            for (int middle = graphs.Pointers[g]; middle < graphs.Pointers[g + 1]; middle++)
            {
                var around = graphs.Adjacency.Row(middle);
                for (int a = 0; a < around.Length; a++)
                    for (int b = a + 1; b < around.Length; b++)
                    {
                        int u = around[a], v = around[b];
                        if (u == v || u == middle || v == middle) continue;
                        bool closed = graphs.Adjacency.Row(u).BinarySearch(v) >= 0;
                        if (closed && (middle > u || middle > v)) continue;             // a triangle is met from each of its corners
                        ulong ends = Mix(tags[u]) + Mix(tags[v]);
                        Add(counts[g], closed ? 3 + ends + Mix(tags[middle]) : Mix(ends) + tags[middle], buckets);
                    }
            }
        return ToCsr(counts, buckets, graphs.Features.DType);
    }

    /// <summary>The products of all rows: the kernel, <c>[graphs, graphs]</c> row by row.</summary>
    public static double[] Gram(Csr patterns)
    {
        int n = patterns.Rows;
        var gram = new double[n * n];
        double[] values = patterns.Values!.ToDoubles(), dense = new double[patterns.Columns];
        ReadOnlySpan<int> pointers = patterns.RowPointers.Span, columns = patterns.ColumnIds.Span;
        for (int i = 0; i < n; i++)
        {
            for (int k = pointers[i]; k < pointers[i + 1]; k++) dense[columns[k]] = values[k];
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = pointers[j]; k < pointers[j + 1]; k++) sum += values[k] * dense[columns[k]];
                gram[i * n + j] = gram[j * n + i] = sum;
            }
            for (int k = pointers[i]; k < pointers[i + 1]; k++) dense[columns[k]] = 0;
        }
        return gram;
    }

    public static SortedDictionary<int, double>[] Counts(GraphBatch graphs) => [.. Enumerable.Range(0, graphs.Graphs).Select(_ => new SortedDictionary<int, double>())];

    public static void Add(SortedDictionary<int, double> counts, ulong pattern, int buckets)
    {
        int bucket = (int)(Mix(pattern) % (ulong)buckets);
        counts[bucket] = counts.GetValueOrDefault(bucket) + 1;
    }

    /// <summary>One row a graph, at unit length; a graph without any pattern is a row of zeros.</summary>
    public static Csr ToCsr(SortedDictionary<int, double>[] counts, int buckets, DType dtype)
    {
        int[] pointers = [0, .. counts.Select(c => c.Count)];
        for (int g = 1; g < pointers.Length; g++) pointers[g] += pointers[g - 1];
        double[] lengths = [.. counts.Select(c => Math.Sqrt(c.Values.Sum(w => w * w)))];
        double[] values = [.. counts.SelectMany((c, g) => c.Values.Select(v => v / lengths[g]))];
        return new(counts.Length, buckets, pointers, [.. counts.SelectMany(c => c.Keys)], Tensor.From(values).To(dtype));
    }

    /// <summary>A well-mixed word for each node's tag; attributes are not looked at.</summary>
    public static ulong[] Tags(GraphBatch graphs)
    {
        int[] tags = graphs.Tags ?? graphs.Features.ArgMax(1).Span.ToArray();
        return [.. tags.Select(t => Mix((ulong)t))];
    }

    public static ulong Mix(ulong z)                            // SplitMix64
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
