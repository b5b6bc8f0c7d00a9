namespace Ganglion.Nets;

/// <summary>A table of vectors, one for each id.</summary>
/// <param name="Weight"><c>[ids, width]</c>.</param>
[Model]
public sealed partial record Embedding(Tensor Weight)
{
    /// <summary>Vectors from N(0, deviation²); deviation 1 as PyTorch's <c>nn.Embedding</c>.</summary>
    public static Embedding Create(int ids, int width, Rng rng, double deviation = 1, DType dtype = DType.F32) =>
        new(rng.Normal([ids, width], 0, deviation, dtype));

    /// <param name="ids">Any shape, values of 0 to ids - 1.</param>
    /// <returns><c>[…ids, width]</c>.</returns>
    public Tensor Forward(IntTensor ids) => Weight.GatherRows(ids);
}
