namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of e²/2 where |e| = |prediction - target| is below δ, else δ(|e| - δ/2) (Huber 1964).</summary>
    /// <param name="predictions">Any shape.</param>
    /// <param name="targets">The same shape.</param>
    /// <param name="delta">δ, where the parabola becomes a line.</param>
    /// <returns>A scalar, as PyTorch's <c>huber_loss</c>.</returns>
    public static Tensor Huber(Tensor predictions, Tensor targets, double delta = 1)
    {
        var error = (Same(predictions, targets) - targets).Abs();
        var inner = error.Clamp(0, delta);                       // c²/2 + δ(|e| - c) with c = min(|e|, δ): both cases at once
        return (inner.Square() / 2 + (error - inner) * delta).Mean();
    }
}
