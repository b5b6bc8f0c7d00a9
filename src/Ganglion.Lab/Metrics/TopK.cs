using System.Buffers;
using System.Numerics;

namespace Ganglion.Lab;

/// <summary>Picks the best items of a row of scores: higher first, the lower index first among equals, NaN last.</summary>
public static class TopK
{
    /// <summary>The best <paramref name="k"/> items that are not masked, best first; fewer when fewer are left.</summary>
    /// <param name="scores">One score an item, <c>[items]</c>.</param>
    /// <param name="masked">Items to leave out, in any order (e.g. those seen in training).</param>
    /// <param name="k">How many to pick.</param>
    /// <exception cref="ArgumentException">A masked item is not an index of <paramref name="scores"/>.</exception>
    public static int[] Select(ReadOnlySpan<float> scores, ReadOnlySpan<int> masked, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        var best = new int[Math.Min(k, scores.Length)];
        var count = Select(scores, masked, best);
        return count == best.Length ? best : best[..count];
    }

    /// <summary>Fills <paramref name="best"/> with the best items that are not masked, best first.</summary>
    /// <param name="scores">One score an item, <c>[items]</c>.</param>
    /// <param name="masked">Items to leave out, in any order.</param>
    /// <param name="best">Receives item indices; its length is k.</param>
    /// <returns>How many were filled: k, or fewer when fewer are left.</returns>
    /// <exception cref="ArgumentException">A masked item is not an index of <paramref name="scores"/>.</exception>
    public static int Select(ReadOnlySpan<float> scores, ReadOnlySpan<int> masked, Span<int> best)
    {
        if (best.IsEmpty) return 0;
        var words = (scores.Length + 63) >> 6;
        var mask = ArrayPool<ulong>.Shared.Rent(words);
        var hidden = mask.AsSpan(0, words);
        hidden.Clear();
        try
        {
            foreach (var item in masked)
            {
                if ((uint)item >= (uint)scores.Length)
                    throw new ArgumentException($"'masked' names item {item}, but there are {scores.Length} scores.", nameof(masked));
                hidden[item >> 6] |= 1UL << (item & 63);
            }
            return Select(scores, hidden, best);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(mask);
        }
    }

    /// <summary>A bounded heap with the worst kept item on top; blocks of scores that cannot enter are skipped by vector.</summary>
    private static int Select(ReadOnlySpan<float> scores, ReadOnlySpan<ulong> hidden, Span<int> heap)
    {
        var count = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (count == heap.Length)
            {
                var threshold = scores[heap[0]];
                // An equal score at a later index never enters, so only a greater one (or any number, over a NaN) matters.
                if (!float.IsNaN(threshold))
                {
                    var bar = new Vector<float>(threshold);
                    while (i + Vector<float>.Count <= scores.Length && !Vector.GreaterThanAny(new Vector<float>(scores[i..]), bar))
                        i += Vector<float>.Count;
                    if (i == scores.Length) break;
                    if (!(scores[i] > threshold)) continue;
                }
                else if (float.IsNaN(scores[i])) continue;
            }
            if ((hidden[i >> 6] >> (i & 63) & 1) != 0) continue;
            if (count < heap.Length)
            {
                heap[count++] = i;
                if (count == heap.Length)
                    for (var top = count / 2 - 1; top >= 0; top--) SiftDown(scores, heap, top);
            }
            else
            {
                heap[0] = i;
                SiftDown(scores, heap, 0);
            }
        }
        var kept = heap[..count];
        if (count < heap.Length)
            for (var top = count / 2 - 1; top >= 0; top--) SiftDown(scores, kept, top);
        for (var end = count - 1; end > 0; end--) // Heap sort: the worst goes to the end.
        {
            (kept[0], kept[end]) = (kept[end], kept[0]);
            SiftDown(scores, kept[..end], 0);
        }
        return count;
    }

    private static void SiftDown(ReadOnlySpan<float> scores, Span<int> heap, int at)
    {
        var item = heap[at];
        for (int child; (child = 2 * at + 1) < heap.Length; at = child)
        {
            if (child + 1 < heap.Length && Worse(scores, heap[child + 1], heap[child])) child++;
            if (!Worse(scores, heap[child], item)) break;
            heap[at] = heap[child];
        }
        heap[at] = item;
    }

    private static bool Worse(ReadOnlySpan<float> scores, int a, int b)
    {
        float x = scores[a], y = scores[b];
        if (x < y || (float.IsNaN(x) && !float.IsNaN(y))) return true;
        return !(x > y) && !(float.IsNaN(y) && !float.IsNaN(x)) && a > b;
    }
}
