namespace Ganglion.Nets;

/// <summary>What follows a convolution in an image network.</summary>
public enum ImageNorm
{
    /// <summary>Batch normalisation: its running moments are a <see cref="ConvNetState"/>.</summary>
    Batch,

    /// <summary>Group normalisation in eight groups; in four or one where eight do not divide the channels. No state.</summary>
    Group,

    /// <summary>Nothing: the convolution has a bias instead. No state.</summary>
    None,
}

/// <summary>The running moments of an image network's batch normalisations, in the order of the forward pass; none without them.</summary>
/// <param name="Norms">One for each normalisation.</param>
[Model]
public sealed partial record ConvNetState(BatchNormState[] Norms);

/// <summary>A convolution without bias and its normalisation, or one with a bias.</summary>
/// <param name="Conv">The convolution.</param>
/// <param name="Batch">Its batch normalisation, or none.</param>
/// <param name="Group">Its group normalisation, or none.</param>
[Model]
public sealed partial record ConvNorm(Conv2d Conv, BatchNorm? Batch = null, GroupNorm? Group = null)
{
    /// <summary>Weights from N(0, 2 / fanIn), made for ReLUs (He et al. 2015, equation 10); the padding keeps the size at stride 1.</summary>
    public static ConvNorm Create(int channels, int filters, int kernel, Rng rng, int stride = 1, int groups = 1, ImageNorm norm = ImageNorm.Batch,
        double gain = 1.4142135623730951, DType dtype = DType.F32)
    {
        var weight = Init.KaimingNormal([filters, channels / groups, kernel, kernel], rng.Split("weight"), gain, dtype);
        return new(
            new(weight, norm == ImageNorm.None ? Tensor.Zeros([filters], dtype) : null) { Stride = stride, Padding = kernel / 2, Groups = groups },
            norm == ImageNorm.Batch ? BatchNorm.Create(filters, dtype) : null,
            norm == ImageNorm.Group ? GroupNorm.Create(filters % 8 == 0 ? 8 : filters % 4 == 0 ? 4 : 1, filters, dtype) : null);
    }

    /// <summary>The batch normalisation, if there is one.</summary>
    internal IEnumerable<BatchNorm> Norms => Batch is null ? [] : [Batch];

    internal Tensor Forward(Tensor x, RunningNorms norms)
    {
        x = Conv.Forward(x);
        return Batch is not null ? norms.Forward(Batch, x) : Group is not null ? Group.Forward(x) : x;
    }
}

/// <summary>The running moments of one forward pass, taken and given in order.</summary>
internal sealed class RunningNorms(ConvNetState state, bool train)
{
    private readonly List<BatchNormState> _next = [];

    public ConvNetState Next => train ? new([.. _next]) : state;

    public Tensor Forward(BatchNorm norm, Tensor x)
    {
        if (_next.Count == state.Norms.Length)
            throw new ArgumentException($"The network has more batch normalisations than the {state.Norms.Length} states it was given. Begin with "
                + "InitialState() and keep the state that each training step returns.", nameof(norm));
        (x, var next) = norm.Forward(x, state.Norms[_next.Count], train);
        _next.Add(next);
        return x;
    }
}
