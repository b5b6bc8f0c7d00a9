using System.Numerics;

namespace Ganglion.Nets;

/// <summary>
/// Vectors of items from pairs that occur together, by negative sampling (Mikolov et al. 2013, eq. 4): log σ(v·u) of a pair's centre v and context u,
/// plus log σ(-v·n) for some contexts n drawn as noise. Stochastic gradient steps, a pair at a time, in fused loops over the rows touched.
/// <para>
/// The same bits on any number of threads, without locks: items are dealt into blocks, and pairs are sorted by the blocks of centre and context.
/// Block pairs that share no block touch no common row, so they are worked on at once, each in its own order and with noise from its own context
/// block (Zhu, Xu, Tang and Qu 2019, GraphVite, section 3.2). The number of blocks depends on the number of items alone.
/// </para>
/// </summary>
public sealed class SkipGram
{
    private const int MostBlocks = 8, LeastItems = 64;

    private readonly int _width, _blocks;
    private readonly int[] _block;
    private readonly int[][] _members;
    private readonly WeightedDraws?[] _noise;
    private readonly float[] _vectors, _contexts;

    /// <summary>Fresh vectors: centres from U(-½, ½) / width, contexts zero, or the same table for both.</summary>
    /// <param name="width">Numbers of a vector.</param>
    /// <param name="noise">How often an item is drawn as noise: counts to the power ¾ are usual. <c>[items]</c>.</param>
    /// <param name="rng">The key of the start.</param>
    /// <param name="symmetric">One table for both sides of a pair (LINE's first order).</param>
    /// <exception cref="ArgumentException">No items, or a weight that is negative.</exception>
    public SkipGram(int width, ReadOnlySpan<double> noise, Rng rng, bool symmetric = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        int items = noise.Length;
        (_width, _blocks, Symmetric) = (width, items >= MostBlocks * LeastItems ? MostBlocks : 1, symmetric);
        _block = new int[items];
        int[] order = rng.Split("blocks").Permutation(items);
        for (int i = 0; i < items; i++) _block[order[i]] = i % _blocks;
        _members = [.. Enumerable.Range(0, _blocks).Select(b => Enumerable.Range(0, items).Where(i => _block[i] == b).ToArray())];
        double[] weights = noise.ToArray();
        _noise = [.. _members.Select(m => m.Length == 0 ? null : new WeightedDraws(Array.ConvertAll(m, i => weights[i])))];
        _vectors = rng.Split("vectors").Uniform([items * width], -0.5 / width, 0.5 / width).ToArray();
        _contexts = symmetric ? _vectors : new float[_vectors.Length];
    }

    /// <summary>Whether both sides of a pair have one table.</summary>
    public bool Symmetric { get; }

    /// <summary>Noise contexts a pair.</summary>
    public int Negatives { get; init; } = 5;

    /// <summary>The vectors of items as centres, <c>[items, width]</c>; a copy.</summary>
    public Tensor Vectors => Tensor.From(_vectors, _block.Length, _width);

    /// <summary>The vectors of items as contexts, <c>[items, width]</c>; a copy.</summary>
    public Tensor Contexts => Tensor.From(_contexts, _block.Length, _width);

    /// <summary>One step for each pair.</summary>
    /// <param name="centers">Items, <c>[pairs]</c>.</param>
    /// <param name="contexts">What each occurred with, <c>[pairs]</c>.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="rng">The key of the noise.</param>
    /// <param name="weights">What each pair's step is multiplied by; empty for one.</param>
    /// <returns>The mean loss of about every 16th pair before its step.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public double Learn(ReadOnlySpan<int> centers, ReadOnlySpan<int> contexts, double rate, Rng rng, ReadOnlySpan<float> weights = default)
    {
        if (centers.Length != contexts.Length || (!weights.IsEmpty && weights.Length != centers.Length))
            throw new ArgumentException($"{centers.Length} centres, {contexts.Length} contexts and {weights.Length} weights do not fit.", nameof(contexts));
        var (pairs, starts) = Sorted(centers, contexts, weights);
        var losses = new (double Sum, int Count)[_blocks * _blocks];
        foreach (var round in Rounds())
            Parallel.ForEach(round, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, cell =>
            {
                losses[cell] = Work(pairs.AsSpan(starts[cell], starts[cell + 1] - starts[cell]), cell % _blocks, (float)rate, rng.Split(cell));
                int mirrored = cell % _blocks * _blocks + cell / _blocks;
                if (Symmetric && mirrored != cell)
                    losses[mirrored] = Work(pairs.AsSpan(starts[mirrored], starts[mirrored + 1] - starts[mirrored]), mirrored % _blocks, (float)rate, rng.Split(mirrored));
            });
        return losses.Sum(l => l.Sum) / Math.Max(1, losses.Sum(l => l.Count));
    }

