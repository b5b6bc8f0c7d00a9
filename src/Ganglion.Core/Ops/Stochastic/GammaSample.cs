namespace Ganglion;

/// <summary>z = F⁻¹(u; α), draws of the gamma distribution of shape α and rate 1. Derivative: g · dz/dα at fixed u, see <see
/// cref="IncompleteGamma"/>;
/// that slope has none of its own.</summary>
public static class GammaSampleOp
{
    /// <summary>Gamma draws, differentiable once in the shape. For another rate, divide by it.</summary>
    /// <param name="rng">The key of this draw.</param>
    /// <param name="shape">The parameter α of each element, above 0.</param>
    /// <exception cref="ArgumentException">A parameter is not above 0, or not finite.</exception>
    [Op("gamma_sample", Order = 1)]
    public static Tensor Gamma(this Rng rng, Tensor shape)
    {
        double[] a = shape.Detach().ToDoubles(), z = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
        {
            if (!(a[i] > 0 && double.IsFinite(a[i]))) throw new ArgumentException($"Gamma: shape {i} is {a[i]}; it must be above 0, and finite.",
                nameof(shape));
            z[i] = IncompleteGamma.Inverse(a[i], rng.Open(i));
        }
        int[] axes = [.. shape.Shape];
        var y = Tensor.Wrap(z, axes).To(shape.DType);
        return Diff.Record("gamma_sample", y, shape, g =>
        {
            var slope = new double[z.Length];
            for (int i = 0; i < z.Length; i++) slope[i] = IncompleteGamma.Slope(a[i], z[i]);
            return g * Tensor.Wrap(slope, axes).To(g.DType);
        });
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0], [], [7], [3, 40]]
        from range in ((double Low, double High)[])[(0.3, 2), (2, 30)]
        select new OpCase($"{Shapes.Text(shape)} {range}", x => new Rng(3).Gamma(x[0]), new OpInput(shape, range.Low, range.High));
}
