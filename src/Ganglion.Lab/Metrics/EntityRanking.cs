using System.Numerics;
using System.Runtime.InteropServices;

namespace Ganglion.Lab;

/// <summary>Fills <paramref name="scores"/> with the scores of all entities for some queries.</summary>
/// <param name="start">The first query of the block.</param>
/// <param name="count">How many.</param>
/// <param name="scores">Row-major <c>[count, entities]</c>, to be overwritten entirely.</param>
internal delegate void ScoreQueries(int start, int count, Span<float> scores);

/// <summary>
/// Ranks the right answers of queries among all entities, filtered: other answers known to be right do not count against one (Bordes et al.
/// 2013). An answer that ties with others takes the mean of the ranks they share ("realistic rank"; Sun et al. 2020, arXiv:1911.03903), so a
/// method that gives everything one score ranks in the middle and not on top.
/// </summary>
internal static class EntityRanking
{
    private const int BlockFloats = 1 << 21;    // 8 MiB of scores at a time

    /// <summary>The rank, from 1, of each answer of each query, in the order of <paramref name="answers"/>; the same on any number of threads.</summary>
    /// <param name="score">Scores a block of queries.</param>
    /// <param name="answers">The answers to rank, <c>[queries, entities]</c>.</param>
    /// <param name="known">All known answers of a query, those to rank among them.</param>
    /// <param name="threads">Threads that count.</param>
    public static double[] Ranks(ScoreQueries score, Csr answers, Func<int, int[]> known, int threads)
    {
        int entities = answers.Columns, block = (int)Math.Clamp(BlockFloats / (long)Math.Max(1, entities), 1, Math.Max(1, answers.Rows));
        var ranks = new double[answers.Nonzeros];
        var scores = new float[(long)block * entities];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        for (int start = 0; start < answers.Rows; start += block)
        {
            int first = start, count = Math.Min(block, answers.Rows - start);
            score(first, count, scores.AsSpan(0, count * entities));
            Parallel.For(first, first + count, parallel, query =>
            {
                var row = scores.AsSpan((query - first) * entities, entities);
                int at = answers.RowPointers[query];
                var own = answers.Row(query);
                Span<float> targets = own.Length <= 256 ? stackalloc float[own.Length] : new float[own.Length];
                for (int i = 0; i < own.Length; i++) targets[i] = row[own[i]];
                foreach (int e in known(query)) row[e] = float.NaN;     // compares with nothing
                for (int i = 0; i < own.Length; i++) ranks[at + i] = Rank(row, targets[i]);
            });
        }
        return ranks;
    }

    // A score that is no number ranks last.
    private static double Rank(ReadOnlySpan<float> row, float target)
    {
        if (float.IsNaN(target)) return row.Length;
        int greater = 0, equal = 0, i = 0;
        var t = new Vector<float>(target);
        var (above, same) = (Vector<int>.Zero, Vector<int>.Zero);
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(row);
        foreach (var v in lanes)
        {
            above -= Vector.GreaterThan(v, t);
            same -= Vector.Equals(v, t);
        }
        (greater, equal) = (Vector.Sum(above), Vector.Sum(same));
        for (i = lanes.Length * Vector<float>.Count; i < row.Length; i++)
        {
            if (row[i] > target) greater++;
            else if (row[i] == target) equal++;
        }
        return 1 + greater + equal / 2.0;
    }
}
