namespace Ganglion.Vectors;

/// <summary>
/// Exact nearest neighbours by comparing with every vector. Any number of threads may search at once, as long as nobody adds or removes.
/// <code>
/// var index = new FlatIndex(128);
/// index.Add(vectors);
/// var near = index.Search(queries, k: 10);
/// </code>
/// </summary>
public sealed class FlatIndex
{
    private const int QueryBlock = 256, RowBlock = 4096;

    private readonly List<Segment> _segments = [];
    private readonly HashSet<int> _ids = [];
    private int _next;

    private sealed record Segment(Tensor Vectors, float[] Norms, int[] Ids);

    /// <summary>An empty index.</summary>
    /// <param name="dimension">Numbers in a vector, 1 or more.</param>
    /// <param name="metric">What near means.</param>
    public FlatIndex(int dimension, VectorMetric metric = VectorMetric.L2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        (Dimension, Metric) = (dimension, metric);
    }

    /// <summary>Numbers in a vector.</summary>
    public int Dimension { get; }

    /// <summary>What near means.</summary>
    public VectorMetric Metric { get; }

    /// <summary>How many vectors are held.</summary>
    public int Count => _ids.Count;

    /// <summary>Adds vectors under the next free ids: 0, 1, … in an index that has only ever been added to.</summary>
    /// <param name="vectors"><c>[rows, dimension]</c>.</param>
    /// <exception cref="ArgumentException">The shape does not suit the index.</exception>
    public void Add(Tensor vectors) => Add(vectors, Enumerable.Range(_next, vectors.Size(0)).ToArray());

    /// <summary>Adds vectors under ids of the caller's.</summary>
    /// <param name="vectors"><c>[rows, dimension]</c>.</param>
    /// <param name="ids"><c>[rows]</c>, 0 or more, none of them held already.</param>
    /// <exception cref="ArgumentException">The shape does not suit the index, or an id is negative, repeated or held already.</exception>
    public void Add(Tensor vectors, IntTensor ids)
    {
        Check(vectors, nameof(vectors));
        int rows = vectors.Size(0);
        if (ids.Length != rows) throw new ArgumentException($"{ids.Length} ids were given for {rows} vectors; each needs one.", nameof(ids));
        var seen = new HashSet<int>(rows);
        foreach (int id in ids.Span)
            if (id < 0 || _ids.Contains(id) || !seen.Add(id))
                throw new ArgumentException($"Id {id} is {(id < 0 ? "negative" : "taken")}; give ids of 0 or more that the index does not hold, "
                    + "or remove the old vector first.", nameof(ids));
        if (rows == 0) return;
        _ids.UnionWith(seen);
        _next = Math.Max(_next, seen.Max() + 1);
        _segments.Add(Make(vectors.Detach().To(DType.F32), ids.Span.ToArray()));
        // As with a binary counter, each vector is moved log₂ n times in all.
        while (_segments is [.., var a, var b] && a.Ids.Length <= b.Ids.Length)
        {
            _segments.RemoveRange(_segments.Count - 2, 2);
            _segments.Add(new(Tensor.Concat([a.Vectors, b.Vectors]).Keep(), [.. a.Norms, .. b.Norms], [.. a.Ids, .. b.Ids]));
        }
    }

    /// <summary>Removes vectors by id; ids that are not held are passed over.</summary>
    /// <returns>How many were removed.</returns>
    public int Remove(ReadOnlySpan<int> ids)
    {
        var gone = new HashSet<int>();
        foreach (int id in ids) if (_ids.Remove(id)) gone.Add(id);
        for (int s = _segments.Count - 1; gone.Count > 0 && s >= 0; s--)
        {
            var segment = _segments[s];
            int[] kept = [.. Enumerable.Range(0, segment.Ids.Length).Where(i => !gone.Contains(segment.Ids[i]))];
            if (kept.Length == segment.Ids.Length) continue;
            if (kept.Length == 0) _segments.RemoveAt(s);
            else _segments[s] = Make(segment.Vectors.GatherRows(kept), Array.ConvertAll(kept, i => segment.Ids[i]));
        }
        return gone.Count;
    }

