namespace Ganglion.Tests;

public sealed class EinsumTests
{
    [Theory, InlineData("ij,jk->ik->l", "more than one arrow"), InlineData("ij", "1 operands, and 2"),
        InlineData("ijk,jk->ik", "labels 3 axes, and operand 0 has 2"),
        InlineData("ij,jk->ii", "names 'i' twice"), InlineData("ij,jk->iz", "'z' of its result"), InlineData("i1,jk->i", "'1' is no label")]
    public void A_malformed_equation_says_what_is_wrong(string equation, string what)
    {
        var x = Tensor.Ones([2, 2]);
        Assert.Contains(what, Assert.Throws<ArgumentException>(() => Tensor.Einsum(equation, x, x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_differ_are_named() => Assert.Contains("has 3 along 'j', another operand 2",
        Assert.Throws<ArgumentException>(() => Tensor.Einsum("ij,jk", Tensor.Ones([2, 2]), Tensor.Ones([3, 2]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Heads_are_compared_as_by_hand()
    {
        Tensor q = new Rng(1).Normal([2, 3, 4, 5], dtype: DType.F64), k = new Rng(2).Normal([2, 6, 4, 5], dtype: DType.F64);
        var expected = q.Permute(0, 2, 1, 3).MatMul(k.Permute(0, 2, 1, 3), transposeB: true);
        Assert.Equal(expected.ToDoubles(), Tensor.Einsum("bthd,bshd->bhts", q, k).ToDoubles());
    }

    [Fact]
    public void Transposed_matrices_are_multiplied_in_place()
    {
        // A pool full of NaN would show a copy made and forgotten; here the bits of all four forms agree.
        Tensor a = new Rng(1).Normal([4, 5]), b = new Rng(2).Normal([5, 3]);
        float[] expected = a.MatMul(b).ToArray();
        Assert.Equal(expected, a.Transpose().Contiguous().Transpose().MatMul(b).ToArray());
        Assert.Equal(expected, a.MatMul(b.Transpose().Contiguous().Transpose()).ToArray());
        Assert.Equal(expected, Tensor.Einsum("ji,kj->ik", a.Transpose().Contiguous(), b.Transpose().Contiguous()).ToArray());
    }
}
