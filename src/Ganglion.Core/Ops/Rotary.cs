namespace Ganglion;

/// <summary>
/// Rotary positions (Su et al. 2021, equation 34): pair i of the elements at position p turns by the angle p·θ^(-2i/n), so that the product of two
/// vectors depends on the distance of their positions. Derivative: g, turned back.
/// </summary>
public static class RotaryOp
{
    /// <summary>Turns the pairs of each vector by its position.</summary>
    /// <param name="x"><c>[…, time, n]</c> with an even n: queries or keys of each head.</param>
    /// <param name="start">The position of the first step: what a cache already holds.</param>
    /// <param name="theta">The base of the wavelengths.</param>
    /// <param name="interleaved">Whether elements 2i and 2i + 1 make a pair, as in the paper; else i and i + n/2, as in GPT-NeoX and Llama.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">n is odd, or there is no axis of time.</exception>
    [Op("rotary", Onnx = "RotaryEmbedding")]
    public static Tensor Rotary(this Tensor x, int start = 0, double theta = 10000, bool interleaved = false)
    {
        if (x.Rank < 2 || x.Shape[^1] % 2 != 0)
            throw new ArgumentException($"Rotary: vectors [time, n] with an even n are needed; got {Shapes.Text(x.Shape)}.", nameof(x));
        int time = x.Shape[^2], half = x.Shape[^1] / 2;
        double[] cos = new double[time * half], sin = new double[cos.Length];
        for (int t = 0, at = 0; t < time; t++)
            for (int i = 0; i < half; i++, at++) (sin[at], cos[at]) = Math.SinCos((start + t) * Math.Pow(theta, -(double)i / half));
        Tensor c = Tensor.From(cos, time, half).To(x.DType), s = Tensor.From(sin, time, half).To(x.DType);
        if (half == 0) return x;
        var (p, q) = interleaved ? (x.Slice(-1, 0, half, 2), x.Slice(-1, 1, half, 2)) : (x.Slice(-1, 0, half), x.Slice(-1, half, half));
        Tensor first = p * c - q * s, second = p * s + q * c;
        return interleaved ? Tensor.Stack([first, second], -1).Reshape(x.Shape) : Tensor.Concat([first, second], -1);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("empty", x => x[0].Rotary(), (int[])[0, 4]), new("two", x => x[0].Rotary(), (int[])[3, 2]), new("halves", x => x[0].Rotary(5),
            (int[])[2, 3, 4]),
        new("pairs", x => x[0].Rotary(1, 100, interleaved: true), (int[])[2, 3, 6]), new("large", x => x[0].Rotary(), (int[])[2, 3, 17, 32]),
    ];
}
