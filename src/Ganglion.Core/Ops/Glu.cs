namespace Ganglion;

/// <summary>y = a · sigmoid(b), where a and b are the halves of x (Dauphin et al. 2017).</summary>
public static class GluOp
{
    /// <summary>The first half of an axis, gated by the second.</summary>
    /// <exception cref="ArgumentException">The size of the axis is odd.</exception>
    [Op("glu", Torch = "torch.nn.functional.glu")]
    public static Tensor Glu(this Tensor x, int axis = -1)
    {
        var halves = x.Split(2, axis);
        return halves[0] * halves[1].Sigmoid();
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].Glu(), (int[])[0, 4]), new("vector", x => x[0].Glu(), (int[])[6]), new("columns", x => x[0].Glu(0), (int[])[4, 3]),
        new("large", x => x[0].Glu(), (int[])[37, 66]),
    ];
}
