using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron of two hidden layers on every patch, as a convolution and two 1×1 convolutions (section 3.1).</summary>
[Model]
public sealed partial record MlpConv(Conv2d Patch, Conv2d Hidden, Conv2d Output)
{
    public static MlpConv Create(int channels, int width, int outputs, int kernel, Rng rng)
    {
        // Nine layers of ReLU without normalisation: weights as He et al. (2015) derived them keep the signal's size.
        Conv2d Layer(string name, int from, int to, int size)
        {
            var layer = Conv2d.Create(from, to, size, rng.Split(name), padding: size / 2);
            return layer with { Weight = Init.KaimingNormal(layer.Weight.Shape, rng.Split(name).Split("he")), Bias = Tensor.Zeros([to]) };
        }
        return new(Layer("patch", channels, width, kernel), Layer("hidden", width, width, 1), Layer("output", width, outputs, 1));
    }

    /// <summary>Before the last ReLU.</summary>
    public Tensor Forward(Tensor x) => Output.Forward(Hidden.Forward(Patch.Forward(x).Relu()).Relu());
}
