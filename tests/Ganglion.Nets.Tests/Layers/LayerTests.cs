namespace Ganglion.Nets.Tests;

public sealed class LayerTests
{
    private static readonly Rng Key = new(21);
    private const DType F64 = DType.F64;

    private static Tensor X(params int[] shape) => Checks.Random(31, shape);

    [Fact]
    public void A_linear_layer_is_a_product_and_a_sum()
    {
        var layer = Linear.Create(3, 4, Key, dtype: F64);
        Assert.Equal((3, 4), (layer.Inputs, layer.Outputs));
        Checks.Close(X(5, 3).MatMul(layer.Weight.Transpose()) + layer.Bias!, layer.Forward(X(5, 3)));
        Assert.Equal([2, 5, 4], layer.Forward(X(2, 5, 3)).Shape.ToArray());
        Assert.Equal(["Weight"], Checks.Paths(Linear.Create(3, 4, Key, bias: false)));
        Checks.Gradients(layer, m => m.Forward(X(5, 3)).Square().Sum());
    }

    [Fact]
    public void A_convolution_is_a_sum_over_windows()
    {
        var layer = Conv2d.Create(4, 6, (3, 2), Key, stride: (2, 1), padding: 1, dilation: (1, 2), groups: 2, dtype: F64);
        Assert.Equal([6, 2, 3, 2], layer.Weight.Shape.ToArray());
        var (x, w, b) = (X(2, 4, 6, 5), layer.Weight.ToDoubles(), layer.Bias!.ToDoubles());
        double[] image = x.ToDoubles();
        int oh = (6 + 2 - 2 - 1) / 2 + 1, ow = (5 + 2 - 2 - 1) + 1;
        var y = new double[2 * 6 * oh * ow];
        for (int n = 0; n < 2; n++)
            for (int f = 0; f < 6; f++)
                for (int i = 0; i < oh; i++)
                    for (int j = 0; j < ow; j++)
                    {
                        double sum = b[f];
                        for (int c = 0; c < 2; c++)
                            for (int u = 0; u < 3; u++)
                                for (int v = 0; v < 2; v++)
                                {
                                    int r = i * 2 + u - 1, s = j + v * 2 - 1;
                                    if (r is < 0 or >= 6 || s is < 0 or >= 5) continue;
                                    sum += image[((n * 4 + f / 3 * 2 + c) * 6 + r) * 5 + s] * w[((f * 2 + c) * 3 + u) * 2 + v];
                                }
                        y[((n * 6 + f) * oh + i) * ow + j] = sum;
                    }
        Checks.Close(Tensor.From(y, 2, 6, oh, ow), layer.Forward(x));
        Checks.Gradients(layer, m => m.Forward(x).Square().Sum());
        Assert.Contains("groups", Assert.Throws<ArgumentException>(() => Conv2d.Create(3, 6, 3, Key, groups: 2)).Message);
    }

