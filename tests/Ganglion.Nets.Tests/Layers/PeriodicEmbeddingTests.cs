namespace Ganglion.Nets.Tests;

public sealed class PeriodicEmbeddingTests
{
    [Fact]
    public void A_number_becomes_the_mixture_of_its_sines_and_cosines()
    {
        var layer = PeriodicEmbedding.Create(features: 2, frequencies: 3, width: 4, new Rng(5), scale: 0.7, DType.F64);
        var y = layer.Forward(Tensor.From((double[])[0.3, -1.1, 2, 0], 2, 2));
        Assert.Equal([2, 2, 4], y.Shape.ToArray());
        double[] c = layer.Frequencies.ToDoubles(), w = layer.Mixing.Weight.ToDoubles(), b = layer.Mixing.Bias!.ToDoubles();
        for (int j = 0; j < 4; j++)
        {
            double sum = b[j];
            for (int k = 0; k < 3; k++)                               // row 0, feature 1
                sum += w[j * 6 + k] * Math.Sin(2 * Math.PI * c[3 + k] * -1.1) + w[j * 6 + 3 + k] * Math.Cos(2 * Math.PI * c[3 + k] * -1.1);
            Assert.Equal(Math.Max(sum, 0), y.ToDoubles()[4 + j], 1e-12);
        }
    }
}
