using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>
/// A small vector-quantised autoencoder (van den Oord et al. 2017) for images of one channel: each 4 × 4 patch becomes a code, and the codes of an image
/// together give back its pixels as probabilities of ink.
/// </summary>
[Model]
internal sealed partial record VqVae(Linear Hidden, Linear Encode, Tensor Codes, Linear Mix, Linear Decode)
{
    public static VqVae Create(int patches, Rng rng, int codes = 32, int width = 8, int hidden = 64) => new(
        Linear.Create(16, hidden, rng.Split("hidden")), Linear.Create(hidden, width, rng.Split("encode")),
        rng.Split("codes").Uniform([codes, width], -1.0 / codes, 1.0 / codes),
        Linear.Create(patches * width, 2 * hidden, rng.Split("mix")), Linear.Create(2 * hidden, patches * 16, rng.Split("decode")));

    /// <summary>Patches <c>[images · patches, 16]</c> of images <c>[images, 1, height, width]</c>; sides are multiples of 4.</summary>
    public static Tensor Patches(Tensor images)
    {
        int n = images.Size(0), h = images.Size(2) / 4, w = images.Size(3) / 4;
        return images.Reshape(n, h, 4, w, 4).Permute(0, 1, 3, 2, 4).Reshape(n * h * w, 16);
    }

    /// <summary>The negative log-likelihood of the ink, in nats a pixel, plus the two distances that hold codes and encoder together.</summary>
    public Tensor Loss(Tensor patches)
    {
        var z = Encode.Forward(Hidden.Forward(patches).Relu());
        var chosen = Codes.GatherRows((z.MatMul(Codes, transposeB: true) * 2 - Codes.Square().Sum(1)).ArgMax());
        var passed = z + (chosen - z).Detach();                                        // the gradient goes straight through
        int images = patches.Size(0) * Encode.Weight.Size(0) / Mix.Weight.Size(1);
        var logits = Decode.Forward(Mix.Forward(passed.Reshape(images, -1)).Relu());
        return Nets.Loss.BinaryCrossEntropy(logits, patches.Reshape(images, -1)) + (chosen - z.Detach()).Square().Mean()
            + 0.25 * (z - chosen.Detach()).Square().Mean();
    }
}
