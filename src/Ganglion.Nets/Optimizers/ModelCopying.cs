namespace Ganglion.Nets;

/// <summary>Copies whose memory is their own.</summary>
public static class ModelCopying
{
    /// <summary>The same model in memory of its own, without history: what a trainer takes before it steps in place.</summary>
    public static T Copy<T>(this IModel<T> model) where T : IModel<T> => model.Map("", static (_, t) => t.Copy());

    internal static Tensor Copy(this Tensor t)
    {
        var y = Tensor.Empty(t.Shape, t.DType);
        Kernels.Current.Copy(t, y);
        return y;
    }
}
