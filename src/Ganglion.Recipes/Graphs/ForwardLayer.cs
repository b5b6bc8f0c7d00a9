using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>The convolution of a <see cref="ForwardLayer"/>.</summary>
public enum ForwardKind
{
    /// <summary>Kipf and Welling's.</summary>
    Gcn,

    /// <summary>GraphSAGE's, with means.</summary>
    Sage,

    /// <summary>Attention, with four heads.</summary>
    Gat,
}

/// <summary>One graph layer that learns by itself: its input is scaled to length 1 and is a constant, a ReLU follows.</summary>
/// <remarks>Park et al. 2024 (arXiv:2403.11004), section 3.</remarks>
[Model]
public sealed partial record ForwardLayer(GcnConv? Gcn, SageConv? Sage, GatConv? Gat)
{
    private const int Heads = 4;

    /// <summary>A layer with fresh weights.</summary>
    public static ForwardLayer Create(ForwardKind kind, int inputs, int outputs, Rng rng) => kind switch
    {
        ForwardKind.Gcn => new(GcnConv.Create(inputs, outputs, rng), null, null),
        ForwardKind.Sage => new(null, SageConv.Create(inputs, outputs, rng), null),
        _ => new(null, null, GatConv.Create(inputs, outputs / Heads, rng, Heads)),
    };

    /// <summary>What the convolution wants to have of the graph.</summary>
    public static Csr Prepare(ForwardKind kind, Csr graph) =>
        kind switch { ForwardKind.Gcn => graph.GcnNormalized(), ForwardKind.Sage => graph, _ => graph.AddSelfLoops() };

    /// <summary>The layer's answer.</summary>
    /// <param name="prepared"><c>[nodes, nodes]</c>, from <see cref="Prepare"/>.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, rows of length 1.</param>
    /// <returns><c>[nodes, outputs]</c>, not negative.</returns>
    public Tensor Forward(Csr prepared, Features x) => (Gcn?.Forward(prepared, x) ?? Sage?.Forward(prepared, x) ?? Gat!.Forward(prepared, x)).Relu();

    /// <summary>Rows of length 1; rows of zeros stay.</summary>
    public static Features Normalized(Features x)
    {
        if (x.Sparse is not { } sparse) return x.Dense! / (x.Dense!.Square().Sum(1, keepDims: true) + 1e-12).Sqrt();
        var values = sparse.Values ?? Tensor.Ones([sparse.Nonzeros]);
        return sparse.WithValues(values / (values.Square().SegmentSum(sparse.RowPointers) + 1e-12).Sqrt().GatherRows(sparse.RowIds));
    }

    /// <summary>Sparse features with rows below, or with columns beside, those that there are.</summary>
    /// <param name="x"><c>[rows, columns]</c>; dense features become sparse.</param>
    /// <param name="below"><c>[more rows, columns]</c>, or none.</param>
    /// <param name="beside"><c>[rows, more columns]</c>, or none.</param>
    public static Csr Extended(Features x, Tensor? below = null, Tensor? beside = null)
    {
        var sparse = x.Sparse ?? Csr.FromDense(x.Dense!);
        float[] values = (sparse.Values ?? Tensor.Ones([sparse.Nonzeros])).To(DType.F32).ToArray(), more = (below ?? beside)!.To(DType.F32).ToArray();
        int width = (below ?? beside)!.Size(1), rows = sparse.Rows + (below?.Size(0) ?? 0);
        var (pointers, ids, all) = (new int[rows + 1], new List<int>(), new List<float>());
        for (int r = 0; r < rows; r++)
        {
            if (r < sparse.Rows)
                for (int e = sparse.RowPointers[r]; e < sparse.RowPointers[r + 1]; e++) { ids.Add(sparse.ColumnIds[e]); all.Add(values[e]); }
            int row = beside is not null ? r : r - sparse.Rows;
            if (row >= 0)
                for (int c = 0; c < width; c++)
                    if (more[row * width + c] is not 0 and var v) { ids.Add((beside is null ? 0 : sparse.Columns) + c); all.Add(v); }
            pointers[r + 1] = ids.Count;
        }
        return new Csr(rows, sparse.Columns + (beside?.Size(1) ?? 0), pointers, ids.ToArray(), Tensor.From([.. all], all.Count).To(sparse.Values?.DType ?? DType.F32));
    }
}
