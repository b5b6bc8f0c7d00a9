namespace Ganglion;

/// <summary>
/// Affine maps whose backward pass goes through another matrix than their forward pass: feedback alignment (Lillicrap et al. 2016), weight
/// mirrors, Kolen-Pollack learning. The weights still receive their own gradient, g·xᵀ; only what flows on to x is replaced.
/// </summary>
public static class FeedbackLayers                              // without a bias, y stands for it below: it has no history
{
    /// <summary>y = x·weightᵀ + bias; the gradient in x is g·<paramref name="feedback"/>. No gradient reaches the feedback matrix itself.</summary>
    /// <param name="x"><c>[…, in]</c>, with two axes or more.</param>
    /// <param name="weight"><c>[out, in]</c>.</param>
    /// <param name="bias"><c>[out]</c>, or none.</param>
    /// <param name="feedback"><c>[out, in]</c>, in the weight's place on the way back.</param>
    /// <returns><c>[…, out]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias, Tensor feedback)
    {
        Check("Linear", weight, feedback);
        var y = Diff.Constant(() => x.Linear(weight, bias));
        int m = weight.Shape[0], n = x.Shape[^1];
        return Diff.Record("linear_feedback", y, x, g => g.MatMul(feedback), weight, g => g.Reshape(-1, m).MatMul(x.Reshape(-1, n), transposeA: true),
            bias ?? y, g => g.Reshape(-1, m).Sum(0));
    }

    /// <summary>y = x ⋆ weight + bias; the gradient in x is the adjoint of ⋆ with <paramref name="feedback"/>.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="weight"><c>[filters, channels / groups, kernelHeight, kernelWidth]</c>.</param>
    /// <param name="bias"><c>[filters]</c>, or none.</param>
    /// <param name="feedback">The weight's shape, in its place on the way back.</param>
    /// <param name="stride">The distance between windows; 0 stands for 1.</param>
    /// <param name="padding">Zeros around the image.</param>
    /// <param name="dilation">The distance between the elements of a window; 0 stands for 1.</param>
    /// <param name="groups">Channels and filters fall into this many groups that do not meet.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static Tensor Conv2d(this Tensor x, Tensor weight, Tensor? bias, Tensor feedback, Size2 stride = default, Padding2 padding = default,
        Size2 dilation = default, int groups = 1)
    {
        Check("Conv2d", weight, feedback);
        var s = Conv2dOp.Geometry("Conv2d", x.Shape, weight.Shape, stride, padding, dilation, groups);
        var y = Diff.Constant(() => x.Conv2d(weight, bias, stride, padding, dilation, groups));
        return Diff.Record("conv2d_feedback", y, x, g => Conv2dInputOp.Adjoint(g, feedback, s), weight, g => Conv2dWeightOp.Adjoint(x, g, s),
            bias ?? y, g => g.Sum([0, 2, 3]));
    }

    private static void Check(string op, Tensor weight, Tensor feedback)
    {
        if (!feedback.Shape.SequenceEqual(weight.Shape))
            throw new ArgumentException(
                $"{op}: the feedback takes the weight's place on the way back, so it must be {Shapes.Text(weight.Shape)}; got {Shapes.Text(feedback.Shape)}.",
                nameof(feedback));
    }
}