    [Fact]
    public void Pools_take_the_largest_and_the_mean()
    {
        var x = Tensor.From([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 1, 1, 3, 4);
        Assert.Equal([6.0, 8], new MaxPool2d(2).Forward(x).ToDoubles());
        Assert.Equal([3.5, 5.5], new AvgPool2d(2).Forward(x).ToDoubles());
        Assert.Equal([6.0, 7, 8, 10, 11, 12], new MaxPool2d(2, 1).Forward(x).ToDoubles());
        Checks.Close([1.0 / 4, 5.0 / 4, 4.0 / 4, 14.0 / 4, 34.0 / 4, 20.0 / 4], new AvgPool2d(2, 2, 1).Forward(x).ToDoubles());
        Checks.Close(Tensor.From([6.5], 1, 1), new GlobalAveragePool().Forward(x));
    }

    [Fact]
    public void An_embedding_looks_up()
    {
        var layer = Embedding.Create(5, 3, Key, deviation: 0.1, dtype: F64);
        var y = layer.Forward(IntTensor.From([4, 0, 4, 2], 2, 2));
        Assert.Equal([2, 2, 3], y.Shape.ToArray());
        Assert.Equal(layer.Weight.Slice(0, 4, 1).ToDoubles(), y.ToDoubles()[..3]);
        Checks.Gradients(layer, m => m.Forward((int[])[4, 0, 4]).Square().Sum());
    }

    [Fact]
    public void Layer_normalisation_follows_its_formula()
    {
        var layer = new LayerNorm(X(4), Checks.Random(32, 4)) { Epsilon = 0.1 };
        var x = Checks.Random(33, 2, 3, 4);
        var mean = x.Mean(2, keepDims: true);
        var variance = (x - mean).Square().Mean(2, keepDims: true);
        Checks.Close((x - mean) / (variance + 0.1).Sqrt() * layer.Weight + layer.Bias, layer.Forward(x));
        Checks.Gradients(layer, m => (m.Forward(x) * x.Sin()).Sum());
        Checks.Close([0, 0, 0], LayerNorm.Create(4, F64).Forward(X(3, 4)).Mean(1).ToDoubles(), 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batch_normalisation_and_its_running_moments_follow_their_formulas(bool images)
    {
        var layer = new BatchNorm(X(3), Checks.Random(32, 3)) { Momentum = 0.3 };
        var x = images ? Checks.Random(33, 4, 3, 2, 2) : Checks.Random(33, 16, 3);
        var rows = images ? x.Permute(0, 2, 3, 1).Reshape(16, 3) : x;
        Tensor mean = rows.Mean(0), variance = (rows - mean).Square().Mean(0);
        Tensor Normal(Tensor m, Tensor v)
        {
            var y = (rows - m) / (v + 1e-5).Sqrt() * layer.Weight + layer.Bias;
            return images ? y.Reshape(4, 2, 2, 3).Permute(0, 3, 1, 2).Contiguous() : y;
        }
        var start = new BatchNormState(Checks.Random(34, 3), Checks.Random(35, 3).Square());
        var (trained, next) = layer.Forward(x, start, train: true);
        Checks.Close(Normal(mean, variance), trained);
        Checks.Close(start.Mean * 0.7 + mean * 0.3, next.Mean);
        Checks.Close(start.Variance * 0.7 + variance * (0.3 * 16 / 15), next.Variance);
        var (evaluated, same) = layer.Forward(x, start, train: false);
        Checks.Close(Normal(start.Mean, start.Variance), evaluated);
        Assert.Same(start, same);
        Checks.Gradients(layer, m => (m.Forward(x, start, true).Y * x.Sin()).Sum());
        Checks.Gradients(layer, m => (m.Forward(x, start, false).Y * x.Sin()).Sum());
    }

    [Fact]
    public void Running_moments_survive_the_step_that_made_them_and_one_value_has_none()
    {
        var layer = BatchNorm.Create(3, F64);
        var (_, _, next) = Diff.ValueAndGrad(layer, m => { var (y, s) = m.Forward(X(4, 3), m.InitialState(), true); return (y.Square().Sum(), s); });
        Assert.All(next.Variance.ToDoubles(), v => Assert.True(double.IsFinite(v)));
        Assert.Throws<ArgumentException>(() => layer.Forward(X(1, 3), layer.InitialState(), train: true));
    }

    [Fact]
    public void Dropout_scales_what_is_left_and_nothing_without_a_key()
    {
        var x = Tensor.Ones([10_000], F64);
        var y = new Dropout(0.25).Forward(x, Key).ToDoubles();
        Assert.All(y, v => Assert.True(v == 0 || Math.Abs(v - 4.0 / 3) < 1e-12));
        Assert.InRange(y.Count(v => v == 0), 2300, 2700);
        Assert.Same(x, new Dropout(0.25).Forward(x, null));
        Assert.Same(x, new Dropout(0).Forward(x, Key));
    }

    public static TheoryData<string, double, double> Functions => new()
    {
        { "Identity", 0.7, -0.7 }, { "Relu", 0.7, 0 }, { "LeakyRelu", 0.7, -0.14 }, { "Elu", 0.7, 2 * (Math.Exp(-0.7) - 1) },
        { "Silu", 0.7 / (1 + Math.Exp(-0.7)), -0.7 / (1 + Math.Exp(0.7)) },
        { "Gelu", 0.7 * 0.758036347776927, -0.7 * (1 - 0.758036347776927) },
        { "Tanh", Math.Tanh(0.7), -Math.Tanh(0.7) }, { "Sigmoid", 1 / (1 + Math.Exp(-0.7)), 1 / (1 + Math.Exp(0.7)) },
        { "Softplus", Math.Log(1 + Math.Exp(0.7)), Math.Log(1 + Math.Exp(-0.7)) },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void An_activation_is_the_function_it_names(string name, double plus, double minus)
    {
        var activation = new Activation(Enum.Parse<ActivationKind>(name), name == "LeakyRelu" ? 0.2 : 2);
        Checks.Close([plus, minus], activation.Forward(Tensor.From([0.7, -0.7])).ToDoubles(), 1e-12);
    }

    [Fact]
    public void A_perceptron_is_its_layers_in_turn()
    {
        var net = Mlp.Create([3, 5, 4, 2], Key, Activation.Gelu, dropout: 0.5, dtype: F64);
        Assert.Equal(["Layers.0.Weight", "Layers.0.Bias", "Layers.1.Weight", "Layers.1.Bias", "Layers.2.Weight", "Layers.2.Bias"], Checks.Paths(net));
        var x = X(6, 3);
        Checks.Close(net.Layers[2].Forward(net.Layers[1].Forward(net.Layers[0].Forward(x).Gelu()).Gelu()), net.Forward(x));
        Checks.Gradients(net, m => m.Forward(x).Square().Sum());
        Assert.NotEqual(net.Forward(x).ToDoubles(), net.Forward(x, Key).ToDoubles());
        Assert.Equal(net.Forward(x, Key).ToDoubles(), net.Forward(x, Key).ToDoubles());
        Assert.Throws<ArgumentException>(() => Mlp.Create([3], Key));
    }

    [Fact]
    public void A_normalised_perceptron_carries_its_state()
    {
        var net = Mlp.Create([3, 5, 4, 2], Key, Activation.Tanh, batchNorm: true, dtype: F64);
        Assert.Equal(["Norms.0.Weight", "Norms.0.Bias", "Norms.1.Weight", "Norms.1.Bias"], Checks.Paths(net)[6..]);
        var (y, next) = net.Forward(X(6, 3), net.InitialState(), train: true);
        var (h, first) = net.Norms![0].Forward(net.Layers[0].Forward(X(6, 3)), net.Norms[0].InitialState(), true);
        var (g, second) = net.Norms[1].Forward(net.Layers[1].Forward(h.Tanh()), net.Norms[1].InitialState(), true);
        Checks.Close(net.Layers[2].Forward(g.Tanh()), y);
        Checks.Close(first.Mean, next.Norms[0].Mean);
        Checks.Close(second.Variance, next.Norms[1].Variance);
        Assert.Contains("state", Assert.Throws<InvalidOperationException>(() => net.Forward(X(6, 3))).Message);

        var kept = new Stateful<Mlp, MlpState>(net, next);
        Assert.Equal("State.Norms.1.Variance", Checks.Paths(kept)[^1]);
        // A bias before a normalisation has no effect, so only the other leaves are asked for a gradient.
        var lean = net with { Layers = [.. net.Layers.Select((l, i) => i < 2 ? l with { Bias = null } : l)] };
        Checks.Gradients(lean, m => m.Forward(X(6, 3), next, true).Y.Square().Sum());
    }
}
