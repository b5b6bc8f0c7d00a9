namespace Ganglion.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Views_share_memory_and_read_right()
    {
        var x = Tensor.Range(24).Reshape(2, 3, 4);
        Assert.Same(x.Storage, x.Permute(2, 0, 1).Storage);
        Assert.Same(x.Storage, x.Slice(2, 1, 2).Storage);
        Assert.Equal([1f, 13, 5, 17, 9, 21], x.Permute(2, 1, 0).Slice(0, 1, 1).ToArray());
        Assert.Equal([23f, 22, 21, 20], x.Select(0, -1).Select(0, -1).Flip().ToArray());
        Assert.Equal([0f, 12, 2, 14], x.Slice(2, 0, 2, 2).Select(1, 0).Transpose().ToArray());
        Assert.Equal(2, x.Split(2, axis: -1).Length);
    }

    [Fact]
    public void Broadcasting_follows_NumPy()
    {
        Assert.Equal([11f, 12, 21, 22], (Tensor.From([10f, 20], 2, 1) + Tensor.From([1f, 2])).ToArray());
        var e = Assert.Throws<ArgumentException>(() => Tensor.Zeros([2, 3]) + Tensor.Zeros([2]));
        Assert.Contains("[2, 3] and [2] do not broadcast", e.Message);
    }

    [Fact]
    public void Errors_say_what_was_given_and_what_to_do()
    {
        var x = Tensor.Zeros([2, 3]);
        Assert.Contains("F64", Assert.Throws<ArgumentException>(() => x + Tensor.Zeros([3], DType.F64)).Message);
        Assert.Contains("inner sizes 3 and 2 differ", Assert.Throws<ArgumentException>(() => x.MatMul(x)).Message);
        Assert.Contains("6 elements", Assert.Throws<ArgumentException>(() => x.Reshape(4)).Message);
        Assert.Contains("axis 2 does not exist", Assert.Throws<ArgumentOutOfRangeException>(() => x.Sum(2)).Message);
        Assert.Contains("3 positions from 1", Assert.Throws<ArgumentOutOfRangeException>(() => x.Slice(1, 1, 3)).Message);
        Assert.Contains("axis 1 of shape [2, 0] is empty", Assert.Throws<ArgumentException>(() => Tensor.Zeros([2, 0]).Max(1)).Message);
        Assert.Contains("tensor 1 has shape [3, 2]", Assert.Throws<ArgumentException>(() => Tensor.Concat([x, Tensor.Zeros([3, 2])], 0)).Message);
        Assert.Contains("outside 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => x.SoftmaxCrossEntropy((int[])[0, 3])).Message);
        Assert.Contains("does not fit an image of 2×2", Assert.Throws<ArgumentException>(() =>
            Tensor.Zeros([1, 1, 2, 2]).Conv2d(Tensor.Zeros([1, 1, 3, 3]))).Message);
        Assert.Contains("one element", Assert.Throws<InvalidOperationException>(() => x.Item()).Message);
        Assert.Contains("Contiguous()", Assert.Throws<InvalidOperationException>(() => x.Transpose().Span<float>().Length).Message);
    }

    [Fact]
    public void Known_values()
    {
        Assert.Equal(0.8427007929497149, Tensor.Scalar(1, DType.F64).Erf().Item(), 1e-14);
        Assert.Equal(0.8413447460685429, Tensor.Scalar(1, DType.F64).Gelu().Item(), 1e-12);
        Assert.Equal(1.0, Tensor.Scalar(0).Exp().Item());
        Assert.Equal(1000.6931471805599, Tensor.From([1000.0, 1000]).LogSumExp(0).Item(), 1e-10);
        Assert.Equal(double.NegativeInfinity, Tensor.From([double.NegativeInfinity, double.NegativeInfinity]).LogSumExp(0).Item());
        Assert.Equal([0.0, 0, 1], Tensor.From([-1000.0, 0, 1000]).Sigmoid().ToDoubles().Select(v => Math.Round(v - 0.5 + 1e-9)));
        Assert.Equal(0, Diff.Grad(x => x.Norm(), Tensor.Zeros([3], DType.F64)).Sum().Item());
        Assert.Equal([0.5, 1], Diff.Grad(x => x.Maximum(Tensor.From([1.0, 0])).Sum(), Tensor.From([1.0, 2])).ToDoubles());
        Assert.Equal([12.0, 0, 0], Diff.Grad(x => x.Prod(0), Tensor.From([0.0, 3, 4])).ToDoubles());
        Assert.Equal([0.0, 1, 0], Diff.Grad(x => x.Max(0), Tensor.From([1.0, 5, 5])).ToDoubles());
        Assert.Equal(1.0, Tensor.From([1.0, 2, 3]).Var(0).Item(), 1e-12);
    }

    [Fact]
    public void NaN_is_not_swallowed()
    {
        var x = Tensor.From([1f, float.NaN, 2]);
        Assert.True(double.IsNaN(x.Max(0).Item()));
        Assert.Equal(1, x.ArgMax(0)[0]);
        Assert.True(double.IsNaN(x.Relu().Sum().Item()));
        Assert.True(double.IsNaN(x.Maximum(Tensor.Scalar(0)).Sum().Item()));
        Assert.Equal(3, x.Equal(x).Where(x, Tensor.Scalar(0)).Sum().Item());
    }

    [Fact]
    public void Element_types_convert_and_gradients_convert_back()
    {
        var x = Tensor.From([1f, 2, 3]);
        var g = Diff.Grad(t => t.To(DType.F64).Square().Sum(), x);
        Assert.Equal(DType.F32, g.DType);
        Assert.Equal([2f, 4, 6], g.ToArray());
    }
}
