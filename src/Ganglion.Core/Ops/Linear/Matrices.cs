namespace Ganglion;

/// <summary>What operations on matrices ask of shapes, and the constants they multiply with.</summary>
internal static class Matrices
{
    /// <summary>The number of matrices in <c>[…, n, n]</c>, and n.</summary>
    public static (int Batch, int N) Square(Tensor a, string op) => a.Rank >= 2 && a.Shape[^1] == a.Shape[^2]
        ? (Shapes.Count(a.Shape[..^2]), a.Shape[^1])
        : throw new ArgumentException($"{op}: a square matrix [n, n], or a batch of them, is needed; got shape {Shapes.Text(a.Shape)}.", nameof(a));

    /// <summary>The number of matrices in <c>[…, m, n]</c>, and their size.</summary>
    public static (int Batch, int M, int N) Any(Tensor a, string op) => a.Rank >= 2
        ? (Shapes.Count(a.Shape[..^2]), a.Shape[^2], a.Shape[^1])
        : throw new ArgumentException($"{op}: a matrix [m, n], or a batch of them, is needed; got shape {Shapes.Text(a.Shape)}.", nameof(a));

    /// <summary>Both operands of a·x = b with the same leading axes.</summary>
    public static (Tensor A, Tensor B, int Batch, int N, int M) System(Tensor a, Tensor b, string op)
    {
        Pointwise.SameType(op, a, b);
        var (_, n) = Square(a, op);
        if (b.Rank < 2 || b.Shape[^2] != n)
            throw new ArgumentException(
                $"{op}: a {Shapes.Text(a.Shape)} needs b [{n}, m], or a batch of such; got {Shapes.Text(b.Shape)}. Use Unsqueeze(-1) for vectors.",
                    nameof(b));
        int[] lead = Shapes.Broadcast(a.Shape[..^2], b.Shape[..^2], op);
        return (a.Detach().Expand([.. lead, n, n]).Contiguous(), b.Detach().Expand([.. lead, n, b.Shape[^1]]).Contiguous(), Shapes.Count(lead), n,
            b.Shape[^1]);
    }

    /// <summary>Ones on and below the diagonal, <paramref name="diagonal"/> on it; with <paramref name="upper"/>, above.</summary>
    public static Tensor Triangle(int n, DType dtype, double diagonal = 1, bool upper = false)
    {
        var values = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) values[i * n + j] = i == j ? diagonal : upper == j > i ? 1 : 0;
        return Tensor.From(values, n, n).To(dtype);
    }

    /// <summary>(a + aᵀ) / 2.</summary>
    public static Tensor Symmetric(Tensor a) => (a + a.Transpose()) * 0.5;

    /// <summary>For cases of tests: a symmetric matrix with eigenvalues of n or more, made of any.</summary>
    public static Tensor Definite(Tensor x) => x.MatMul(x, transposeB: true) + Tensor.Eye(x.Shape[^2], x.DType) * x.Shape[^2];

    /// <summary>For cases of tests: a well-conditioned matrix made of any.</summary>
    public static Tensor Regular(Tensor x) => x + Tensor.Eye(x.Shape[^1], x.DType) * (2 * x.Shape[^1] + 2);

    /// <summary>For cases of tests: a tall matrix of full rank, and singular values far apart, made of any.</summary>
    public static Tensor Tall(Tensor x)
    {
        int m = x.Shape[^2], n = x.Shape[^1];
        return x + (Tensor.Eye(m, x.DType) * (Tensor.Range(m, x.DType) + 1)).Slice(-1, 0, n) * (3.0 * n + 3);
    }
}
