namespace Ganglion;

/// <summary>y = x / (1 - rate) where a random word is at least the rate, else 0. Linear in x, so its derivative is itself.</summary>
public static class DropoutOp
{
    /// <summary>Drops each element with probability <paramref name="rate"/> and scales the others, so that the mean stays (Srivastava et
    /// al. 2014).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">0 to below 1.</param>
    /// <param name="rng">The key: the same key drops the same positions. Split it for each layer and step.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 0 to below 1.</exception>
    [Op("dropout", Onnx = "Dropout", Torch = "torch.nn.functional.dropout")]
    public static Tensor Dropout(this Tensor x, double rate, Rng rng)
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "Dropout: the rate must be 0 or more and below 1.");
        if (rate == 0) return x;
        var y = Tensor.Empty(x.Shape, x.DType);
        Kernels.Current.Dropout(x.Detach().Contiguous(), rng.Key, rate, y);
        return Diff.Record("dropout", y, x, g => g.Dropout(rate, rng));
    }

    internal static IEnumerable<OpCase> Cases() => OpCase.Unary(x => x.Dropout(0.3, new Rng(7)));
}
