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

    /// <summary>An inner product of the two ends of each entry, for each head: v[e, h] = ⟨a[row(e), h], b[column(e), h]⟩, the scores of attention.</summary>
    /// <param name="a"><c>[rows, heads, features]</c>.</param>
    /// <param name="b"><c>[columns, heads, features]</c>.</param>
    /// <returns><c>[nonzeros, heads]</c>; this matrix's values play no part.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public Tensor EdgeDot(Tensor a, Tensor b)
    {
        if (a.Rank != 3 || b.Rank != 3 || a.Shape[0] != Rows || b.Shape[0] != Columns || !a.Shape[1..].SequenceEqual(b.Shape[1..]))
            throw new ArgumentException($"EdgeDot: {this} takes [{Rows}, heads, features] and [{Columns}, heads, features]; "
                + $"got {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}.");
        Pointwise.SameType("EdgeDot", a, b);
        return SpMMHeadsOp.Products(Pattern, false, a, b);
    }
}
