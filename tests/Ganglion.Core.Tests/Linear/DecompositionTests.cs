using Ganglion.Conformance;

namespace Ganglion.Linear;

/// <summary>Factors put together again, orthogonality, and what must be refused; conformance and gradients are tested with all operations.</summary>
public sealed class DecompositionTests
{
    private static Tensor Normal(string name, params int[] shape) => new Rng(31).Split(name).Normal(shape, dtype: DType.F64);

    private static void Orthonormal(Tensor columns, double tolerance = 1e-12) =>
        OpTable.Agree(Tensor.Eye(columns.Shape[^1], DType.F64).Expand([.. columns.Shape[..^2], columns.Shape[^1], columns.Shape[^1]]).Contiguous(),
            columns.MatMul(columns, transposeA: true), tolerance, "orthonormal columns");

    [Theory, InlineData(1), InlineData(2), InlineData(63), InlineData(64), InlineData(65), InlineData(200)]
    public void Cholesky_factors_multiply_back(int n)
    {
        var a = Matrices.Definite(Normal("a", n, n));
        var l = a.Cholesky();
        OpTable.Agree(a, l.MatMul(l, transposeB: true), 1e-13, "l·lᵀ");
    }

    [Theory, InlineData(1), InlineData(3), InlineData(64), InlineData(65), InlineData(200)]
    public void A_solution_solves(int n)
    {
        Tensor a = Normal("a", n, n), x = Normal("x", n, 11);
        OpTable.Agree(x, a.Solve(a.MatMul(x)), 1e-9, "solution");
        OpTable.Agree(Tensor.Eye(n, DType.F64), a.MatMul(a.Inverse()), 1e-9, "inverse");
    }

