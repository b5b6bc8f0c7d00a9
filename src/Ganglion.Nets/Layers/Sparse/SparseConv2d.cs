namespace Ganglion.Nets;

/// <summary>A 2-D convolution with sparse weights: forward and both derivatives do work at the non-zeros only (SparseProp, Nikdan et al. 2023).</summary>
/// <param name="Values"><c>[nonzeros]</c>, at the entries of <see cref="Places"/>.</param>
/// <param name="Bias"><c>[filters]</c>, or none.</param>
[Model]
public sealed partial record SparseConv2d(Tensor Values, Tensor? Bias)
{
    /// <summary>Where the weights are, <c>[filters, channels · kernelHeight · kernelWidth]</c>: part of the structure, not learned.</summary>
    public required Csr Places { get; init; }

    /// <summary>The size of a window.</summary>
    public required Size2 Kernel { get; init; }

    /// <summary>The distance between windows.</summary>
    public Size2 Stride { get; init; } = 1;

    /// <summary>Zeros around the image.</summary>
    public Padding2 Padding { get; init; }

    /// <summary>The distance between the elements of a window.</summary>
    public Size2 Dilation { get; init; } = 1;

    /// <summary>The weights of a dense convolution that are not zero.</summary>
    /// <exception cref="ArgumentException">The convolution has groups.</exception>
    public static SparseConv2d From(Conv2d dense)
    {
        if (dense.Groups != 1)
            throw new ArgumentException($"SparseConv2d: a convolution without groups is needed; got one with {dense.Groups}.", nameof(dense));
        var weight = Csr.FromDense(dense.Weight.Reshape(dense.Weight.Size(0), -1));
        return new(weight.Values!, dense.Bias)
        {
            Places = weight.WithValues(null),
            Kernel = (dense.Weight.Size(2), dense.Weight.Size(3)),
            Stride = dense.Stride,
            Padding = dense.Padding,
            Dilation = dense.Dilation,
        };
    }

    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <returns><c>[batch, filters, outHeight, outWidth]</c>.</returns>
    public Tensor Forward(Tensor x)
    {
        var y = x.Conv2d(Places.WithValues(Values), Kernel, Stride, Padding, Dilation);
        return Bias is null ? y : y + Bias.Reshape(-1, 1, 1);
    }

    /// <summary>The weights as those of a dense convolution, <c>[filters, channels, kernelHeight, kernelWidth]</c>.</summary>
    public Tensor ToDense() => Places.WithValues(Values).ToDense(Values.DType).Reshape(Places.Rows, -1, Kernel.Height, Kernel.Width);
}
