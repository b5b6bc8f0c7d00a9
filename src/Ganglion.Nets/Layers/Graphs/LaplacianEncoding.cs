namespace Ganglion.Nets;

/// <summary>
/// Where a node lies in its graph: the eigenvectors of L = I - D^-½ A D^-½ with the smallest eigenvalues but the first (Dwivedi et al. 2023, section
/// 3.1). Node-wise pᵢ = [u⁽¹⁾ᵢ, …, u⁽ᵏ⁾ᵢ] with L·u⁽ᵐ⁾ = λₘ·u⁽ᵐ⁾; as a matrix the columns 1 to k of U in L = U·Λ·Uᵀ. Loops are left out and a
/// directed graph is taken both ways, (A + Aᵀ) / 2. The sign of an eigenvector means nothing: it is made positive where the vector is largest, and
/// <see cref="Flip"/> gives random ones while training.
/// </summary>
/// <remarks>As PyG's <c>AddLaplacianEigenvectorPE</c>, whose signs are those of the solver.</remarks>
/// <param name="Dimensions">k; a graph of fewer nodes has zeros in the last columns.</param>
public sealed record LaplacianEncoding(int Dimensions = 8)
{
    /// <summary>Graphs of more nodes are solved iteratively, with sparse products only.</summary>
    public int DenseLimit { get; init; } = 500;

    /// <summary>The iterative solution stops where each |L·u - λ·u| is below this.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Rounds of the iterative solution, each of twelve to four hundred sparse products, before it gives up.</summary>
    public int MaxIterations { get; init; } = 200;

    /// <summary>The encoding of one graph.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>.</param>
    /// <param name="dtype">The element type of the result; the work is done in double precision.</param>
    /// <returns><c>[nodes, k]</c>.</returns>
    /// <exception cref="InvalidOperationException">The iterative solution did not reach the tolerance.</exception>
    public Tensor Compute(Csr graph, DType dtype = DType.F32) => Compute(graph, (int[])[0, graph.Rows], dtype);

    /// <summary>The encoding of each graph of a batch by itself.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>, block-diagonal.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <param name="dtype">The element type of the result.</param>
    /// <returns><c>[nodes, k]</c>.</returns>
    public Tensor Compute(Csr graph, IntTensor pointers, DType dtype = DType.F32)
    {
        var normalized = Undirected(graph).SymmetricNormalized(DType.F64);
        var parts = new List<Tensor>();
        for (int g = 0; g < pointers.Length - 1; g++)
        {
            int first = pointers[g], n = pointers[g + 1] - first, columns = Math.Clamp(n - 1, 0, Dimensions);
            if (n == 0) continue;
            var block = pointers.Length == 2 ? normalized : Block(normalized, first, n);
            var vectors = columns == 0 ? Tensor.Zeros([n, 0], DType.F64)
                : n <= DenseLimit || columns + 9 >= n ? (Tensor.Eye(n, DType.F64) - block.ToDense(DType.F64)).Eigh().Vectors.Slice(1, 1, columns)
                : SmallestEigenvectors.OfLaplacian(block, columns + 1, Tolerance, MaxIterations).Slice(1, 1, columns);
            parts.Add(columns == Dimensions ? vectors : Tensor.Concat([vectors, Tensor.Zeros([n, Dimensions - columns], DType.F64)], 1));
        }
        return parts.Count == 0 ? Tensor.Zeros([0, Dimensions], dtype) : Tensor.Concat(parts).Contiguous().To(dtype);
    }

    /// <summary>The encoding with a random sign for each column of each graph, as is done in each training step (Dwivedi et al. 2023, section
    /// 3.1).</summary>
    /// <param name="encoding"><c>[nodes, k]</c>.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <param name="rng">The key of this step.</param>
    /// <returns><c>[nodes, k]</c>.</returns>
    public static Tensor Flip(Tensor encoding, IntTensor pointers, Rng rng)
    {
        var signs = rng.Uniform([pointers.Length - 1, encoding.Size(1)], dtype: encoding.DType).Greater(0.5) * 2 - 1;
        return encoding * signs.GatherRows(SegmentSumOp.Segments(pointers));
    }

    private static Csr Undirected(Csr graph)
    {
        int[] edges = [.. Enumerable.Range(0, graph.Nonzeros).Where(e => graph.RowIds[e] != graph.ColumnIds[e])];
        int[] to = Array.ConvertAll(edges, e => graph.RowIds[e]), from = Array.ConvertAll(edges, e => graph.ColumnIds[e]);
        var half = (graph.Values?.Detach().To(DType.F64).Take(edges) ?? Tensor.Ones([edges.Length], DType.F64)) * 0.5;
        return Csr.FromEdges(graph.Rows, graph.Rows, (int[])[.. from, .. to], (int[])[.. to, .. from], Tensor.Concat([half, half]));
    }

    private static Csr Block(Csr all, int first, int n)
    {
        int from = all.RowPointers[first], count = all.RowPointers[first + n] - from;
        var pointers = new int[n + 1];
        for (int r = 0; r <= n; r++) pointers[r] = all.RowPointers[first + r] - from;
        int[] columns = Array.ConvertAll(all.ColumnIds.Span.Slice(from, count).ToArray(), c => c - first);
        return new(n, n, pointers, columns, all.Values!.Slice(0, from, count));
    }
}