    [Theory, InlineData(5, 5), InlineData(7, 3), InlineData(3, 7), InlineData(130, 70), InlineData(100, 100)]
    public void Orthonormal_and_triangular_factors_multiply_back(int m, int n)
    {
        var a = Normal("a", 2, m, n);
        var (q, r) = a.Qr();
        Orthonormal(q);
        OpTable.Agree(a, q.MatMul(r), 1e-12, "q·r");
        Assert.True(r.Diagonal().ToDoubles().All(d => d > 0));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5), InlineData(50), InlineData(120)]
    public void Eigenvectors_are_orthonormal_and_belong_to_their_values(int n)
    {
        var a = Matrices.Symmetric(Normal("a", 3, n, n));
        var (w, v) = a.Eigh();
        Orthonormal(v);
        OpTable.Agree(a.MatMul(v), v * w.Unsqueeze(-2), 1e-12, "a·v");
        Assert.True(w.ToDoubles().Chunk(n).All(row => row.Order().SequenceEqual(row)));
        OpTable.Agree(w, a.Eigvalsh(), 0, "values alone");
    }

    [Theory, InlineData(1, 1), InlineData(2, 2), InlineData(6, 4), InlineData(4, 6), InlineData(70, 50), InlineData(110, 110)]
    public void Singular_vectors_are_orthonormal_and_belong_to_their_values(int m, int n)
    {
        var a = Normal("a", 2, m, n);
        var (u, s, v) = a.Svd();
        Orthonormal(u);
        Orthonormal(v);
        OpTable.Agree(a, (u * s.Unsqueeze(-2)).MatMul(v, transposeB: true), 1e-12, "u·s·vᵀ");
        Assert.True(s.ToDoubles().Chunk(Math.Min(m, n)).All(row => row.OrderDescending().SequenceEqual(row)));
    }

    [Fact]
    public void Degenerate_matrices_factor_too()
    {
        foreach (var a in (Tensor[])[Tensor.Zeros([4, 4], DType.F64), Tensor.Eye(4, DType.F64), Tensor.Ones([4, 4], DType.F64),
            Tensor.From([1.0, 2, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0], 4, 4), Normal("a", 4, 1).MatMul(Normal("b", 1, 4)), Tensor.Eye(4,
                DType.F64) * 1e-200])
        {
            var (u, s, v) = a.Svd();
            Orthonormal(u);
            Orthonormal(v);
            OpTable.Agree(a, (u * s.Unsqueeze(-2)).MatMul(v, transposeB: true), 1e-13, "u·s·vᵀ");
            var (q, r) = a.Qr();
            Orthonormal(q);
            OpTable.Agree(a, q.MatMul(r), 1e-13, "q·r");
            var symmetric = Matrices.Symmetric(a);
            var (w, x) = symmetric.Eigh();
            Orthonormal(x);
            OpTable.Agree(symmetric, (x * w.Unsqueeze(-2)).MatMul(x, transposeB: true), 1e-13, "v·w·vᵀ");
        }
        OpTable.Agree(Tensor.From([2e-200]).To(DType.F64) * 1e200, (Tensor.Eye(1, DType.F64) * 2e-200).Eigvalsh() * 1e200, 1e-14, "a tiny value");
    }

    [Fact]
    public void Penrose_s_conditions_hold_at_any_rank()
    {
        var a = Normal("a", 6, 2).MatMul(Normal("b", 2, 4));
        var p = a.Pinv();
        OpTable.Agree(a, a.MatMul(p).MatMul(a), 1e-11, "a·p·a");
        OpTable.Agree(p, p.MatMul(a).MatMul(p), 1e-11, "p·a·p");
        OpTable.Agree(a.MatMul(p), a.MatMul(p).Transpose(), 1e-12, "a·p");
        OpTable.Agree(p.MatMul(a), p.MatMul(a).Transpose(), 1e-12, "p·a");
    }

    [Fact]
    public void Least_squares_leave_a_rest_across_the_columns()
    {
        Tensor a = Normal("a", 9, 4), b = Normal("b", 9, 2);
        OpTable.Agree(Tensor.Zeros([4, 2], DType.F64), a.MatMul(b - a.MatMul(a.Lstsq(b)), transposeA: true), 1e-12, "aᵀ·rest");
        var wide = a.Transpose();
        OpTable.Agree(wide.Pinv().MatMul(b.Slice(0, 0, 4)), wide.Lstsq(b.Slice(0, 0, 4)), 1e-11, "the smallest of many");
    }

    [Fact]
    public void Determinants_know_their_sign()
    {
        var a = Tensor.From([0.0, 2, 0, 3, 0, 0, 0, 0, -5], 3, 3);
        Assert.Equal(30, a.Det().Item(), 1e-12);
        var (sign, log) = (a * -1).SlogDet();
        Assert.Equal(-1, sign.Item());
        Assert.Equal(Math.Log(30), log.Item(), 1e-14);
        Assert.True(double.IsNaN((a * -1).LogDet().Item()));
        Assert.Equal(0, Tensor.Ones([2, 2], DType.F64).Det().Item());
        Assert.Equal(double.NegativeInfinity, Tensor.Ones([2, 2], DType.F64).LogDet().Item());
        Assert.Equal(double.PositiveInfinity, (Tensor.Eye(400, DType.F64) * 100).Det().Item());
        Assert.Equal(400 * Math.Log(100), (Tensor.Eye(400, DType.F64) * 100).LogDet().Item(), 1e-9);
    }

    [Fact]
    public void The_exponential_of_a_rotation_s_generator_is_the_rotation()
    {
        foreach (var dtype in (DType[])[DType.F32, DType.F64])
            foreach (double angle in (double[])[0, 0.01, 1, 30])
            {
                double[] y = Tensor.From([0, -angle, angle, 0], 2, 2).To(dtype).MatrixExp().ToDoubles();
                Assert.Equal(Math.Cos(angle), y[0], dtype == DType.F32 ? 1e-5 : 1e-13);
                Assert.Equal(Math.Sin(angle), y[2], dtype == DType.F32 ? 1e-5 : 1e-13);
            }
    }

    [Fact]
    public void Powers_are_products()
    {
        var a = Normal("a", 4, 4);
        OpTable.Agree(a.MatMul(a).MatMul(a).MatMul(a).MatMul(a), a.MatrixPower(5), 1e-12, "fifth");
        OpTable.Agree(Tensor.Eye(4, DType.F64), a.MatrixPower(-3).MatMul(a.MatrixPower(3)), 1e-9, "third and its inverse");
    }

    [Fact]
    public void Conjugate_gradients_find_what_elimination_finds()
    {
        Tensor a = Matrices.Definite(Normal("a", 30, 30)), b = Normal("b", 30, 1);
        OpTable.Agree(a.Solve(b), ConjugateGradientOp.ConjugateGradient((p, v) => p[0].MatMul(v), b, [a]), 1e-11, "solution");
        Assert.Contains("not positive definite", Assert.Throws<InvalidOperationException>(() =>
            ConjugateGradientOp.ConjugateGradient((_, v) => v * -1, b, [])).Message);
        Assert.Contains("after 2 iterations", Assert.Throws<InvalidOperationException>(() =>
            ConjugateGradientOp.ConjugateGradient((p, v) => p[0].MatMul(v), b, [a], maxIterations: 2)).Message);
    }

    [Fact]
    public void Equal_eigenvalues_have_derivatives_of_their_own_but_not_of_their_vectors()
    {
        var two = Tensor.Eye(3, DType.F64) * 2;
        OpTable.Agree(Tensor.Eye(3, DType.F64) * 4, Diff.Grad(x => x.Eigvalsh().Square().Sum(), two), 1e-13, "values");
        OpTable.Agree(Tensor.Eye(3, DType.F64) * 4, Diff.Grad(x => x.Eigh().Values.Square().Sum(), two), 1e-13, "values beside unused vectors");
        OpTable.Agree(Tensor.Eye(3, DType.F64), Diff.Grad(x => x.NuclearNorm(), two), 1e-13, "nuclear norm");
        Assert.Contains("Eigvalsh", Assert.Throws<InvalidOperationException>(() => Diff.Grad(x => x.Eigh().Vectors.Square().Slice(1, 0, 1).Sum(),
            two)).Message);
        Assert.Contains("SvdVals", Assert.Throws<InvalidOperationException>(() => Diff.Grad(x => x.Svd().U.Square().Slice(1, 0, 1).Sum(),
            two)).Message);
    }

    [Fact]
    public void What_has_no_answer_says_so()
    {
        var a = Tensor.Ones([2, 2, 2], DType.F64);
        Assert.Contains("matrix 0 is singular", Assert.Throws<ArgumentException>(() => a.Inverse()).Message);
        Assert.Contains("order 2", Assert.Throws<ArgumentException>(() => a.Cholesky()).Message);
        Assert.Contains("[3, 2]", Assert.Throws<ArgumentException>(() => Normal("x", 3, 2).Eigh()).Message);
        Assert.Contains("Unsqueeze", Assert.Throws<ArgumentException>(() => a.Solve(Normal("x", 2))).Message);
    }
}
