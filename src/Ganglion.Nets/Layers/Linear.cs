namespace Ganglion.Nets;

/// <summary>y = x·Wᵀ + b.</summary>
/// <param name="Weight"><c>[outputs, inputs]</c>.</param>
/// <param name="Bias"><c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record Linear(Tensor Weight, Tensor? Bias)
{
    /// <summary>Weight and bias from U(-1/√inputs, 1/√inputs), as PyTorch's <c>nn.Linear</c>.</summary>
    public static Linear Create(int inputs, int outputs, Rng rng, bool bias = true, DType dtype = DType.F32) => new(
        Init.FanIn([outputs, inputs], inputs, rng.Split("weight"), dtype),
        bias ? Init.FanIn([outputs], inputs, rng.Split("bias"), dtype) : null);

    /// <summary>The number of inputs.</summary>
    public int Inputs => Weight.Size(-1);

    /// <summary>The number of outputs.</summary>
    public int Outputs => Weight.Size(-2);

    /// <param name="x"><c>[…, inputs]</c>.</param>
    /// <returns><c>[…, outputs]</c>.</returns>
    public Tensor Forward(Tensor x) => x.Linear(Weight, Bias);
}
