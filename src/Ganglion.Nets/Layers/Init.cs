namespace Ganglion.Nets;

/// <summary>
/// First weights. Fans are those of a weight <c>[outputs, inputs, …kernel]</c>: fan-in is inputs · kernel, fan-out is outputs · kernel.
/// Every method draws from the key it is given and from nothing else.
/// </summary>
public static class Init
{
    private const double Sqrt2 = 1.4142135623730951;

    /// <summary>Zeros.</summary>
    public static Tensor Zeros(ReadOnlySpan<int> shape, DType dtype = DType.F32) => Tensor.Zeros(shape, dtype);

    /// <summary>U(-a, a) with a = gain · √(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16).</summary>
    public static Tensor XavierUniform(ReadOnlySpan<int> shape, Rng rng, double gain = 1, DType dtype = DType.F32)
    {
        var (fanIn, fanOut) = Fans(shape);
        return Symmetric(shape, rng, gain * Math.Sqrt(6.0 / (fanIn + fanOut)), dtype);
    }

    /// <summary>N(0, σ²) with σ = gain · √(2 / (fanIn + fanOut)) (Glorot and Bengio 2010).</summary>
    public static Tensor XavierNormal(ReadOnlySpan<int> shape, Rng rng, double gain = 1, DType dtype = DType.F32)
    {
        var (fanIn, fanOut) = Fans(shape);
        return rng.Normal(shape, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)), dtype);
    }

    /// <summary>U(-a, a) with a = gain · √(3 / fanIn) (He et al. 2015); the gain √2 is that of the ReLU.</summary>
    public static Tensor KaimingUniform(ReadOnlySpan<int> shape, Rng rng, double gain = Sqrt2, DType dtype = DType.F32) =>
        Symmetric(shape, rng, gain * Math.Sqrt(3.0 / Fans(shape).In), dtype);

    /// <summary>N(0, σ²) with σ = gain / √fanIn (He et al. 2015, equation 10); the gain √2 is that of the ReLU.</summary>
    public static Tensor KaimingNormal(ReadOnlySpan<int> shape, Rng rng, double gain = Sqrt2, DType dtype = DType.F32) =>
        rng.Normal(shape, 0, gain / Math.Sqrt(Fans(shape).In), dtype);

    /// <summary>U(-1/√fanIn, 1/√fanIn): what PyTorch draws for the weights and biases of linear and convolutional layers.</summary>
    /// <param name="shape">Of the tensor to be made.</param>
    /// <param name="fanIn">The number of inputs of one output.</param>
    /// <param name="rng">The key.</param>
    /// <param name="dtype">The element type.</param>
    public static Tensor FanIn(ReadOnlySpan<int> shape, int fanIn, Rng rng, DType dtype = DType.F32) =>
        Symmetric(shape, rng, 1 / Math.Sqrt(fanIn), dtype);

    /// <summary>
    /// A matrix with orthonormal rows or columns, whichever are fewer, times <paramref name="gain"/>; further axes count as columns
    /// (Saxe et al. 2014). Uniform over all such matrices: the Q of a normal matrix, by Gram and Schmidt, twice for accuracy.
    /// </summary>
    public static Tensor Orthogonal(ReadOnlySpan<int> shape, Rng rng, double gain = 1, DType dtype = DType.F32)
    {
        if (shape.Length < 2)
            throw new ArgumentException($"Orthogonal: a shape of two axes or more was expected, got {Shapes.Text(shape)}.", nameof(shape));
        int rows = shape[0], columns = Shapes.Count(shape[1..]), n = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double[] q = rng.Normal([n, length], dtype: DType.F64).ToDoubles();                    // n vectors, one a row
        for (int i = 0; i < n; i++)
        {
            var v = q.AsSpan(i * length, length);
            for (int pass = 0; pass < 2; pass++)
                for (int j = 0; j < i; j++)
                {
                    var u = q.AsSpan(j * length, length);
                    double dot = 0;
                    for (int k = 0; k < length; k++) dot += u[k] * v[k];
                    for (int k = 0; k < length; k++) v[k] -= dot * u[k];
                }
            double norm = 0;
            foreach (double x in v) norm += x * x;
            norm = Math.Sqrt(norm);
            for (int k = 0; k < length; k++) v[k] /= norm;
        }
        var matrix = Tensor.From(q, n, length) * gain;
        return (rows <= columns ? matrix : matrix.Transpose()).Reshape(shape).Contiguous().To(dtype);
    }

    private static Tensor Symmetric(ReadOnlySpan<int> shape, Rng rng, double bound, DType dtype) => rng.Uniform(shape, -bound, bound, dtype);

    private static (int In, int Out) Fans(ReadOnlySpan<int> shape)
    {
        if (shape.Length < 2)
            throw new ArgumentException($"A weight of shape [outputs, inputs, …] was expected, got {Shapes.Text(shape)}. "
                + "Use FanIn for vectors.", nameof(shape));
        int kernel = Shapes.Count(shape[2..]);
        return (shape[1] * kernel, shape[0] * kernel);
    }
}
