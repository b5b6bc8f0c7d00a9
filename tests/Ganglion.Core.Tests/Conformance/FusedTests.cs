namespace Ganglion.Conformance;

/// <summary>What is computed in one pass, against the same thing said in public operations: values and gradients.</summary>
public sealed class FusedTests
{
    private static Tensor Normal(string name, params int[] shape) => new Rng(21).Split(name).Normal(shape, dtype: DType.F64);

    private static void Same(Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> composed, params Tensor[] at)
    {
        OpTable.Agree(composed(at), fused(at), 1e-12, "value");
        var weights = Normal("w", fused(at).Shape.ToArray());
        Tensor[] expected = Diff.Grad(x => (composed(x) * weights).Sum(), at), actual = Diff.Grad(x => (fused(x) * weights).Sum(), at);
        for (int i = 0; i < at.Length; i++) OpTable.Agree(expected[i], actual[i], 1e-12, $"gradient {i}");
    }

    [Fact]
    public void Linear_is_a_product_and_a_sum() =>
        Same(x => x[0].Linear(x[1], x[2]), x => x[0].MatMul(x[1].Transpose()) + x[2], Normal("x", 7, 3), Normal("weight", 4, 3), Normal("b", 4));

    [Fact]
    public void Activations_are_their_formulas_far_from_zero_too()
    {
        var x = Tensor.Concat([Normal("x", 500) * 3, Tensor.From([0.0, -30, 30, -6, 6])]);
        Same(t => t[0].Tanh(), t => 1 - 2 / ((t[0] * 2).Exp() + 1), x);
        Same(t => t[0].Sigmoid(), t => 1 / (1 + (-t[0]).Exp()), x);
        Same(t => t[0].Softplus(), t => (1 + t[0].Exp()).Log(), x);
        Same(t => t[0].Silu(), t => t[0] / (1 + (-t[0]).Exp()), x);
        Same(t => t[0].Gelu(), t => t[0] * ((t[0] / Math.Sqrt(2)).Erf() + 1) * 0.5, x);
    }

    [Fact]
    public void Cross_entropy_is_a_picked_log_softmax()
    {
        int[] labels = [1, 0, 4, 4, 2];
        Same(x => x[0].SoftmaxCrossEntropy(labels), x => -x[0].LogSoftmax().Pick(labels), Normal("x", 5, 5) * 3);
        Assert.True(double.IsFinite(Tensor.From([1000.0, -1000, 0], 1, 3).SoftmaxCrossEntropy((int[])[1]).Item()));
    }

    [Fact]
    public void Softmax_is_exponentials_over_their_sum() => Same(x => x[0].Softmax(1), x =>
        x[0].Exp() / x[0].Exp().Sum(1, keepDims: true), Normal("x", 3, 4, 2));

    [Fact]
    public void Layer_normalisation_is_its_formula() => Same(x => x[0].LayerNorm(x[1], x[2], 1e-3), x =>
    {
        var d = x[0] - x[0].Mean(-1, keepDims: true);
        return d / (d.Square().Mean(-1, keepDims: true) + 1e-3).Sqrt() * x[1] + x[2];
    }, Normal("x", 2, 3, 5), Normal("g", 5), Normal("b", 5));

    [Fact]
    public void Batch_normalisation_is_its_formula_and_tells_its_moments()
    {
        Same(x => x[0].BatchNorm(x[1], x[2], 1e-3).Y, x =>
        {
            var d = x[0] - x[0].Mean([0, 2, 3], keepDims: true);
            return d / (d.Square().Mean([0, 2, 3], keepDims: true) + 1e-3).Sqrt() * x[1].Reshape(-1, 1, 1) + x[2].Reshape(-1, 1, 1);
        }, Normal("x", 4, 3, 2, 2), Normal("g", 3), Normal("b", 3));

        Tensor input = Normal("x", 6, 3), weight = Normal("g", 3), bias = Normal("b", 3);
        var (y, mean, variance) = input.BatchNorm(weight, bias);
        OpTable.Agree(input.Mean(0), mean, 1e-12, "mean");
        OpTable.Agree(input.Var(0, correction: 0), variance, 1e-12, "variance");
        OpTable.Agree(y, input.BatchNorm(weight, bias, mean, variance), 1e-12, "prediction with the batch's own moments");
    }

    [Fact]
    public void Convolution_is_a_sum_over_shifted_products()
    {
        Tensor x = Normal("x", 2, 2, 5, 6), w = Normal("w", 3, 2, 2, 3);
        Same(t => t[0].Conv2d(t[1], padding: (1, 0), stride: (2, 1)), t =>
        {
            var padded = t[0].Pad(2, 1, 1);
            var sum = Tensor.Zeros([1], DType.F64);
            for (int i = 0; i < 2; i++)
                for (int j = 0; j < 3; j++)
                    sum += (padded.Slice(2, i, 3, 2).Slice(3, j, 4).Unsqueeze(1) * t[1].Select(3, j).Select(2, i).Reshape(1, 3, 2, 1, 1)).Sum(2);
            return sum;
        }, x, w);
    }

    [Fact]
    public void Pooling_is_a_reduction_of_cut_windows()
    {
        var x = Normal("x", 2, 3, 4, 6);
        static Tensor Windows(Tensor t) => t.Reshape(2, 3, 2, 2, 3, 2).Transpose(3, 4).Reshape(2, 3, 2, 3, 4);
        Same(t => t[0].MaxPool2d(2), t => Windows(t[0]).Max(-1), x);
        Same(t => t[0].AvgPool2d(2), t => Windows(t[0]).Mean(-1), x);
        Assert.Equal(Enumerable.Repeat(1.0, 9), Tensor.Ones([1, 1, 5, 5], DType.F64).AvgPool2d(3, 2, 1, countIncludePad: false).ToDoubles());
        Assert.Equal(4 / 9.0, Tensor.Ones([1, 1, 5, 5], DType.F64).AvgPool2d(3, 2, 1).ToDoubles()[0], 1e-12);
    }

    [Fact]
    public void Sparse_products_are_dense_ones_with_zeros()
    {
        var places = Csr.FromEdges(3, 4, (int[])[0, 3, 1, 2, 2], (int[])[0, 0, 1, 1, 2]);
        Same(x => places.WithValues(x[0]).MatMul(x[1]), x => places.WithValues(x[0]).ToDense().MatMul(x[1]), Normal("v", 5), Normal("x", 4, 2));
        Same(x => places.Sddmm(x[0], x[1]), x => x[0].MatMul(x[1], transposeB: true).Take((int[])[0, 3, 5, 6, 10]), Normal("a", 3, 2),
            Normal("b", 4, 2));
    }
}
