namespace Ganglion;

internal abstract partial class Kernels
{
    // ---- linear algebra; batches of row-major matrices ----

    /// <summary>a = l·lᵀ with l lower triangular and zeros above; a is [batch, n, n], of which the lower triangle is read. Returns -1, or
    /// matrix · n + row of the first pivot that is not positive.</summary>
    public abstract int Cholesky(Tensor a, Tensor l, int batch, int n);

    /// <summary>Elimination with partial pivoting: row i of l·u is row rows[matrix · n + i] of a. lu holds u, and below its diagonal l
    /// without its ones. A zero pivot leaves its column as it is.</summary>
    public abstract void Lu(Tensor a, Tensor lu, int[] rows, int batch, int n);

    /// <summary>op(a)·x = b with a triangular [batch, n, n] (its other half is not read) and b [batch, n, m]. A stride of 0 repeats one
    /// matrix a; with <paramref name="unit"/> its diagonal counts as ones.</summary>
    public abstract void SolveTriangular(Tensor a, int strideA, Tensor b, Tensor x, int batch, int n, int m, bool upper, bool transpose,
        bool unit);

    /// <summary>a = q·r with a [batch, m, n], m ≥ n, q [batch, m, n] orthonormal, r [batch, n, n] upper triangular with a diagonal of zero or
    /// more.</summary>
    public abstract void Qr(Tensor a, Tensor q, Tensor r, int batch, int m, int n);

    /// <summary>The eigenvalues of symmetric a [batch, n, n] (its lower triangle is read) from smallest to largest, and the eigenvectors as
    /// the rows of <paramref name="vectors"/> [batch, n, n]. F64.</summary>
    public abstract void Eigh(Tensor a, Tensor values, Tensor vectors, int batch, int n);

    /// <summary>The singular values of a [batch, m, n], m ≥ n, from largest to smallest, the left vectors as rows of u [batch, n, m], the
    /// right ones as rows of v [batch, n, n]. F64.</summary>
    public abstract void Svd(Tensor a, Tensor u, Tensor values, Tensor v, int batch, int m, int n);
}
