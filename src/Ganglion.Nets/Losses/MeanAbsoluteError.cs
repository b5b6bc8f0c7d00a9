namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of |prediction - target|.</summary>
    /// <inheritdoc cref="MeanSquaredError"/>
    public static Tensor MeanAbsoluteError(Tensor predictions, Tensor targets) => (Same(predictions, targets) - targets).Abs().Mean();
}
