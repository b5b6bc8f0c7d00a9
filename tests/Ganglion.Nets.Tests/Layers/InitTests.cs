namespace Ganglion.Nets.Tests;

public sealed class InitTests
{
    private static readonly Rng Key = new(11);

    private static (double Mean, double Variance, double Max) Moments(Tensor t)
    {
        double[] v = t.ToDoubles();
        double mean = v.Average();
        return (mean, v.Average(x => (x - mean) * (x - mean)), v.Max(Math.Abs));
    }

    // [100, 30, 3, 3]: fan-in 270, fan-out 900, 27,000 numbers: their variance is known to about one per cent.
    private static readonly int[] Shape = [100, 30, 3, 3];

    public static TheoryData<string, double, bool> Formulas => new()
    {
        { "xavier uniform", 2.0 / 1170 * 4, true },
        { "xavier normal", 2.0 / 1170 * 4, false },
        { "kaiming uniform", 2.0 / 270, true },
        { "kaiming normal", 2.0 / 270, false },
        { "fan in", 1.0 / 270 / 3, true },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void The_variance_is_the_formulas(string name, double variance, bool uniform)
    {
        var t = name switch
        {
            "xavier uniform" => Init.XavierUniform(Shape, Key, gain: 2),
            "xavier normal" => Init.XavierNormal(Shape, Key, gain: 2),
            "kaiming uniform" => Init.KaimingUniform(Shape, Key),
            "kaiming normal" => Init.KaimingNormal(Shape, Key, dtype: DType.F64),
            _ => Init.FanIn(Shape, 270, Key),
        };
        var (mean, v, max) = Moments(t);
        Assert.InRange(mean, -0.03 * Math.Sqrt(variance), 0.03 * Math.Sqrt(variance));
        Assert.InRange(v, 0.95 * variance, 1.05 * variance);
        double bound = Math.Sqrt(3 * variance);
        if (uniform) Assert.InRange(max, 0.99 * bound, bound + 1e-7); else Assert.True(max > 1.5 * bound);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 7)]
    [InlineData(7, 3)]
    public void An_orthogonal_matrix_is_orthogonal(int rows, int columns)
    {
        var q = Init.Orthogonal([rows, columns], Key, gain: 2, dtype: DType.F64);
        var gram = rows <= columns ? q.MatMul(q, transposeB: true) : q.MatMul(q, transposeA: true);
        Checks.Close(Tensor.Eye(Math.Min(rows, columns), DType.F64) * 4, gram, 1e-12);
    }

    [Fact]
    public void An_orthogonal_kernel_counts_further_axes_as_columns()
    {
        var q = Init.Orthogonal([4, 2, 3, 1], Key, dtype: DType.F64).Reshape(4, 6);
        Checks.Close(Tensor.Eye(4, DType.F64), q.MatMul(q, transposeB: true), 1e-12);
    }

    [Fact]
    public void The_same_key_draws_the_same_and_another_key_others()
    {
        Assert.Equal(Linear.Create(5, 4, new Rng(1)).BitHash(), Linear.Create(5, 4, new Rng(1)).BitHash());
        Assert.NotEqual(Linear.Create(5, 4, new Rng(1)).BitHash(), Linear.Create(5, 4, new Rng(2)).BitHash());
        var square = Linear.Create(4, 1, new Rng(1));
        Assert.NotEqual(square.Weight.ToArray()[0], square.Bias!.ToArray()[0]);
    }

    [Fact]
    public void A_vector_has_no_fans() => Assert.Contains("FanIn", Assert.Throws<ArgumentException>(() => Init.XavierUniform([3], Key)).Message);
}
