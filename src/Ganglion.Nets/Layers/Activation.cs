namespace Ganglion.Nets;

/// <summary>The usual element-wise functions.</summary>
public enum ActivationKind
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, else slope · x.</summary>
    LeakyRelu,

    /// <summary>x where positive, else α(eˣ - 1).</summary>
    Elu,

    /// <summary>x·Φ(x), with the exact normal distribution.</summary>
    Gelu,

    /// <summary>x·σ(x).</summary>
    Silu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>log(1 + eˣ).</summary>
    Softplus,
}

/// <summary>An element-wise function as a value: an option of a network, comparable and printable.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Parameter">The slope of <see cref="ActivationKind.LeakyRelu"/>, the α of <see cref="ActivationKind.Elu"/>.</param>
public readonly record struct Activation(ActivationKind Kind, double Parameter = 0)
{
    /// <summary>Steps in place of the derivative, which need a few bits of each input; none for the true derivative.</summary>
    public StepDerivative? Derivative { get; init; }

    /// <summary>x.</summary>
    public static Activation Identity => default;

    /// <summary>max(x, 0).</summary>
    public static Activation Relu => new(ActivationKind.Relu);

    /// <summary>x·Φ(x).</summary>
    public static Activation Gelu => new(ActivationKind.Gelu);

    /// <summary>x·σ(x).</summary>
    public static Activation Silu => new(ActivationKind.Silu);

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh => new(ActivationKind.Tanh);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Activation Sigmoid => new(ActivationKind.Sigmoid);

    /// <summary>log(1 + eˣ).</summary>
    public static Activation Softplus => new(ActivationKind.Softplus);

    /// <summary>x where positive, else slope · x.</summary>
    public static Activation LeakyRelu(double slope = 0.01) => new(ActivationKind.LeakyRelu, slope);

    /// <summary>x where positive, else α(eˣ - 1).</summary>
    public static Activation Elu(double alpha = 1) => new(ActivationKind.Elu, alpha);

    /// <summary>The function of each element.</summary>
    public Tensor Forward(Tensor x) => Derivative is { } steps ? steps.Forward(this with { Derivative = null }, x) : Kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.Relu => x.Relu(),
        ActivationKind.LeakyRelu => x.LeakyRelu(Parameter),
        ActivationKind.Elu => x.Elu(Parameter),
        ActivationKind.Gelu => x.Gelu(),
        ActivationKind.Silu => x.Silu(),
        ActivationKind.Tanh => x.Tanh(),
        ActivationKind.Sigmoid => x.Sigmoid(),
        ActivationKind.Softplus => x.Softplus(),
        _ => throw new ArgumentOutOfRangeException(nameof(x), Kind, "No such activation."),
    };
}
