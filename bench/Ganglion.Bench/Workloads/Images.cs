using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Images()
    {
        var (residual, depthwise) = (Residual(), Depthwise());
        return
        [
            new("resnet20_b32_3x32x32", () => Classifier(residual.Net, new Sgd(0.1, 0.9) { WeightDecay = 1e-4 }, [32, 3, 32, 32]))
                { MultiplyAdds = residual.MultiplyAdds },
            new("depthwise_b32_1x28x28", () => Classifier(depthwise.Net, new Adam(1e-2), [32, 1, 28, 28])) { MultiplyAdds = depthwise.MultiplyAdds },
        ];
    }

    private static Action Classifier(ConvNet net, Optimizer optimizer, int[] shape)
    {
        net = net.Copy();
        var x = new Rng(1).Normal(shape);
        IntTensor y = new Rng(2).Integers(shape[0], 10);
        BatchNormState[] seen = [.. net.Norms().Select(n => n.InitialState())];
        var state = optimizer.Init(net);
        return () => seen = Memory.Scope(() =>
        {
            var (_, gradient, next) = Diff.ValueAndGrad(net, m =>
            {
                var norms = new RunningNorms(seen);
                return (Loss.CrossEntropy(m.Forward(x, norms), y), norms.Next);
            });
            (net, state) = optimizer.StepInPlace(net, gradient, state);
            return next;
        });
    }

    private static (ConvNet Net, double MultiplyAdds) Residual()
    {
        var make = new ConvMaker(32);
        var first = make.Unit(3, 16, 3, 1, 32);
        var blocks = new List<Block>();
        int channels = 16, side = 32;
        foreach (var (width, stride) in ((int, int)[])[(16, 1), (32, 2), (64, 2)])
            for (int b = 0; b < 3; b++)
            {
                int step = b == 0 ? stride : 1;
                side /= step;
                blocks.Add(new(make.Unit(channels, width, 3, step, side), make.Unit(width, width, 3, 1, side),
                    step == 1 && channels == width ? null : make.Unit(channels, width, 1, step, side)));
                channels = width;
            }
        return (new(first, [.. blocks], Linear.Create(64, 10, new Rng(9))), make.MultiplyAdds);
    }

    private static (ConvNet Net, double MultiplyAdds) Depthwise()
    {
        var make = new ConvMaker(32);
        var first = make.Unit(1, 32, 3, 1, 28);
        Block Separable(int inputs, int outputs, int stride, int side) =>
            new(make.Unit(inputs, inputs, 3, stride, side, groups: inputs), make.Unit(inputs, outputs, 1, 1, side), null) { IsResidual = false };
        return (new(first, [Separable(32, 64, 2, 14), Separable(64, 128, 2, 7), Separable(128, 128, 1, 7)], Linear.Create(128, 10, new Rng(9))),
            make.MultiplyAdds);
    }
}

/// <summary>Makes convolutions and counts their multiply-adds: forward, and both adjoints of all but the first, whose input needs no gradient.</summary>
internal sealed class ConvMaker(int batch)
{
    private int _made;

    public double MultiplyAdds { get; private set; }

    public ConvUnit Unit(int inputs, int outputs, int kernel, int stride, int side, int groups = 1)
    {
        MultiplyAdds += (_made == 0 ? 2.0 : 3.0) * batch * side * side * outputs * (inputs / groups) * kernel * kernel;
        return new(Conv2d.Create(inputs, outputs, kernel, new Rng(3).Split(_made++), stride, kernel / 2, groups: groups, bias: false),
            BatchNorm.Create(outputs));
    }
}

/// <summary>The running moments of a network's normalisations, taken in order.</summary>
internal sealed class RunningNorms(BatchNormState[] seen)
{
    private int _at;

    public BatchNormState[] Next { get; } = new BatchNormState[seen.Length];

    public Tensor Forward(BatchNorm norm, Tensor x)
    {
        int i = _at++;
        (x, Next[i]) = norm.Forward(x, seen[i], train: true);
        return x;
    }
}

/// <summary>A convolution and its normalisation.</summary>
[Model]
internal sealed partial record ConvUnit(Conv2d Conv, BatchNorm Norm)
{
    public Tensor Forward(Tensor x, RunningNorms norms) => norms.Forward(Norm, Conv.Forward(x));
}

/// <summary>Two units, and a way around them if residual.</summary>
[Model]
internal sealed partial record Block(ConvUnit First, ConvUnit Second, ConvUnit? Shortcut)
{
    public bool IsResidual { get; init; } = true;

    public Tensor Forward(Tensor x, RunningNorms norms)
    {
        var y = Second.Forward(First.Forward(x, norms).Relu(), norms);
        return (IsResidual ? y + (Shortcut?.Forward(x, norms) ?? x) : y).Relu();
    }
}

/// <summary>A unit, blocks, the mean of each channel, a linear layer.</summary>
[Model]
internal sealed partial record ConvNet(ConvUnit First, Block[] Blocks, Linear Head)
{
    /// <summary>In the order of the forward pass.</summary>
    public IEnumerable<BatchNorm> Norms() =>
        [First.Norm, .. Blocks.SelectMany(b => b.Shortcut is { } s ? (BatchNorm[])[b.First.Norm, b.Second.Norm, s.Norm] : [b.First.Norm, b.Second.Norm])];

    public Tensor Forward(Tensor x, RunningNorms norms)
    {
        x = First.Forward(x, norms).Relu();
        foreach (var block in Blocks) x = block.Forward(x, norms);
        return Head.Forward(x.Mean([2, 3]));
    }
}
