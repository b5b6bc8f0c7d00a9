namespace Ganglion.Nets;

/// <summary>
/// A gated unit whose state is a matrix, column by column (Pareja et al. 2020, section 3.4): Z = σ(W_z·X + U_z·H + B_z), R = σ(W_r·X + U_r·H + B_r),
/// H̃ = tanh(W_h·X + U_h·(R ∘ H) + B_h), H ← (1 - Z) ∘ H + Z ∘ H̃.
/// </summary>
/// <param name="Input">W_z, W_r and W_h, one below the other: <c>[3 · rows, rows]</c>.</param>
/// <param name="Recurrent">U_z, U_r and U_h: <c>[3 · rows, rows]</c>.</param>
/// <param name="Bias">B_z, B_r and B_h: <c>[3 · rows, columns]</c>.</param>
[Model]
public sealed partial record MatrixGruCell(Tensor Input, Tensor Recurrent, Tensor Bias)
{
    /// <summary>Weights from U(-1/√rows, 1/√rows), biases 0.</summary>
    /// <param name="rows">Of the state.</param>
    /// <param name="columns">Of the state.</param>
    /// <param name="rng">The key.</param>
    /// <param name="dtype">The element type.</param>
    public static MatrixGruCell Create(int rows, int columns, Rng rng, DType dtype = DType.F32) => new(
        Init.FanIn([3 * rows, rows], rows, rng.Split("input"), dtype), Init.FanIn([3 * rows, rows], rows, rng.Split("recurrent"), dtype),
        Init.Zeros([3 * rows, columns], dtype));

    /// <summary>One step.</summary>
    /// <param name="x"><c>[rows, columns]</c>.</param>
    /// <param name="h"><c>[rows, columns]</c>.</param>
    /// <returns>The next h.</returns>
    public Tensor Forward(Tensor x, Tensor h)
    {
        int rows = h.Size(0);
        Tensor heard = Input.MatMul(x) + Bias, kept = Recurrent.Slice(0, 0, 2 * rows).MatMul(h);
        var update = (heard.Slice(0, 0, rows) + kept.Slice(0, 0, rows)).Sigmoid();
        var reset = (heard.Slice(0, rows, rows) + kept.Slice(0, rows, rows)).Sigmoid();
        var candidate = (heard.Slice(0, 2 * rows, rows) + Recurrent.Slice(0, 2 * rows, rows).MatMul(reset * h)).Tanh();
        return h + update * (candidate - h);
    }
}

/// <summary>
/// A graph convolution whose weights move with time (Pareja et al. 2020, equations 1 to 3): Y_t = Â_t·X_t·W_t with W_t = GRU(input, W_{t-1}). Node by
/// node: yᵢ = Σⱼ âᵢⱼ·W_tᵀ·xⱼ. In the form O the input is W_{t-1} itself; in the form H it is a summary of the nodes: the k rows of X_t with the
/// largest scores X·p / |p|, each times the tanh of its score, where k is the number of columns of W.
/// </summary>
/// <remarks>The weights in force are a value that <see cref="Evolve"/> gives back; nodes may come and go, for nothing is kept of them.</remarks>
/// <param name="Weight">W_0, <c>[inputs, outputs]</c>.</param>
/// <param name="Cell">What moves the weights.</param>
/// <param name="Score">p, <c>[inputs]</c>, in the form H; none in the form O.</param>
[Model]
public sealed partial record EvolveGcnConv(Tensor Weight, MatrixGruCell Cell, Tensor? Score)
{
    /// <summary>W_0 by <see cref="Init.XavierUniform"/>, p from U(-1/√inputs, 1/√inputs).</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="rng">The key.</param>
    /// <param name="summarize">Whether nodes steer the weights (form H).</param>
    /// <param name="dtype">The element type.</param>
    public static EvolveGcnConv Create(int inputs, int outputs, Rng rng, bool summarize = false, DType dtype = DType.F32) => new(
        Init.XavierUniform([inputs, outputs], rng.Split("weight"), dtype: dtype), MatrixGruCell.Create(inputs, outputs, rng.Split("cell"), dtype),
        summarize ? Init.FanIn([inputs], inputs, rng.Split("score"), dtype) : null);

    /// <summary>The weights of the next moment.</summary>
    /// <param name="weight"><c>[inputs, outputs]</c>: those of the moment before, at first <see cref="Weight"/>.</param>
    /// <param name="x"><c>[nodes, inputs]</c> at the moment; the form O does not look at it.</param>
    /// <returns><c>[inputs, outputs]</c>.</returns>
    /// <exception cref="ArgumentException">In the form H: there are fewer nodes than the weights have columns.</exception>
    public Tensor Evolve(Tensor weight, Tensor x) => Cell.Forward(Score is null ? weight : Summary(x, Score, weight.Size(1)), weight);

    /// <param name="normalized"><c>[nodes, nodes]</c>, from <see cref="Csr.GcnNormalized"/>.</param>
    /// <param name="x"><c>[nodes, inputs]</c>.</param>
    /// <param name="weight">The weights of the moment, from <see cref="Evolve"/>.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(Csr normalized, Tensor x, Tensor weight) => SgConv.Propagate(normalized, x, weight, 1);

    // [inputs, count]: the count nodes of the largest scores, as columns.
    private static Tensor Summary(Tensor x, Tensor p, int count)
    {
        if (x.Size(0) < count)
            throw new ArgumentException($"EvolveGcnConv: the form H sums nodes up by {count} of them, one for each column of its weights; got "
            + $"{x.Size(0)} nodes. "
                + "Use fewer outputs, or the form O.", nameof(x));
        var scores = x.MatMul(p.Unsqueeze(1)).Squeeze(1) / (p.Square().Sum() + 1e-12).Sqrt();
        var (values, nodes) = scores.TopK(count);
        return (x.GatherRows(nodes) * values.Tanh().Unsqueeze(1)).Transpose();
    }
}
