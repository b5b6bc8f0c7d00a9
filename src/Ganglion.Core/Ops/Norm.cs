namespace Ganglion;

/// <summary>y = √Σ x². Derivative: g · x / y, and 0 where y is 0.</summary>
public static class NormOp
{
    /// <summary>The Euclidean norm over one axis.</summary>
    [Op("norm", Onnx = "ReduceL2", Torch = "torch.linalg.vector_norm")]
    public static Tensor Norm(this Tensor x, int axis, bool keepDims = false)
    {
        axis = Shapes.Axis(axis, x.Rank, "Norm");
        int[] kept = Reductions.Shape(x.Shape, axis, keepDims: true);
        var y = x.Detach().Square().Sum(axis, keepDims).Sqrt();
        return Diff.Record("norm", y, x, g =>
        {
            var length = y.Reshape(kept);
            return x * (g.Reshape(kept) / length.Greater(0).Where(length, Tensor.Scalar(1, x.DType)));
        });
    }

    /// <summary>The Euclidean norm of all elements, as a scalar.</summary>
    public static Tensor Norm(this Tensor x) => x.Reshape(x.Length).Norm(0);

    internal static IEnumerable<OpCase> Cases() => Reductions.Cases((x, axis, keep) => x.Norm(axis, keep), empty: true);
}
