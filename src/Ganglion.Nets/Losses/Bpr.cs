namespace Ganglion.Nets;

public static partial class Loss
{
    /// <summary>The mean of -log σ(positive - negative), Bayesian personalised ranking (Rendle et al. 2009),
    /// as softplus(negative - positive).</summary>
    /// <param name="positive">Scores of the items that were chosen, any shape.</param>
    /// <param name="negative">Scores of the items that were not, the same shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Bpr(Tensor positive, Tensor negative) => (Same(negative, positive) - positive).Softplus().Mean();
}