    /// <summary>The nearest vectors of each query; of equally near ones, those added first.</summary>
    /// <param name="queries"><c>[queries, dimension]</c>.</param>
    /// <param name="k">How many to find, 1 or more; where there are fewer, the rest is -1.</param>
    /// <exception cref="ArgumentException">The shape does not suit the index.</exception>
    public Neighbors Search(Tensor queries, int k)
    {
        Check(queries, nameof(queries));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        int rows = queries.Size(0);
        var q = queries.Detach().To(DType.F32).Contiguous();
        var (keys, positions, counts) = (new float[rows * k], new int[rows * k], new int[rows]);
        for (int from = 0; from < rows; from += QueryBlock)
        {
            int start = from, block = Math.Min(QueryBlock, rows - from), offset = 0;
            foreach (var segment in _segments)
            {
                for (int row = 0; row < segment.Ids.Length; row += RowBlock)
                {
                    int first = row, width = Math.Min(RowBlock, segment.Ids.Length - row), at = offset + row;
                    Memory.Scope(() =>
                    {
                        var products = q.Slice(0, start, block).MatMul(segment.Vectors.Slice(0, first, width), transposeB: true);
                        Parallel.For(0, block, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, i =>
                        {
                            var best = new TopCandidates(keys.AsSpan((start + i) * k, k), positions.AsSpan((start + i) * k, k), counts[start + i]);
                            Offer(ref best, products.Span<float>().Slice(i * width, width), segment.Norms.AsSpan(first, width), at);
                            counts[start + i] = best.Count;
                        });
                        return 0;
                    });
                }
                offset += segment.Ids.Length;
            }
        }
        return Measure(q, k, positions, counts);
    }

    // Products become keys that are smaller for nearer vectors; the query's own norm changes no order.
    private void Offer(ref TopCandidates best, ReadOnlySpan<float> products, ReadOnlySpan<float> norms, int offset)
    {
        for (int j = 0; j < products.Length; j++)
            best.Offer(Metric switch
            {
                VectorMetric.L2 => norms[j] - 2 * products[j],
                VectorMetric.InnerProduct => -products[j],
                _ => norms[j] > 0 ? -products[j] / MathF.Sqrt(norms[j]) : 0,
            }, offset + j);
    }

    // |q|² + |x|² - 2qx loses digits where vectors are near each other: what was selected is measured again, and put in order.
    private Neighbors Measure(Tensor q, int k, int[] positions, int[] counts)
    {
        var (ids, scores) = (new int[positions.Length], new float[positions.Length]);
        ids.AsSpan().Fill(-1);
        scores.AsSpan().Fill(Metric == VectorMetric.L2 ? float.PositiveInfinity : float.NegativeInfinity);
        Parallel.For(0, counts.Length, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, i =>
        {
            var query = q.Span<float>().Slice(i * Dimension, Dimension);
            var found = new (double Key, int Position, int Id)[counts[i]];
            for (int j = 0; j < found.Length; j++)
            {
                var (segment, row) = Locate(positions[i * k + j]);
                found[j] = (Key(query, segment.Vectors.Span<float>().Slice(row * Dimension, Dimension)), positions[i * k + j], segment.Ids[row]);
            }
            Array.Sort(found);
            for (int j = 0; j < found.Length; j++)
                (ids[i * k + j], scores[i * k + j]) = (found[j].Id, (float)(Metric == VectorMetric.L2 ? found[j].Key : -found[j].Key));
        });
        return new(IntTensor.From(ids, counts.Length, k), Tensor.From(scores, counts.Length, k));
    }

    private (Segment Segment, int Row) Locate(int position)
    {
        foreach (var segment in _segments)
        {
            if (position < segment.Ids.Length) return (segment, position);
            position -= segment.Ids.Length;
        }
        throw new InvalidOperationException("The index was changed while it was searched; search and change it at different times.");
    }

    private double Key(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double distance = 0, product = 0, normA = 0, normB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i], y = b[i];
            distance += (x - y) * (x - y);
            product += x * y;
            normA += x * x;
            normB += y * y;
        }
        return Metric switch
        {
            VectorMetric.L2 => distance,
            VectorMetric.InnerProduct => -product,
            _ => normA > 0 && normB > 0 ? -product / Math.Sqrt(normA * normB) : 0,
        };
    }

    private Segment Make(Tensor vectors, int[] ids)
    {
        var norms = Memory.Scope(() => vectors.Square().Sum(1)).Span<float>().ToArray();
        return new(vectors.Contiguous().Keep(), norms, ids);
    }

    private void Check(Tensor vectors, string name)
    {
        if (vectors.Rank != 2 || vectors.Size(1) != Dimension)
            throw new ArgumentException($"Vectors [rows, {Dimension}] were expected, got [{string.Join(", ", vectors.Shape.ToArray())}].", name);
    }
}
