namespace Ganglion;

/// <summary>The x that makes |a·x - b| smallest, by QR: r⁻¹·qᵀ·b for m ≥ n; for m &lt; n the smallest x with a·x = b, q·r⁻ᵀ·b of aᵀ.</summary>
public static class LstsqOp
{
    /// <summary>Least squares with matrices of full rank; for others use <see cref="PinvOp.Pinv"/>.</summary>
    /// <param name="a"><c>[…, m, n]</c>.</param>
    /// <param name="b"><c>[…, m, k]</c>. Leading axes broadcast.</param>
    /// <returns><c>[…, n, k]</c>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    [Op("lstsq", Torch = "torch.linalg.lstsq")]
    public static Tensor Lstsq(this Tensor a, Tensor b)
    {
        var (_, m, n) = Matrices.Any(a, "Lstsq");
        if (b.Rank < 2 || b.Shape[^2] != m)
            throw new ArgumentException($"Lstsq: a {Shapes.Text(a.Shape)} needs b [{m}, k], or a batch of such; got {Shapes.Text(b.Shape)}.",
                nameof(b));
        var (q, r) = (m >= n ? a : a.Transpose()).Qr();
        return m >= n ? r.SolveTriangular(q.MatMul(b, transposeA: true), upper: true) : q.MatMul(r.SolveTriangular(b, upper: true, transpose: true));
    }

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int[] A, int[] B)[])[([3, 0], [3, 2]), ([1, 1], [1, 1]), ([3, 3], [3, 2]), ([5, 2], [5, 2]), ([2, 4], [2, 1]), ([2, 4, 2], [2,
            4, 1]), ([40, 20], [40, 3])])
        select new OpCase($"{Shapes.Text(c.A)} {Shapes.Text(c.B)}", x =>
            (c.A[^2] < c.A[^1] ? Matrices.Tall(x[0].Transpose()).Transpose() : Matrices.Tall(x[0])).Lstsq(x[1]), c.A, c.B);
}
