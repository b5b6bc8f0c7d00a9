namespace Ganglion.Nets;

/// <summary>
/// Normalisation that keeps its output for the backward pass, not its input: a linear map that follows keeps that output anyway, so the two
/// share it (Yang et al. 2024, "Approximate and Memory-Sharing Backpropagation", section 5). It has no weight and bias of its own:
/// <see cref="Fold(LayerNorm, Linear)"/> puts those of a trained one into the linear map. To derivatives of the derivative what was kept is a
/// constant.
/// </summary>
public static class SharedNorm
{
    /// <summary>y = (x - mean) / √(variance + ε) over the last axis. Derivative, from y alone: r · (g - mean g - y · mean(g y)).</summary>
    /// <param name="x"><c>[…, width]</c>.</param>
    /// <param name="eps">ε, under the root.</param>
    /// <returns>The same shape.</returns>
    public static Tensor LayerNorm(Tensor x, double eps = 1e-5) => Rows(x, eps, centred: true);

    /// <summary>y = x / √(mean x² + ε) over the last axis. Derivative, from y alone: r · (g - y · mean(g y)).</summary>
    /// <inheritdoc cref="LayerNorm"/>
    public static Tensor RmsNorm(Tensor x, double eps = 1e-5) => Rows(x, eps, centred: false);

    /// <summary>The linear map of which <see cref="LayerNorm"/> first gives what <paramref name="norm"/> and <paramref name="next"/> give.</summary>
    /// <param name="norm">Whose weight and bias go into the map.</param>
    /// <param name="next">The map that reads the norm, with a bias.</param>
    public static Linear Fold(LayerNorm norm, Linear next) =>
        new(next.Weight * norm.Weight, norm.Bias.Reshape(1, -1).Linear(next.Weight, next.Bias).Reshape(-1));

    /// <summary>The linear map of which <see cref="RmsNorm"/> first gives what <paramref name="norm"/> and <paramref name="next"/> give.</summary>
    /// <inheritdoc cref="Fold(LayerNorm, Linear)"/>
    public static Linear Fold(RmsNorm norm, Linear next) => next with { Weight = next.Weight * norm.Weight };

    private static Tensor Rows(Tensor x, double eps, bool centred)
    {
        if (x.Rank == 0) throw new ArgumentException("SharedNorm: a tensor [rows, width] is needed; got a scalar.", nameof(x));
        if (x.Length == 0) return x;
        int n = x.Size(-1), rows = x.Length / n;
        return Diff.Custom([x], a =>
        {
            var source = a[0].Contiguous();                     // to name x here would keep it: the two functions share what they capture
            var type = source.DType;
            Tensor y = Tensor.Empty(source.Shape, type), mean = Tensor.Zeros([rows], type), square = Tensor.Empty([rows], type);
            if (centred) Kernels.Current.Moments(source, mean, square, 1, rows, n);
            else Kernels.Current.MomentSums(source, source, mean, Tensor.Empty([rows], type), square, 1, rows, n);
            var r = ((centred ? square : square / n) + eps).Rsqrt();
            Kernels.Current.ScaleShift(source, mean, r, null, y, 1, rows, n);
            return (y, (y, r));
        }, (kept, g) => [Adjoint(kept.y, kept.r, g, n, centred)]);
    }

    private static Tensor Adjoint(Tensor y, Tensor r, Tensor g, int n, bool centred)
    {
        int rows = r.Length;
        if (Diff.Recording)
        {
            Tensor flat = g.Reshape(rows, n), hat = y.Reshape(rows, n), rest = flat - hat * (flat * hat).Mean(-1, keepDims: true);
            return (r.Reshape(rows, 1) * (centred ? rest - flat.Mean(-1, keepDims: true) : rest)).Reshape(g.Shape);
        }
        g = g.Contiguous();
        Tensor zero = Tensor.Zeros([rows], g.DType), sum = Tensor.Empty([rows], g.DType), product = Tensor.Empty([rows], g.DType);
        var dx = Tensor.Empty(g.Shape, g.DType);
        Kernels.Current.MomentSums(g, y, zero, sum, product, 1, rows, n);
        Kernels.Current.NormalizationInput(g, y, zero, r, r * product * (-1.0 / n), centred ? r * sum * (-1.0 / n) : zero, dx, 1, rows, n);
        return dx;
    }
}
