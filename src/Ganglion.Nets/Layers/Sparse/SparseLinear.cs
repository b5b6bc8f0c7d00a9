namespace Ganglion.Nets;

/// <summary>y = x·Wᵀ + b with sparse W: forward and both derivatives do work at the non-zeros only, a batch in the lanes (SparseProp, Nikdan et al. 2023).</summary>
/// <param name="Values"><c>[nonzeros]</c>, at the entries of <see cref="Places"/>.</param>
/// <param name="Bias"><c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record SparseLinear(Tensor Values, Tensor? Bias)
{
    /// <summary>Where the weights are, <c>[outputs, inputs]</c>: part of the structure, not learned.</summary>
    public required Csr Places { get; init; }

    /// <summary>The weights of a dense layer that are not zero.</summary>
    public static SparseLinear From(Linear dense) => From(Csr.FromDense(dense.Weight), dense.Bias);

    /// <summary>The layer with these weights.</summary>
    /// <param name="weight"><c>[outputs, inputs]</c>, with values.</param>
    /// <param name="bias"><c>[outputs]</c>, or none.</param>
    /// <exception cref="ArgumentException">The matrix has no values.</exception>
    public static SparseLinear From(Csr weight, Tensor? bias) => new(weight.Values
        ?? throw new ArgumentException($"SparseLinear: a matrix with values is needed; got {weight}.", nameof(weight)), bias)
    { Places = weight.WithValues(null) };

    /// <param name="x"><c>[batch, inputs]</c>.</param>
    /// <returns><c>[batch, outputs]</c>.</returns>
    public Tensor Forward(Tensor x) => ForwardColumns(x.Transpose()).Transpose();

    /// <summary>The same with the batch as columns: a chain of such layers need not turn its activations.</summary>
    /// <param name="x"><c>[inputs, batch]</c>.</param>
    /// <returns><c>[outputs, batch]</c>.</returns>
    public Tensor ForwardColumns(Tensor x)
    {
        var y = Places.WithValues(Values).MatMul(x);
        return Bias is null ? y : y + Bias.Reshape(-1, 1);
    }

    /// <summary>The weights as a dense matrix <c>[outputs, inputs]</c>.</summary>
    public Tensor ToDense() => Places.WithValues(Values).ToDense(Values.DType);
}
