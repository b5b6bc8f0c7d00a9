using System.Text.Json;

namespace Ganglion.PyTorch;

/// <summary>
/// Convolutions, pooling, resizing and normalisation against what PyTorch computes, values and gradients, on the operands and by the weighted sums
/// of <c>convolution.py</c>, which wrote <c>convolution.json</c>.
/// </summary>
public sealed class ConvolutionTests
{
    private sealed record Expected(string Name, int[][] Inputs, int[] Output, double[] Sums, double[][] Gradients);

    private static readonly JsonSerializerOptions s_lower = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly Dictionary<string, Expected> s_expected = Read();

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> s_ours = new()
    {
        ["conv1d"] = x => x[0].Conv1d(x[1], x[2], stride: 2, padding: 2, dilation: 2, groups: 2),
        ["conv2d"] = x => x[0].Conv2d(x[1], x[2], (2, 1), (1, 2), (1, 2), 2),
        ["conv2d, one-sided"] = x => x[0].Conv2d(x[1], stride: 2, padding: (1, 0, 0, 2)),
        ["conv2d, same"] = x => x[0].Conv2d(x[1], padding: Padding2.Same((6, 5), (4, 2))),
        ["conv3d"] = x => x[0].Conv3d(x[1], x[2], (2, 1, 2), (2, 1, 0), (2, 1, 1), 2),
        ["conv_transpose1d"] = x => x[0].ConvTranspose1d(x[1], x[2], 3, 1, 2, 2, 2),
        ["conv_transpose2d"] = x => x[0].ConvTranspose2d(x[1], x[2], (2, 3), (1, 0), (1, 2), (2, 1), 2),
        ["conv_transpose2d, more output than stride"] = x => x[0].ConvTranspose2d(x[1], outputPadding: 1, dilation: 2),
        ["conv_transpose3d"] = x => x[0].ConvTranspose3d(x[1], x[2], (2, 1, 2), (1, 0, 1), (1, 0, 1), (2, 1, 1), 2),
        ["max_pool1d"] = x => x[0].MaxPool1d(3, 2, 1, 2, true),
        ["max_pool2d"] = x => x[0].MaxPool2d((3, 2), 2, 1, 1, true),
        ["max_pool2d, dilation"] = x => x[0].MaxPool2d(3, 2, 1, (1, 2)),
        ["max_pool3d"] = x => x[0].MaxPool3d((2, 3, 2), (2, 1, 2), (1, 1, 0), (2, 1, 1), true),
        ["max_unpool2d"] = x =>
        {
            var (y, positions) = x[0].MaxPool2dWithPositions(2);
            return y.MaxUnpool(positions, x[0].Shape);
        },
        ["avg_pool1d"] = x => x[0].AvgPool1d(3, 2, 1, countIncludePad: false, ceilMode: true),
        ["avg_pool2d"] = x => x[0].AvgPool2d((3, 2), 2, (1, 0)),
        ["avg_pool2d, ceil"] = x => x[0].AvgPool2d((3, 4), (2, 3), (1, 2), ceilMode: true),
        ["avg_pool2d, ceil, padding left out"] = x => x[0].AvgPool2d((3, 4), (2, 3), (1, 2), false, ceilMode: true),
        ["avg_pool3d"] = x => x[0].AvgPool3d((2, 3, 2), (3, 1, 2), (1, 1, 0), ceilMode: true),
        ["avg_pool3d, padding left out"] = x => x[0].AvgPool3d((2, 3, 2), (3, 1, 2), (1, 1, 0), false, ceilMode: true),
        ["lp_pool2d"] = x => x[0].LpPool2d(2, (2, 3), 2),
        ["adaptive_avg_pool1d"] = x => x[0].AdaptiveAvgPool(3),
        ["adaptive_avg_pool2d"] = x => x[0].AdaptiveAvgPool(3, 4),
        ["adaptive_avg_pool3d"] = x => x[0].AdaptiveAvgPool(2, 3, 4),
        ["adaptive_max_pool1d"] = x => x[0].AdaptiveMaxPool(3),
        ["adaptive_max_pool2d"] = x => x[0].AdaptiveMaxPool(3, 4),
        ["adaptive_max_pool3d"] = x => x[0].AdaptiveMaxPool(2, 3, 4),
        ["unfold"] = x => x[0].Unfold((2, 3), (2, 1), (1, 0), (1, 2)),
        ["fold"] = x => x[0].Fold((4, 6), (2, 3)),
        ["fold, every option"] = x => x[0].Fold((5, 5), (2, 3), (2, 2), (0, 1), (2, 1)),
        ["nearest"] = x => x[0].Resize([7, 3], Interpolation.Nearest, PixelMapping.Asymmetric, NearestRounding.Floor),
        ["nearest exact"] = x => x[0].Resize([7, 3], Interpolation.Nearest),
        ["nearest by factors"] = x => x[0].ResizeBy([2.3], Interpolation.Nearest, PixelMapping.Asymmetric, NearestRounding.Floor),
        ["linear"] = x => x[0].Resize([8]),
        ["bilinear"] = x => x[0].Resize([8, 3]),
        ["bilinear, corners"] = x => x[0].Resize([8, 3], mapping: PixelMapping.AlignCorners),
        ["bilinear by factors"] = x => x[0].ResizeBy([1.7, 0.8]),
        ["bicubic"] = x => x[0].Resize([8, 3], Interpolation.Cubic),
        ["bicubic, corners"] = x => x[0].Resize([8, 3], Interpolation.Cubic, PixelMapping.AlignCorners),
        ["trilinear"] = x => x[0].Resize([5, 3, 4]),
        ["pixel_shuffle"] = x => x[0].PixelShuffle(2),
        ["pixel_unshuffle"] = x => x[0].PixelUnshuffle(3),
        ["channel_shuffle"] = x => x[0].ChannelShuffle(3),
        ["pad, reflect"] = x => x[0].PadWith((3, 2, 0, 1), PadMode.Reflect),
        ["pad, replicate"] = x => x[0].PadWith((3, 2, 0, 1), PadMode.Replicate),
        ["pad, circular"] = x => x[0].PadWith((3, 2, 0, 1), PadMode.Circular),
        ["pad, constant"] = x => x[0].PadWith((3, 2, 0, 1), PadMode.Constant, 0.7),
        ["affine_grid"] = x => x[0].AffineGrid((3, 4)),
        ["affine_grid, corners"] = x => x[0].AffineGrid((3, 4), alignCorners: true),
        ["local_response_norm"] = x => x[0].LocalResponseNorm(4, 0.6, 0.7, 1.5),
        ["group_norm"] = x => x[0].GroupNorm(3, x[1], x[2], 1e-3),
        ["instance_norm"] = x => x[0].InstanceNorm(x[1], x[2], 1e-3),
        ["rms_norm"] = x => x[0].RmsNorm(x[1], 1e-3),
    };

