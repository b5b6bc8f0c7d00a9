using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>A perceptron around which its input goes: x + contract(relu(expand(norm(x)))).</summary>
[Model]
internal sealed partial record ResidualPart(LayerNorm Norm, Linear Expand, Linear Contract)
{
    public static ResidualPart Create(int width, Rng rng) =>
        new(LayerNorm.Create(width), Linear.Create(width, 2 * width, rng.Split("expand")), Linear.Create(2 * width, width, rng.Split("contract")));

    public Tensor Forward(Tensor x) => x + Contract.Forward(Expand.Forward(Norm.Forward(x)).Relu());
}

/// <summary>A deep residual perceptron, the stream marked between its parts.</summary>
[Model]
internal sealed partial record ResidualMlp(Linear First, ResidualPart[] Parts, LayerNorm Norm, Linear Last)
{
    public static ResidualMlp Create(int inputs, int width, int depth, int outputs, Rng rng) => new(Linear.Create(inputs, width, rng.Split("first")),
        [.. Enumerable.Range(0, depth).Select(i => ResidualPart.Create(width, rng.Split("parts").Split(i)))], LayerNorm.Create(width),
            Linear.Create(width, outputs, rng.Split("last")));

    /// <summary>Logits <c>[rows, outputs]</c>.</summary>
    public Tensor Forward(Tensor x)
    {
        x = First.Forward(x).Mark("parts.0");
        for (int i = 0; i < Parts.Length; i++) x = Parts[i].Forward(x).Mark($"parts.{i + 1}");
        return Last.Forward(Norm.Forward(x)).Mark("output");
    }
}

/// <summary>A recurrent network whose state is added to: h ← h + tanh(W·norm(h) + U·x), over the rows of an image.</summary>
[Model]
internal sealed partial record ResidualRnn(Linear Input, Linear Recurrent, LayerNorm Norm, Linear Last)
{
    public static ResidualRnn Create(int inputs, int units, int outputs, Rng rng) => new(Linear.Create(inputs, units, rng.Split("input")),
        Linear.Create(units, units, rng.Split("recurrent"), bias: false), LayerNorm.Create(units), Linear.Create(units, outputs, rng.Split("last")));

    /// <summary>Logits <c>[images, outputs]</c> of images <c>[images, 1, time, inputs]</c>.</summary>
    public Tensor Forward(Tensor images)
    {
        var inputs = Input.Forward(images.Squeeze(1));
        var h = inputs.Select(1, 0).Mark("state.0");
        for (int t = 1; t < inputs.Size(1); t++) h = (h + 0.5 * (Recurrent.Forward(Norm.Forward(h)) + inputs.Select(1, t)).Tanh()).Mark($"state.{t}");
        return Last.Forward(h).Mark("output");
    }
}
