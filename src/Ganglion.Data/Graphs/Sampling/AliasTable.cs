namespace Ganglion.Data;

/// <summary>
/// Draws with given weights in constant time (Walker 1977, in Vose's form of 1991), for each row of a matrix by itself: a draw picks an entry of
/// the row evenly, and keeps it or takes its alias.
/// </summary>
internal sealed class AliasTable
{
    private readonly int[] _pointers;
    private readonly float[] _keep;
    private readonly int[] _alias;

    /// <param name="pointers">Where each row begins, and the end: <c>[rows + 1]</c>.</param>
    /// <param name="weights">None negative: <c>[entries]</c>. A row whose weights are all zero is drawn from evenly.</param>
    public AliasTable(int[] pointers, ReadOnlySpan<double> weights)
    {
        (_pointers, _keep, _alias) = (pointers, new float[weights.Length], new int[weights.Length]);
        var (scaled, small, large) = (new double[weights.Length], new Stack<int>(), new Stack<int>());
        for (var row = 0; row + 1 < pointers.Length; row++)
        {
            var (from, to, sum) = (pointers[row], pointers[row + 1], 0.0);
            for (var e = from; e < to; e++) sum += weights[e];
            for (var e = from; e < to; e++)
            {
                scaled[e] = sum > 0 ? weights[e] / sum * (to - from) : 1;
                (scaled[e] < 1 ? small : large).Push(e);
            }

            while (small.Count > 0 && large.Count > 0)
            {
                var (less, more) = (small.Pop(), large.Pop());
                (_keep[less], _alias[less]) = ((float)scaled[less], more);
                scaled[more] -= 1 - scaled[less];
                (scaled[more] < 1 ? small : large).Push(more);
            }

            // What is left differs from one by rounding alone.
            while (large.TryPop(out var e)) (_keep[e], _alias[e]) = (1, e);
            while (small.TryPop(out var e)) (_keep[e], _alias[e]) = (1, e);
        }
    }

    /// <summary>The place of an entry of a row that is not empty, from two uniform numbers in [0, 1).</summary>
    public int Draw(int row, double place, double fate)
    {
        var (from, to) = (_pointers[row], _pointers[row + 1]);
        var e = from + (int)(place * (to - from));
        return fate < _keep[e] ? e : _alias[e];
    }
}
