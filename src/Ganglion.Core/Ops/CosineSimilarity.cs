namespace Ganglion;

/// <summary>y = a·b / (max(|a|, ε) · max(|b|, ε)) along an axis, broadcast.</summary>
public static class CosineSimilarityOp
{
    /// <summary>The cosine of the angle between vectors that lie along an axis.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with a's.</param>
    /// <param name="axis">The axis along which the vectors lie, of the broadcast shape; it goes.</param>
    /// <param name="eps">The least length by which is divided.</param>
    [Op("cosine_similarity", Torch = "torch.nn.functional.cosine_similarity")]
    public static Tensor CosineSimilarity(this Tensor a, Tensor b, int axis = -1, double eps = 1e-8)
    {
        int[] shape = Shapes.Broadcast(a.Shape, b.Shape, "CosineSimilarity");
        axis = Shapes.Axis(axis, shape.Length, "CosineSimilarity") - shape.Length;
        return (a * b).Sum(axis) / (Length(a, axis, eps) * Length(b, axis, eps));
    }

    private static Tensor Length(Tensor x, int axis, double eps) => x.Norm(axis).Clamp(low: eps);

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].CosineSimilarity(x[1]), (int[])[0, 3], (int[])[0, 3]),
        new("rows", x => x[0].CosineSimilarity(x[1]), (int[])[3, 4], (int[])[3, 4]),
        new("all pairs", x => x[0].Unsqueeze(1).CosineSimilarity(x[1]), (int[])[3, 4], (int[])[2, 4]),
        new("columns", x => x[0].CosineSimilarity(x[1], 0), (int[])[33, 17], (int[])[33, 17]),
    ];
}
