namespace Ganglion.Nets;

/// <summary>What training makes small. Each is a mean over rows or elements, a scalar tensor that can be differentiated.</summary>
public static partial class Loss
{
    /// <summary>The mean of (prediction - target)².</summary>
    /// <param name="predictions">Any shape.</param>
    /// <param name="targets">The same shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor MeanSquaredError(Tensor predictions, Tensor targets) => (Same(predictions, targets) - targets).Square().Mean();

    // Broadcasting [rows] against [rows, 1] would silently compare every pair.
    private static Tensor Same(Tensor x, Tensor targets) => x.Shape.SequenceEqual(targets.Shape) ? x
        : throw new ArgumentException($"Loss: predictions of shape {Shapes.Text(x.Shape)} meet "
            + $"targets of shape {Shapes.Text(targets.Shape)}. Reshape one of them.");
}