    // Cells (block of centre, block of context) that may be worked on at once. With one table a cell also writes the rows of its context block as
    // centres of the mirrored cell, so each block is in one cell of a round: everybody meets everybody, as in a tournament.
    private IEnumerable<int[]> Rounds()
    {
        if (!Symmetric || _blocks == 1)
        {
            for (int r = 0; r < _blocks; r++) yield return [.. Enumerable.Range(0, _blocks).Select(i => i * _blocks + (i + r) % _blocks)];
            yield break;
        }
        yield return [.. Enumerable.Range(0, _blocks).Select(i => i * _blocks + i)];
        for (int r = 0; r < _blocks - 1; r++)
        {
            int Seat(int s) => s == 0 ? 0 : 1 + (s - 1 + r) % (_blocks - 1);
            yield return [.. Enumerable.Range(0, _blocks / 2).Select(s => Seat(s) * _blocks + Seat(_blocks - 1 - s))];
        }
    }

    private readonly record struct Pair(int Center, int Context, float Weight);

    private (Pair[] Pairs, int[] Starts) Sorted(ReadOnlySpan<int> centers, ReadOnlySpan<int> contexts, ReadOnlySpan<float> weights)
    {
        var starts = new int[_blocks * _blocks + 1];
        for (int i = 0; i < centers.Length; i++) starts[Cell(centers[i], contexts[i]) + 1]++;
        for (int c = 0; c + 1 < starts.Length; c++) starts[c + 1] += starts[c];
        int[] next = starts[..^1];
        var pairs = new Pair[centers.Length];
        for (int i = 0; i < centers.Length; i++)
            pairs[next[Cell(centers[i], contexts[i])]++] = new(centers[i], contexts[i], weights.IsEmpty ? 1 : weights[i]);
        return (pairs, starts);
    }

    private int Cell(int center, int context) => _block[center] * _blocks + _block[context];

    private (double Sum, int Count) Work(ReadOnlySpan<Pair> pairs, int block, float rate, Rng rng)
    {
        var words = new WordStream(rng.Key);
        var change = new float[_width];
        int[] members = _members[block];
        var (sum, count) = (0.0, 0);
        for (int i = 0; i < pairs.Length; i++)
        {
            var pair = pairs[i];
            var v = _vectors.AsSpan(pair.Center * _width, _width);
            Array.Clear(change);
            for (int k = 0; k <= Negatives; k++)
            {
                int target = k == 0 ? pair.Context : members[_noise[block]!.Draw(ref words)];
                if (k > 0 && (target == pair.Context || (Symmetric && target == pair.Center))) continue;
                var u = _contexts.AsSpan(target * _width, _width);
                float x = Dot(v, u), miss = (k == 0 ? 1 : 0) - 1 / (1 + MathF.Exp(-x));
                if ((i & 15) == 0) sum += Math.Log(1 + Math.Exp(k == 0 ? -x : x));
                Pull(v, u, change, miss * rate * pair.Weight);
            }
            if ((i & 15) == 0) count++;
            for (int d = 0; d < change.Length; d++) v[d] += change[d];
        }
        return (sum, count);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        int i = 0;
        Vector<float> even = default, odd = default;
        for (; i + 2 * Vector<float>.Count <= a.Length; i += 2 * Vector<float>.Count)
        {
            even += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
            odd += new Vector<float>(a[(i + Vector<float>.Count)..]) * new Vector<float>(b[(i + Vector<float>.Count)..]);
        }
        float sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    // change += g·u and u += g·v, in one pass.
    private static void Pull(ReadOnlySpan<float> v, Span<float> u, Span<float> change, float g)
    {
        int i = 0;
        var by = new Vector<float>(g);
        for (; i + Vector<float>.Count <= v.Length; i += Vector<float>.Count)
        {
            var row = new Vector<float>(u[i..]);
            (new Vector<float>(change[i..]) + by * row).CopyTo(change[i..]);
            (row + by * new Vector<float>(v[i..])).CopyTo(u[i..]);
        }
        for (; i < v.Length; i++)
        {
            change[i] += g * u[i];
            u[i] += g * v[i];
        }
    }
}
