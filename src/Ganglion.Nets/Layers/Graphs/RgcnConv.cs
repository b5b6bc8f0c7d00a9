namespace Ganglion.Nets;

/// <summary>
/// Relational graph convolution (Schlichtkrull et al. 2018, equation 2): yᵢ = Σ over r of (mean over j in Nᵢʳ of xⱼ)·Wᵣ + xᵢ·S + b; as
/// matrices, Y = Σ over r of Âᵣ·X·Wᵣ + X·S + b with the rows of Âᵣ summing to 1. The Wᵣ share bases (equation 3) or are block-diagonal
/// (equation 4), or are free.
/// </summary>
/// <param name="Weight">Free: <c>[relations, inputs, outputs]</c>; bases: <c>[bases, inputs, outputs]</c>; blocks: <c>[relations, blocks, inputs / blocks,
/// outputs / blocks]</c>. As PyG's <c>weight</c>.</param>
/// <param name="Coefficients">How much of each basis a relation takes, <c>[relations, bases]</c> (PyG's <c>comp</c>), or none.</param>
/// <param name="Self">S, <c>[inputs, outputs]</c> (PyG's <c>root</c>).</param>
/// <param name="Bias">b, <c>[outputs]</c>, or none.</param>
[Model]
public sealed partial record RgcnConv(Tensor Weight, Tensor? Coefficients, Tensor Self, Tensor? Bias)
{
    /// <summary>Weights by Glorot's uniform of a single matrix's sizes, bias 0.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="relations">The number of relations.</param>
    /// <param name="rng">The key.</param>
    /// <param name="bases">How many bases the relations share; 0 for none.</param>
    /// <param name="blocks">How many blocks a relation's matrix has; 0 for a full one.</param>
    /// <param name="bias">Whether there is a b.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="ArgumentException">Bases and blocks together, or blocks that do not divide the widths.</exception>
    public static RgcnConv Create(int inputs, int outputs, int relations, Rng rng, int bases = 0, int blocks = 0, bool bias = true, DType dtype = DType.F32)
    {
        if (bases > 0 && blocks > 0) throw new ArgumentException($"RgcnConv: {bases} bases and {blocks} blocks; choose one of the two.", nameof(blocks));
        if (blocks > 0 && (inputs % blocks != 0 || outputs % blocks != 0))
            throw new ArgumentException($"RgcnConv: {blocks} blocks do not divide {inputs} inputs and {outputs} outputs.", nameof(blocks));
        int parts = Math.Max(1, blocks);
        double limit = Math.Sqrt(6.0 / (inputs / parts + outputs / parts));
        int[] shape = bases > 0 ? [bases, inputs, outputs] : blocks > 0 ? [relations, blocks, inputs / blocks, outputs / blocks] : [relations, inputs, outputs];
        return new(rng.Split("weight").Uniform(shape, -limit, limit, dtype),
            bases > 0 ? rng.Split("coefficients").Normal([relations, bases], deviation: 1 / Math.Sqrt(bases), dtype: dtype) : null,
            Init.XavierUniform([inputs, outputs], rng.Split("self"), dtype: dtype), bias ? Init.Zeros([outputs], dtype) : null);
    }

    /// <param name="graph">The typed edges; as a rule with each also the other way round, as a relation of its own.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <param name="selfDropout">The share of what a node says to itself that is dropped while training.</param>
    /// <param name="rng">The key of that; without one nothing is dropped.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Forward(RelationalGraph graph, Features x, double selfDropout = 0, Rng? rng = null)
    {
        var heard = x.Sparse is { } sparse ? graph.Mean.MatMul(sparse.ToDense(Weight.DType)) : graph.Mean.MatMul(x.Dense!);
        var y = graph.Sum.MatMul(heard.SegmentMatMul(graph.Pointers, Matrices()));
        var self = x.MatMul(Self);
        if (rng is { } key && selfDropout > 0) self = self.Dropout(selfDropout, key);
        y += self;
        return Bias is null ? y : y + Bias;
    }

    /// <summary>The matrix of each relation, <c>[relations, inputs, outputs]</c>, or its blocks.</summary>
    public Tensor Matrices() => Coefficients is null ? Weight
        : Coefficients.MatMul(Weight.Reshape(Weight.Size(0), -1)).Reshape(-1, Weight.Size(1), Weight.Size(2));
}
