namespace Ganglion.Nets;

/// <summary>What tells a transformer where things stand, without parameters. Learned positions are a table (<see cref="Gpt.Positions"/>); rotary ones
/// turn queries and keys (<see cref="RotaryOp.Rotary"/>).</summary>
public static class Positions
{
    /// <summary>Sines in the even columns and cosines in the odd ones, of wavelengths from 2π to 10000·2π (Vaswani et al. 2017, section
    /// 3.5).</summary>
    /// <returns><c>[time, width]</c>, to be added to the embeddings.</returns>
    public static Tensor Sinusoidal(int time, int width, int start = 0, DType dtype = DType.F32)
    {
        var values = new double[time * width];
        for (int t = 0; t < time; t++)
            for (int i = 0; i < width; i++)
            {
                double angle = (start + t) * Math.Pow(10000, -(double)(i - i % 2) / width);
                values[t * width + i] = i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }
        return Tensor.From(values, time, width).To(dtype);
    }

    /// <summary>
    /// Attention with linear biases (Press et al. 2022): minus the distance of query and key, times a slope of each head, 2^(-8/heads·(h + 1)).
    /// The last query stands at the last key; later keys get what their distance gives, so hide them with the causal form.
    /// </summary>
    /// <returns><c>[heads, queries, keys]</c>, a mask of attention.</returns>
    public static Tensor Alibi(int heads, int queries, int keys, DType dtype = DType.F32)
    {
        var values = new double[heads * queries * keys];
        for (int h = 0, at = 0; h < heads; h++)
            for (int i = 0; i < queries; i++)
                for (int j = 0; j < keys; j++) values[at++] = -Math.Pow(2, -8.0 * (h + 1) / heads) * Math.Abs(i + keys - queries - j);
        return Tensor.From(values, heads, queries, keys).To(dtype);
    }
}
