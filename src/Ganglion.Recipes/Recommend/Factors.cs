using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A vector for each user and each item; a score is their product.</summary>
/// <param name="Users"><c>[users, width]</c>.</param>
/// <param name="Items"><c>[items, width]</c>.</param>
[Model]
public sealed partial record Factors(Tensor Users, Tensor Items)
{
    /// <summary>Every item's score for some users, <c>[users asked about, items]</c>.</summary>
    public Tensor Scores(IntTensor users) => Users.GatherRows(users).MatMul(Items, transposeB: true);

    /// <summary>How badly items that were taken rank above items that were not, for a user a row: all <c>[rows, width]</c>.</summary>
    public static Tensor PairLoss(Tensor user, Tensor taken, Tensor other) => Loss.Bpr((user * taken).Sum(1), (user * other).Sum(1));

    /// <summary>Half the squared length of the rows, a pair (Rendle et al. 2009): only what a batch touches shrinks.</summary>
    public static Tensor Penalty(params ReadOnlySpan<Tensor> rows)
    {
        var sum = rows[0].Square().Sum();
        foreach (var r in rows[1..]) sum += r.Square().Sum();
        return sum * (0.5 / rows[0].Shape[0]);
    }
}
