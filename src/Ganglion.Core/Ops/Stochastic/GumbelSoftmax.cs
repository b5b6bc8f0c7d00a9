namespace Ganglion;

/// <summary>y = softmax((x + G) / τ) with standard Gumbel noise G: a draw from softmax(x), relaxed (Jang, Gu and Poole 2017; Maddison, Mnih and Teh
/// 2017). Said in public operations.</summary>
public static class GumbelSoftmaxOp
{
    /// <summary>A relaxed draw of one class for each row.</summary>
    /// <param name="logits"><c>[…, classes]</c>, or with the classes along another axis.</param>
    /// <param name="temperature">Above 0: the smaller, the nearer to a unit vector and the wilder the gradient.</param>
    /// <param name="rng">The key of this draw.</param>
    /// <param name="hard">Give the unit vector itself, with the derivative of the relaxed draw.</param>
    /// <param name="axis">The axis of the classes.</param>
    /// <returns>The shape of the logits; sums along the axis are 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0.</exception>
    [Op("gumbel_softmax", Torch = "torch.nn.functional.gumbel_softmax")]
    public static Tensor GumbelSoftmax(this Tensor logits, double temperature, Rng rng, bool hard = false, int axis = -1)
    {
        if (!(temperature > 0)) throw new ArgumentOutOfRangeException(nameof(temperature),
            temperature, "GumbelSoftmax: the temperature must be above 0.");
        var soft = ((logits + rng.Gumbel(logits.Shape, logits.DType)) * (1 / temperature)).Softmax(axis);
        return hard ? StraightThroughOp.Hard(soft, axis) : soft;
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 3], [1], [4], [3, 5], [2, 3, 4], [37, 9]]
        select new OpCase(Shapes.Text(shape), x => x[0].GumbelSoftmax(0.7, new Rng(3)), shape);
}
