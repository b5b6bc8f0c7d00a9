namespace Ganglion;

internal abstract partial class Kernels
{
    // ---- convolution with sparse weights: a row of places is a filter, a column a tap (channel, ky, kx); no groups ----

    /// <summary>y = x ⋆ w.</summary>
    public abstract void SparseConv2d(Pattern places, Tensor values, Tensor x, Tensor y, in ConvShape s);

    /// <summary>The adjoint of <see cref="SparseConv2d"/> in x: dx from g (shaped as y).</summary>
    public abstract void SparseConv2dInput(Pattern places, Tensor values, Tensor g, Tensor dx, in ConvShape s);

    /// <summary>The adjoint of <see cref="SparseConv2d"/> in the values: one number an entry, from x and g.</summary>
    public abstract void SparseConv2dValues(Pattern places, Tensor x, Tensor g, Tensor values, in ConvShape s);
}
