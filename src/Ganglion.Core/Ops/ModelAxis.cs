namespace Ganglion;

/// <summary>Many models in one batch: leaves have leading axes that single models lack, and meet inputs that have them too.</summary>
internal static class ModelAxis
{
    /// <summary>
    /// A leaf <c>[models…, own…]</c> with axes of size 1 after the models', so that it broadcasts against a tensor of the given rank whose
    /// leading axes are the models'.
    /// </summary>
    /// <param name="leaf">With more than <paramref name="own"/> axes.</param>
    /// <param name="own">The number of axes that a single model's leaf has.</param>
    /// <param name="rank">The rank to reach; less leaves the tensor as it is.</param>
    public static Tensor Align(Tensor leaf, int own, int rank)
    {
        if (leaf.Rank >= rank) return leaf;
        int[] ones = new int[rank - leaf.Rank];
        Array.Fill(ones, 1);
        return leaf.Reshape([.. leaf.Shape[..^own], .. ones, .. leaf.Shape[^own..]]);
    }

    /// <summary>x·Wᵀ + b for weights <c>[models, out, in]</c>; x is <c>[models, …, rows, in]</c>, or <c>[rows, in]</c> for all models.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (x.Rank < 2 || x.Shape[^1] != weight.Shape[^1] || (bias is not null && !bias.Shape.SequenceEqual(weight.Shape[..^1])))
            throw new ArgumentException(
                $"Linear: weights of several models, [models, out, in], take x [models, rows, in] or [rows, in] and bias [models, out]; got "
                + $"{Shapes.Text(weight.Shape)}, {Shapes.Text(x.Shape)} and {(bias is null ? "no bias" : Shapes.Text(bias.Shape))}.");
        var y = x.MatMul(Align(weight, 2, x.Rank), transposeB: true);
        return bias is null ? y : y + Align(bias.Unsqueeze(-2), 2, y.Rank);
    }

    /// <summary>
    /// Convolutions with filters <c>[models, filters, channels / groups, kernelHeight, kernelWidth]</c>, as one with more groups. x is
    /// <c>[models, batch, channels, height, width]</c>, or <c>[batch, channels, height, width]</c> for all models.
    /// </summary>
    public static Tensor Conv2d(Tensor x, Tensor weight, Tensor? bias, Size2 stride, Padding2 padding, Size2 dilation, int groups)
    {
        int models = weight.Shape[0], filters = weight.Shape[1];
        if (x.Rank == 4) x = x.Expand([models, .. x.Shape]);
        if (x.Rank != 5 || x.Shape[0] != models)
            throw new ArgumentException(
                $"Conv2d: filters of {models} models take x [{models}, batch, channels, height, width] or [batch, channels, height, width]; got "
                + $"{Shapes.Text(x.Shape)}.", nameof(x));
        int batch = x.Shape[1];
        var wide = x.Transpose(0, 1).Reshape(batch, models * x.Shape[2], x.Shape[3], x.Shape[4]);
        var y = wide.Conv2d(weight.Reshape([models * filters, .. weight.Shape[2..]]), bias?.Reshape(-1), stride, padding, dilation, models * groups);
        return y.Reshape(batch, models, filters, y.Shape[2], y.Shape[3]).Transpose(0, 1);
    }
}