    static ConvolutionTests()
    {
        foreach (var (mode, ours) in ((string, Interpolation)[])[("bilinear", Interpolation.Linear), ("nearest", Interpolation.Nearest),
            ("bicubic", Interpolation.Cubic)])
            foreach (var (padding, around) in ((string, PadMode)[])[("zeros", PadMode.Constant), ("border", PadMode.Replicate),
                ("reflection", PadMode.Reflect)])
                foreach (bool corners in (bool[])[false, true])
                    s_ours[$"grid_sample, {mode}, {padding}{(corners ? ", corners" : "")}"] = x =>
                        x[0].GridSample(1.6 * x[1], ours, around, corners);
    }

    public static TheoryData<string> Names => [.. s_expected.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_PyTorch(string name)
    {
        var expected = s_expected[name];
        Assert.True(s_ours.TryGetValue(name, out var f), $"no call here for '{name}' of convolution.json");
        Tensor[] inputs = [.. expected.Inputs.Select((shape, i) => Sequence(shape, i))];
        var y = f(inputs);
        Assert.Equal(expected.Output, y.Shape.ToArray());
        Close(expected.Sums, y, $"{name}: value");
        var gradients = Diff.Grad(x => (f(x) * Sequence(expected.Output, 50)).Sum(), inputs);
        for (int i = 0; i < inputs.Length; i++) Close(expected.Gradients[i], gradients[i], $"{name}: gradient in operand {i}");
    }

    [Fact]
    public void Everything_that_is_called_here_has_a_value_of_PyTorch() => Assert.Empty(s_ours.Keys.Except(s_expected.Keys));

    private static void Close(double[] sums, Tensor t, string what)
    {
        for (int s = 0; s < sums.Length; s++)
        {
            double sum = (t * Sequence(t.Shape.ToArray(), 100 + s)).Sum().Item();
            Assert.True(Math.Abs(sums[s] - sum) <= 1e-9 * Math.Max(1, t.Length), $"{what}: weighted sum {s} is {sum:R}, PyTorch's {sums[s]:R}");
        }
    }

    private static Tensor Sequence(int[] shape, int seed)
    {
        var values = new double[Shapes.Count(shape)];
        for (long k = 0; k < values.Length; k++) values[k] = (k * 7919 + (seed + 1) * 104729L + k * k % 9973 * 31) % 2003 / 1001.5 - 1;
        return Tensor.From(values, shape);
    }

    private static Dictionary<string, Expected> Read()
    {
        using var stream = typeof(ConvolutionTests).Assembly.GetManifestResourceStream("convolution.json")!;
        return JsonSerializer.Deserialize<Expected[]>(stream, s_lower)!.ToDictionary(e => e.Name);
    }
}
