namespace Ganglion;

public sealed partial class Csr
{
    /// <summary>The graph without some of its edges, each left out with probability <paramref name="rate"/> (DropEdge, Rong et al. 2020). Normalise
    /// the result,
    /// not what it came from.</summary>
    /// <param name="rate">0 to 1.</param>
    /// <param name="rng">The key of this step.</param>
    /// <param name="undirected">Both directions of an edge share one fate; loops stay.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 0 to 1.</exception>
    public Csr DropEdges(double rate, Rng rng, bool undirected = false)
    {
        if (!(rate >= 0 && rate <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "DropEdges: the rate must be from 0 to 1.");
        var pointers = new int[Rows + 1];
        var kept = new List<int>(Nonzeros);
        for (int r = 0; r < Rows; r++)
        {
            for (int e = Pattern.Pointers[r]; e < Pattern.Pointers[r + 1]; e++)
            {
                int c = Pattern.Ids[e];
                ulong place = undirected ? (ulong)Math.Max(r, c) << 32 | (uint)Math.Min(r, c) : (ulong)e;
                if ((undirected && r == c) || Philox.Word(rng.Key, place) * (1.0 / 4294967296) >= rate) kept.Add(e);
            }
            pointers[r + 1] = kept.Count;
        }
        int[] entries = [.. kept];
        return new(new Pattern(Rows, Columns, pointers, Array.ConvertAll(entries, e => Pattern.Ids[e])), Values?.Take(entries));
    }
}
