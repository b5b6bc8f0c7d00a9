namespace Ganglion;

public sealed partial class Csr
{
    /// <summary>
    /// For each pair of rows, the columns that both have: row i of the result is row <c>rows[i]</c> of this matrix intersected with row
    /// <c>otherRows[i]</c> of another. In a graph, the common neighbours of pairs; times a matrix, sums over them.
    /// </summary>
    /// <param name="rows">Rows of this matrix, <c>[pairs]</c>.</param>
    /// <param name="other">A matrix of as many columns; often this one.</param>
    /// <param name="otherRows">Rows of the other, <c>[pairs]</c>.</param>
    /// <returns><c>[pairs, columns]</c>, all ones.</returns>
    /// <exception cref="ArgumentException">Sizes differ, or columns of a row are not in order.</exception>
    public Csr Intersect(IntTensor rows, Csr other, IntTensor otherRows) => Compare(rows, other, otherRows, common: true);

    /// <summary>The same for the columns that only the row of this matrix has.</summary>
    /// <param name="rows">Rows of this matrix, <c>[pairs]</c>.</param>
    /// <param name="other">A matrix of as many columns; often this one.</param>
    /// <param name="otherRows">Rows of the other, <c>[pairs]</c>.</param>
    /// <returns><c>[pairs, columns]</c>, all ones.</returns>
    /// <exception cref="ArgumentException">Sizes differ, or columns of a row are not in order.</exception>
    public Csr Except(IntTensor rows, Csr other, IntTensor otherRows) => Compare(rows, other, otherRows, common: false);

    private Csr Compare(IntTensor rows, Csr other, IntTensor otherRows, bool common)
    {
        if (rows.Length != otherRows.Length || Columns != other.Columns)
            throw new ArgumentException($"{rows.Length} rows of {this} and {otherRows.Length} rows of {other} were given: "
                + "pairs have one of each, and both matrices as many columns.", nameof(otherRows));
        rows.CheckRange(Rows, "Csr, rows of a pair");
        otherRows.CheckRange(other.Rows, "Csr, other rows of a pair");
        Pattern.Ordered();
        other.Pattern.Ordered();
        var bounds = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            int own = Row(rows[i]).Length;
            bounds[i + 1] = checked(bounds[i] + (common ? Math.Min(own, other.Row(otherRows[i]).Length) : own));
        }
        var job = new PairJob(Pattern, other.Pattern, rows.Values, otherRows.Values, common, bounds, new int[bounds[^1]], new int[rows.Length]);
        job.Run();
        return new(new Pattern(rows.Length, Columns, job.Pointers(), job.Found()), null);
    }

    // Each pair writes where no other does, and what it finds is then moved together.
    private struct PairJob(Pattern a, Pattern b, int[] rows, int[] otherRows, bool common, int[] bounds, int[] ids, int[] counts)
    {
        private const int PerChunk = 256;

        public unsafe void Run() => Workers.For((rows.Length + PerChunk - 1) / PerChunk, ref this, &Chunk);

        public readonly int[] Pointers()
        {
            var pointers = new int[rows.Length + 1];
            for (int i = 0; i < rows.Length; i++) pointers[i + 1] = pointers[i] + counts[i];
            return pointers;
        }

        public readonly int[] Found()
        {
            var found = new int[counts.Sum()];
            for (int i = 0, at = 0; i < rows.Length; at += counts[i++]) ids.AsSpan(bounds[i], counts[i]).CopyTo(found.AsSpan(at));
            return found;
        }

        private static void Chunk(ref PairJob job, int chunk) => job.Compare(chunk * PerChunk, Math.Min((chunk + 1) * PerChunk, job.Length));

        private readonly int Length => rows.Length;

        private readonly void Compare(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                ReadOnlySpan<int> own = a.Row(rows[i]), others = b.Row(otherRows[i]);
                var into = ids.AsSpan(bounds[i], bounds[i + 1] - bounds[i]);
                // An intersection walks the shorter row, and halves into the longer where that is much longer.
                counts[i] = common && own.Length > others.Length ? Keep(others, own, true, into) : Keep(own, others, common, into);
            }
        }

        // Those of the first that the second has, or has not.
        private static int Keep(ReadOnlySpan<int> first, ReadOnlySpan<int> second, bool having, Span<int> into)
        {
            int count = 0, at = 0;
            bool halve = second.Length > 16 * first.Length;
            foreach (int id in first)
            {
                if (halve)
                {
                    int place = second[at..].BinarySearch(id);
                    at += place < 0 ? ~place : place;
                }
                else while (at < second.Length && second[at] < id) at++;
                if ((at < second.Length && second[at] == id) == having) into[count++] = id;
            }
            return count;
        }
    }
}
