namespace Ganglion;

/// <summary>a = l·lᵀ with l lower triangular. Derivative: l⁻ᵀ·Φ(lᵀ·g)·l⁻¹, symmetrised, where Φ keeps the lower triangle and half the diagonal
/// (Murray 2016, equation 8).</summary>
public static class CholeskyOp
{
    /// <summary>The lower triangular factor of symmetric positive definite matrices.</summary>
    /// <param name="a"><c>[…, n, n]</c>; the lower triangle is read. The derivative is that of a function of symmetric matrices.</param>
    /// <returns><c>[…, n, n]</c>, zeros above the diagonal.</returns>
    /// <exception cref="ArgumentException">A matrix is not square or not positive definite; the message says where.</exception>
    [Op("cholesky", Torch = "torch.linalg.cholesky")]
    public static Tensor Cholesky(this Tensor a)
    {
        var (batch, n) = Matrices.Square(a, "Cholesky");
        var l = Tensor.Empty(a.Shape, a.DType);
        int failed = Kernels.Current.Cholesky(a.Detach().Contiguous(), l, batch, n);
        if (failed >= 0)
            throw new ArgumentException(
                $"Cholesky: matrix {failed / n} of shape {Shapes.Text(a.Shape)} is not positive definite: its leading minor of order "
                + $"{failed % n + 1} is not. Add a small multiple of the identity if it should be, or use Eigh.", nameof(a));
        return Diff.Record("cholesky", l, a, g =>
        {
            var middle = Matrices.Symmetric(l.MatMul(g, transposeA: true) * Matrices.Triangle(n, l.DType, 0.5));
            return l.SolveTriangular(l.SolveTriangular(middle, transpose: true).Transpose(), transpose: true);
        });
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [2, 2], [4, 4], [2, 3, 3], [3, 7, 7], [141, 141]]
        select new OpCase(Shapes.Text(shape), x => Matrices.Definite(x[0]).Cholesky(), shape);
}
