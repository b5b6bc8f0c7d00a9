namespace Ganglion.Nets;

/// <summary>A table of vectors, one for each id.</summary>
/// <param name="Weight"><c>[ids, width]</c>.</param>
[Model]
public sealed partial record Embedding(Tensor Weight)
{
    /// <summary>Vectors from N(0, deviation²); deviation 1 as PyTorch's <c>nn.Embedding</c>.</summary>
    public static Embedding Create(int ids, int width, Rng rng, double deviation = 1, DType dtype = DType.F32) =>
        new(rng.Normal([ids, width], 0, deviation, dtype));

    /// <param name="ids">Any shape, values of 0 to ids - 1; for weights of several models <c>[models, …]</c>, or other ids for all alike.</param>
    /// <returns><c>[…ids, width]</c>.</returns>
    public Tensor Forward(IntTensor ids)
    {
        if (Weight.Rank == 2) return Weight.GatherRows(ids);
        // several models, [models, ids, width]: each looks in its own part of one long table
        int models = Weight.Size(0), rows = Weight.Size(1);
        bool shared = ids.Shape.Length == 0 || ids.Shape[0] != models;
        int each = shared ? ids.Length : ids.Length / models;
        var at = new int[models * each];
        for (int i = 0; i < at.Length; i++)
        {
            int id = ids[shared ? i % each : i];
            at[i] = (uint)id < (uint)rows ? i / each * rows + id
                : throw new ArgumentOutOfRangeException(nameof(ids), $"Embedding: id {id} is outside 0 to {rows - 1}.");
        }
        int[] shape = shared ? [models, .. ids.Shape] : [.. ids.Shape];
        return Weight.Reshape(models * rows, Weight.Size(2)).GatherRows(at).Reshape([.. shape, Weight.Size(2)]);
    }
}
