namespace Ganglion.Nets;

/// <summary>
/// The features of nodes <c>[nodes, width]</c>, dense or sparse. Bags of words are more than nine tenths zeros, and their first product
/// costs ten times less sparse; the layers need not know which they got. Both kinds convert to it by themselves.
/// </summary>
public readonly struct Features
{
    private Features(Tensor? dense, Csr? sparse) => (Dense, Sparse) = (dense, sparse);

    /// <summary>The features, if they are dense.</summary>
    public Tensor? Dense { get; }

    /// <summary>The features, if they are sparse.</summary>
    public Csr? Sparse { get; }

    /// <summary>The number of nodes.</summary>
    public int Rows => Sparse?.Rows ?? Dense!.Size(0);

    /// <summary>The number of features of a node.</summary>
    public int Columns => Sparse?.Columns ?? Dense!.Size(1);

    /// <summary>Dense features.</summary>
    public static implicit operator Features(Tensor x) => new(x, null);

    /// <summary>Sparse features.</summary>
    public static implicit operator Features(Csr x) => new(null, x);

    /// <summary>The product with a dense matrix.</summary>
    /// <param name="right"><c>[width, outputs]</c>.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor MatMul(Tensor right) => Sparse?.MatMul(right) ?? Dense!.MatMul(right);

    /// <summary>x·Wᵀ + b, as <see cref="Nets.Linear.Forward"/>.</summary>
    /// <param name="weight"><c>[outputs, width]</c>.</param>
    /// <param name="bias"><c>[outputs]</c>, or none.</param>
    /// <returns><c>[nodes, outputs]</c>.</returns>
    public Tensor Linear(Tensor weight, Tensor? bias = null)
    {
        if (Sparse is null) return Dense!.Linear(weight, bias);
        var y = Sparse.MatMul(weight.Transpose());
        return bias is null ? y : y + bias;
    }

    /// <summary>Dropout of the entries; those of a sparse matrix that are not stored are zero either way.</summary>
    /// <param name="rate">From 0 to below 1.</param>
    /// <param name="rng">The key; without one nothing is dropped.</param>
    /// <param name="dtype">The element type, where sparse features are all ones and store none.</param>
    public Features Dropout(double rate, Rng? rng, DType dtype = DType.F32) => rng is not { } key || rate == 0 ? this
        : Sparse is null ? Dense!.Dropout(rate, key) : Sparse.WithValues((Sparse.Values ?? Tensor.Ones([Sparse.Nonzeros], dtype)).Dropout(rate, key));

    /// <summary>Each row divided by the sum of its magnitudes: a bag of words becomes shares. A row of zeros stays.</summary>
    public Features RowNormalized()
    {
        if (Sparse is null)
        {
            var sums = Dense!.Abs().Sum(1, keepDims: true);
            return Dense! / (sums + sums.Equal(0));
        }
        if (Sparse.Values is not { } values || values.Length == 0 || values.Min().Item() >= 0) return Sparse.RowNormalized();     // computed once
        var magnitudes = values.Abs().SegmentSum(Sparse.RowPointers);
        return Sparse.WithValues(values / (magnitudes + magnitudes.Equal(0)).GatherRows(Sparse.RowIds));
    }

    /// <summary>The same features in another element type.</summary>
    public Features To(DType dtype) => Sparse is null ? Dense!.To(dtype) : Sparse.To(dtype);

    /// <summary>The features of some nodes, in the order of <paramref name="rows"/>.</summary>
    public Features SelectRows(IntTensor rows) => Sparse is null ? Dense!.GatherRows(rows) : Sparse.SelectRows(rows);

    /// <summary>The features of the first nodes.</summary>
    /// <param name="rows">How many.</param>
    public Features First(int rows) => rows == Rows ? this
        : Sparse is null ? Dense!.Slice(0, 0, rows) : Sparse.SelectRows((int[])[.. Enumerable.Range(0, rows)]);

    /// <summary>The features as a dense tensor.</summary>
    /// <param name="dtype">The element type, where sparse features are all ones and store none.</param>
    public Tensor ToDense(DType dtype = DType.F32) => Dense ?? Sparse!.ToDense(dtype);
}
