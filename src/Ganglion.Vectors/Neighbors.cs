namespace Ganglion.Vectors;

/// <summary>What a search found, nearest first.</summary>
/// <param name="Ids"><c>[queries, k]</c>; -1 where fewer than k vectors could be found.</param>
/// <param name="Scores">
/// <c>[queries, k]</c>: squared distances, inner products or cosines; where the id is -1, +∞ for a distance and -∞ for a similarity.
/// </param>
public sealed record Neighbors(IntTensor Ids, Tensor Scores)
{
    /// <summary>The number of neighbours asked for.</summary>
    public int K => Ids.Shape[1];

    /// <summary>How many neighbours a query has.</summary>
    public int Count(int query)
    {
        int n = 0;
        while (n < K && Ids[query * K + n] >= 0) n++;
        return n;
    }
}
