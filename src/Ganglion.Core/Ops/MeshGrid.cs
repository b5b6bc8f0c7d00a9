namespace Ganglion;

/// <summary>Vectors stretched against each other: y_k[i₀, i₁, …] = x_k[i_k]. Derivative: the sum over the other axes.</summary>
public static class MeshGridOp
{
    /// <summary>One view a vector, each of the shape of all their sizes, matrix-wise ("ij").</summary>
    /// <exception cref="ArgumentException">An operand is no vector.</exception>
    [Op("meshgrid", Torch = "torch.meshgrid")]
    public static Tensor[] MeshGrid(params Tensor[] vectors)
    {
        if (Array.FindIndex(vectors, v => v.Rank != 1) is >= 0 and int bad)
            throw new ArgumentException($"MeshGrid: vectors are needed; operand {bad} has shape {Shapes.Text(vectors[bad].Shape)}.", nameof(vectors));
        int[] shape = [.. vectors.Select(v => v.Length)];
        return [.. vectors.Select((v, k) => v.Reshape([.. shape.Select((n, i) => i == k ? n : 1)]).Expand(shape))];
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => MeshGrid(x)[0], (int[])[0], (int[])[3]), new("two", x => MeshGrid(x)[0] * MeshGrid(x)[1].Square(), (int[])[3], (int[])[4]),
        new("three", x => MeshGrid(x)[0] - MeshGrid(x)[1] * MeshGrid(x)[2], (int[])[2], (int[])[3], (int[])[2]),
    ];
}
