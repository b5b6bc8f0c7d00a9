namespace Ganglion.Nets;

/// <summary>The maximum over windows; padding never wins.</summary>
/// <param name="Kernel">The size of a window.</param>
/// <param name="Stride">Pixels between windows; 0 stands for the kernel's size.</param>
/// <param name="Padding">Pixels added on each side.</param>
[Model]
public sealed partial record MaxPool2d(Size2 Kernel, Size2 Stride = default, Padding2 Padding = default)
{
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <returns><c>[batch, channels, outHeight, outWidth]</c>.</returns>
    public Tensor Forward(Tensor x) => x.MaxPool2d(Kernel, Stride, Padding);
}

/// <summary>The mean over windows; padding counts as zeros.</summary>
/// <param name="Kernel">The size of a window.</param>
/// <param name="Stride">Pixels between windows; 0 stands for the kernel's size.</param>
/// <param name="Padding">Pixels added on each side.</param>
[Model]
public sealed partial record AvgPool2d(Size2 Kernel, Size2 Stride = default, Padding2 Padding = default)
{
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <returns><c>[batch, channels, outHeight, outWidth]</c>.</returns>
    public Tensor Forward(Tensor x) => x.AvgPool2d(Kernel, Stride, Padding);
}

/// <summary>The mean of each channel over the whole image.</summary>
[Model]
public sealed partial record GlobalAveragePool
{
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <returns><c>[batch, channels]</c>.</returns>
    public Tensor Forward(Tensor x) => x.AdaptiveAvgPool(1, 1).Flatten(1);
}
