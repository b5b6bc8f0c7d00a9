using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class LowMemoryBackprop
{
    /// <summary>A small vision transformer of 16 patches.</summary>
    [Model]
    internal sealed partial record Vit(Linear Patch, Tensor Positions, TransformerEncoder Blocks, Linear Head)
    {
        public static Vit Create(int channels, int height, int classes, int width, int layers, Rng rng, DType dtype = DType.F32) => new(
            Linear.Create(channels * (height / Side) * (height / Side), width, rng.Split("patch"), dtype: dtype),
            rng.Split("positions").Normal([Side * Side, width], 0, 0.02, dtype),
            TransformerEncoder.Create(layers, width, Heads, 4 * width, rng.Split("blocks"), 0, Activation.Gelu, normFirst: true, dtype),
            Linear.Create(width, classes, rng.Split("head"), dtype: dtype));

        // [images, patches, pixels] of square images; a rest at the border is left out.
        public static Tensor Cut(Tensor x)
        {
            int p = x.Size(2) / Side, channels = x.Size(1);
            return x.Slice(2, 0, p * Side).Slice(3, 0, p * Side).Reshape(x.Size(0), channels, Side, p, Side, p).Permute(0, 2, 4, 1, 3, 5)
                .Reshape(x.Size(0), Side * Side, channels * p * p);
        }

        public Tensor Read(Tensor patches) => Head.Forward(Blocks.Forward(Patch.Forward(patches) + Positions).Mean(1));

        public Tensor Forward(Tensor x) => Read(Cut(x));
    }

    /// <summary>The same with norms that share what they keep; their weights are in the maps that follow.</summary>
    [Model]
    internal sealed partial record LowMemoryVit(Linear Patch, Tensor Positions, LowMemoryBlock[] Blocks, Linear Head)
    {
        public static LowMemoryVit From(Vit net, Activation activation) => new(net.Patch, net.Positions,
            [.. net.Blocks.Layers.Select(l => LowMemoryBlock.From(l, activation))], SharedNorm.Fold(net.Blocks.Norm!, net.Head));

        public Tensor Read(Tensor patches) =>
            Head.Forward(SharedNorm.LayerNorm(Blocks.Aggregate(Patch.Forward(patches) + Positions, (x, block) => block.Forward(x))).Mean(1));

        public Tensor Forward(Tensor x) => Read(Vit.Cut(x));
    }

    /// <summary>A transformer layer with norms first.</summary>
    [Model]
    internal sealed partial record LowMemoryBlock(MultiheadAttention Attention, Linear Expand, Linear Contract)
    {
        public Activation Activation { get; init; }

        public static LowMemoryBlock From(TransformerEncoderLayer l, Activation activation) =>
            new(l.Attention with { Input = SharedNorm.Fold(l.Norm1, l.Attention.Input) }, SharedNorm.Fold(l.Norm2, l.Expand), l.Contract)
            { Activation = activation };

        public Tensor Forward(Tensor x)
        {
            x += Attention.Forward(SharedNorm.LayerNorm(x));
            return x + Contract.Forward(Activation.Forward(Expand.Forward(SharedNorm.LayerNorm(x))));
        }
    }
}
