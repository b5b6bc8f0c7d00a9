namespace Ganglion.Nets;

/// <summary>
/// Numbers as vectors: relu(W [sin 2πcx, cos 2πcx] + b) with frequencies c learnt for each feature and one linear map for all of them
/// (Gorishniy et al. 2022, "On Embeddings for Numerical Features in Tabular Deep Learning", in the form they call PLR-lite).
/// </summary>
/// <param name="Frequencies"><c>[features, frequencies]</c>.</param>
/// <param name="Mixing">From 2·frequencies to the width of a feature's vector.</param>
[Model]
public sealed partial record PeriodicEmbedding(Tensor Frequencies, Linear Mixing)
{
    /// <summary>Frequencies from N(0, scale²): the larger the scale, the finer the steps that can be told apart.</summary>
    public static PeriodicEmbedding Create(int features, int frequencies, int width, Rng rng, double scale = 0.05, DType dtype = DType.F32) => new(
        rng.Split("frequencies").Normal([features, frequencies], 0, scale, dtype),
        Linear.Create(2 * frequencies, width, rng.Split("mixing"), dtype: dtype));

    /// <param name="x"><c>[rows, features]</c>, about standardised.</param>
    /// <returns><c>[rows, features, width]</c>.</returns>
    public Tensor Forward(Tensor x)
    {
        var angle = x.Unsqueeze(2) * (Frequencies * (2 * Math.PI));
        return Mixing.Forward(Tensor.Concat([angle.Sin(), angle.Cos()], 2)).Relu();
    }
}
