namespace Ganglion;

/// <summary>y[i·p + k, j·q + l] = a[i, j] · b[k, l]. Said in public operations.</summary>
public static class KronOp
{
    /// <summary>The Kronecker product of matrices.</summary>
    /// <param name="a"><c>[…, m, n]</c>.</param>
    /// <param name="b"><c>[…, p, q]</c>. Leading axes broadcast.</param>
    /// <returns><c>[…, m·p, n·q]</c>.</returns>
    /// <exception cref="ArgumentException">An operand has fewer than two axes.</exception>
    [Op("kron", Torch = "torch.kron")]
    public static Tensor Kron(this Tensor a, Tensor b)
    {
        var (_, m, n) = Matrices.Any(a, "Kron");
        var (_, p, q) = Matrices.Any(b, "Kron");
        var y = a.Unsqueeze(-1).Unsqueeze(-3) * b.Unsqueeze(-2).Unsqueeze(-4);
        return y.Reshape([.. y.Shape[..^4], m * p, n * q]);
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int[] A, int[] B)[])[([0, 2], [3, 1]), ([1, 1], [1, 1]), ([2, 3], [3, 2]), ([2, 2, 1], [1, 2]), ([2, 2, 2], [2, 2, 2]), ([7,
            5], [6, 9])])
        select new OpCase($"{Shapes.Text(c.A)} {Shapes.Text(c.B)}", x => x[0].Kron(x[1]), c.A, c.B);
}
