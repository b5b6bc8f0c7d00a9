namespace Ganglion;

public sealed partial class Csr
{
    /// <summary>
    /// As many products as there are heads, in one: for head h, row r of the result is Σ weight[e, h] · x[column(e), h], over the entries e
    /// of r. With <see cref="EdgeSoftmaxOp.EdgeSoftmax"/> it is a layer of graph attention (Veličković et al. 2018, eq. 6).
    /// </summary>
    /// <param name="weights"><c>[nonzeros, heads]</c>, in place of this matrix's values.</param>
    /// <param name="x"><c>[columns, heads, features]</c>.</param>
    /// <returns><c>[rows, heads, features]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public Tensor MatMul(Tensor weights, Tensor x)
    {
        if (weights.Rank != 2 || x.Rank != 3 || weights.Shape[0] != Nonzeros || x.Shape[0] != Columns || weights.Shape[1] != x.Shape[1])
            throw new ArgumentException($"{this} takes weights [{Nonzeros}, heads] and x [{Columns}, heads, features]; "
                + $"got {Shapes.Text(weights.Shape)} and {Shapes.Text(x.Shape)}.");
        Pointwise.SameType("MatMul", weights, x);
        return SpMMHeadsOp.Multiply(Pattern, false, weights, x);
    }
}
