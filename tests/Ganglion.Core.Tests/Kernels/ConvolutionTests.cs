namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class ConvolutionTests
{
    // batch, channels, height, width, filters, kernel (2), stride (2), padding (2), dilation (2), groups
    private static readonly ConvShape[] Shapes =
    [
        new(2, 3, 7, 9, 5, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        new(1, 1, 28, 28, 6, 5, 5, 1, 1, 0, 0, 1, 1, 1),
        new(3, 4, 8, 8, 7, 1, 1, 1, 1, 0, 0, 1, 1, 1),
        new(2, 4, 9, 8, 6, 3, 2, 2, 3, 1, 0, 1, 2, 2),
        new(2, 6, 10, 11, 6, 3, 3, 1, 1, 1, 1, 1, 1, 6),
        new(2, 3, 10, 11, 6, 3, 3, 2, 2, 1, 1, 1, 1, 3),
        new(2, 20, 12, 13, 40, 3, 3, 1, 1, 2, 2, 2, 2, 1),
        new(1, 34, 6, 6, 18, 3, 3, 1, 1, 0, 0, 1, 1, 1),
        new(9, 8, 6, 5, 16, 2, 2, 2, 2, 0, 0, 1, 1, 1),
        new(1, 2, 3, 40, 2, 1, 7, 1, 1, 0, 3, 1, 1, 1),
        new(2, 2, 5, 5, 3, 3, 3, 1, 1, 3, 3, 1, 1, 1),
        new(0, 2, 5, 5, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        new(2, 3, 21, 75, 4, 5, 5, 2, 2, 2, 2, 1, 1, 1),
        new(1, 4, 11, 70, 4, 3, 3, 2, 2, 1, 1, 1, 1, 4),
        new(1, 64, 9, 9, 30, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        new(2, 12, 7, 9, 10, 3, 2, 1, 1, 2, 0, 1, 1, 1) { ExtraHeight = -2, ExtraWidth = 3 },
        new(2, 12, 7, 9, 10, 2, 2, 1, 1, 3, 3, 1, 1, 1) { ExtraHeight = -4, ExtraWidth = -5 },
        new(1, 3, 12, 21, 4, 5, 3, 2, 2, 0, 2, 1, 1, 1) { ExtraHeight = 3, ExtraWidth = -2 },
        new(2, 4, 9, 20, 8, 3, 3, 2, 1, 1, 0, 1, 2, 4) { ExtraHeight = -1, ExtraWidth = 4 },
        new(1, 3, 5, 6, 4, 1, 1, 1, 1, 0, 0, 1, 1, 1) { ExtraHeight = 2, ExtraWidth = 1 },
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Shapes.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void Convolutions_and_their_adjoints_agree(int i)
    {
        var s = Shapes[i];
        foreach (var type in Agreement.Types)
        {
            int[] xShape = [s.Batch, s.Channels, s.Height, s.Width], wShape = [s.Filters, s.Channels / s.Groups, s.KernelHeight,
                s.KernelWidth], yShape = [s.Batch, s.Filters, s.OutHeight, s.OutWidth];
            Tensor x = Agreement.Shifted(Agreement.Random(1, type, xShape)), w = Agreement.Shifted(Agreement.Random(2, type,
                wShape)), g = Agreement.Shifted(Agreement.Random(3, type, yShape));
            Agreement.Check(kernels =>
            {
                Tensor y = Tensor.Empty(yShape, type), dx = Tensor.Empty(xShape, type), dw = Tensor.Empty(wShape, type);
                kernels.Conv2d(x, w, y, s);
                kernels.Conv2dInput(g, w, dx, s);
                kernels.Conv2dWeight(x, g, dw, s);
                return [y, dx, dw];
            }, 1e-4, $"{s} {type}");
        }
    }

    [Fact]
    public void A_maximum_of_ties_infinities_and_NaN_is_where_the_oracle_finds_it()
    {
        var s = new ConvShape(1, 1, 4, 36, 1, 2, 2, 2, 2, 0, 0, 1, 1, 1);
        float[] values = [.. Enumerable.Range(0,
            144).Select(i => (i % 7) switch { 0 => float.NaN, 1 or 2 => 1f, 3 => float.NegativeInfinity, _ => -i % 3 })];
        Array.Fill(values, float.NegativeInfinity, 0, 6);
        Array.Fill(values, float.NegativeInfinity, 36, 6);
        var x = Tensor.Wrap(values, [1, 1, 4, 36]);
        Agreement.Check(kernels =>
        {
            var y = Tensor.Empty([1, 1, 2, 18], DType.F32);
            var arg = new int[36];
            kernels.MaxPool2d(x, y, arg, s);
            return [y, Tensor.Wrap(Array.ConvertAll(arg, v => (double)v), [36])];
        }, 0, "special values");
    }

    [Fact]
    public void Pooling_agrees()
    {
        ConvShape[] shapes = [new(2, 3, 8, 8, 3, 2, 2, 2, 2, 0, 0, 1, 1, 1), new(1, 2, 9, 7, 2, 3, 3, 2, 2, 1, 1, 1, 1, 1),
            new(2, 2, 30, 41, 2, 3, 2, 1, 1, 1, 0, 1, 1, 1), new(1, 1, 6, 6, 1, 6, 6, 6, 6, 0, 0, 1, 1, 1),
            new(1, 2, 40, 75, 2, 2, 2, 2, 2, 0, 0, 1, 1, 1), new(1, 3, 9, 40, 3, 3, 2, 2, 1, 2, 0, 1, 3, 3) { ExtraHeight = -1, ExtraWidth = 2 }, new(1, 2, 20, 70, 2, 3, 3, 3, 3, 1, 1, 1, 1, 1)];
        foreach (var s in shapes)
            foreach (var type in Agreement.Types)
            {
                int[] xShape = [s.Batch, s.Channels, s.Height, s.Width], yShape = [s.Batch, s.Channels, s.OutHeight, s.OutWidth];
                Tensor x = Agreement.Random(1, type, xShape), g = Agreement.Random(2, type, yShape);
                Agreement.Check(kernels =>
                {
                    Tensor max = Tensor.Empty(yShape, type), sum = Tensor.Empty(yShape, type), dx = Tensor.Empty(xShape, type);
                    var arg = new int[max.Length];
                    kernels.MaxPool2d(x, max, arg, s);
                    kernels.SumPool2d(x, sum, s);
                    kernels.SumPool2dAdjoint(g, dx, s);
                    return [max, sum, dx, Tensor.Wrap(Array.ConvertAll(arg, v => (double)v), [arg.Length])];
                }, 1e-5, $"{s} {type}");
            }
    }
}
