namespace Ganglion.Nets.Tests;

public sealed class SparseLayerTests
{
    private static readonly Rng Key = new(7);

    private static Tensor Thin(Tensor w, string use) => w * Key.Split(use).Uniform(w.Shape, dtype: w.DType).Greater(0.7);

    [Fact]
    public void A_sparse_linear_layer_and_its_gradients_are_those_of_the_masked_dense_one()
    {
        var dense = Linear.Create(9, 6, Key, dtype: DType.F64);
        dense = dense with { Weight = Thin(dense.Weight, "linear") };
        var sparse = SparseLinear.From(dense);
        var x = Checks.Random(1, 5, 9);
        Checks.Close(dense.Forward(x), sparse.Forward(x), 1e-12);
        Checks.Close(dense.Forward(x), sparse.ForwardColumns(x.Transpose()).Transpose(), 1e-12);
        var expected = Diff.Grad(dense, m => m.Forward(x).Square().Sum());
        var found = Diff.Grad(sparse, m => m.Forward(x).Square().Sum());
        Checks.Close(expected.Weight * dense.Weight.Equal(0).Equal(0), sparse.Places.WithValues(found.Values).ToDense(DType.F64), 1e-9);
        Checks.Close(expected.Bias!, found.Bias!, 1e-9);
        Checks.Close(dense.Weight, sparse.ToDense(), 0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public void A_sparse_convolution_and_its_gradients_are_those_of_the_masked_dense_one(int stride, int padding)
    {
        var dense = Conv2d.Create(3, 4, 3, Key, stride, padding, dtype: DType.F64);
        dense = dense with { Weight = Thin(dense.Weight, "conv") };
        var sparse = SparseConv2d.From(dense);
        var x = Checks.Random(2, 2, 3, 7, 8);
        Checks.Close(dense.Forward(x), sparse.Forward(x), 1e-12);
        var (expected, expectedX) = (Diff.Grad(dense, m => m.Forward(x).Square().Sum()), Diff.Grad(t => dense.Forward(t).Square().Sum(), x));
        var (found, foundX) = (Diff.Grad(sparse, m => m.Forward(x).Square().Sum()), Diff.Grad(t => sparse.Forward(t).Square().Sum(), x));
        Checks.Close((expected.Weight * dense.Weight.Equal(0).Equal(0)).Reshape(4, -1), sparse.Places.WithValues(found.Values).ToDense(DType.F64), 1e-9);
        Checks.Close(expectedX, foundX, 1e-9);
        Checks.Close(dense.Weight, sparse.ToDense(), 0);
    }

    [Fact]
    public void Groups_are_refused() =>
        Assert.Contains("without groups", Assert.Throws<ArgumentException>(() => SparseConv2d.From(Conv2d.Create(4, 4, 3, Key, groups: 2))).Message);
}
