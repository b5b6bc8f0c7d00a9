namespace Ganglion;

/// <summary>y[i, j] = a[i] · b[j].</summary>
public static class OuterOp
{
    /// <summary>All products of an element of a <c>[m]</c> and one of b <c>[n]</c>, as <c>[m, n]</c>.</summary>
    /// <exception cref="ArgumentException">An operand is no vector.</exception>
    [Op("outer", Torch = "torch.outer")]
    public static Tensor Outer(this Tensor a, Tensor b) => a.Rank == 1 && b.Rank == 1 ? a.Unsqueeze(1) * b
        : throw new ArgumentException($"Outer: two vectors are needed, got {Shapes.Text(a.Shape)} and {Shapes.Text(b.Shape)}.", nameof(a));

    internal static IEnumerable<OpCase> Cases() =>
        from c in ((int, int)[])[(0, 3), (1, 1), (3, 5), (65, 33)]
        select new OpCase($"{c.Item1} {c.Item2}", x => x[0].Outer(x[1]), (int[])[c.Item1], (int[])[c.Item2]);
}
