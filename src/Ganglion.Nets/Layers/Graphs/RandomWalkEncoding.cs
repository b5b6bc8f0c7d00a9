namespace Ganglion.Nets;

/// <summary>
/// How a random walk returns to where it began (Dwivedi et al. 2022, equation 3). Node-wise pᵢ = [Pᵢᵢ, P²ᵢᵢ, …, Pᵏᵢᵢ], the chances to be back after
/// 1 to k steps; as matrices the diagonals of P, P², …, Pᵏ with P = D⁻¹·A walking from sources to destinations. It has no signs to flip, and two
/// nodes whose k-step surroundings look alike are alike in it.
/// </summary>
/// <remarks>As PyG's <c>AddRandomWalkPE</c>.</remarks>
/// <param name="Steps">k.</param>
public sealed record RandomWalkEncoding(int Steps = 16)
{
    private const int Columns = 64;

    /// <summary>The encoding of one graph.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>; weights are chances where there are any.</param>
    /// <param name="dtype">The element type of the result; the work is done in double precision.</param>
    /// <returns><c>[nodes, k]</c>; 0 at a node that no edge leaves.</returns>
    public Tensor Compute(Csr graph, DType dtype = DType.F32) => Compute(graph, (int[])[0, graph.Rows], dtype);

    /// <summary>The encoding of the graphs of a batch, walked side by side: the cost of a step is edges · nodes of the largest graph.</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>, block-diagonal.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <param name="dtype">The element type of the result.</param>
    /// <returns><c>[nodes, k]</c>.</returns>
    public Tensor Compute(Csr graph, IntTensor pointers, DType dtype = DType.F32)
    {
        int n = graph.Rows, largest = 0;
        var place = new int[n];                                    // of each node in its graph
        for (int g = 0; g < pointers.Length - 1; g++)
        {
            largest = Math.Max(largest, pointers[g + 1] - pointers[g]);
            for (int i = pointers[g]; i < pointers[g + 1]; i++) place[i] = i - pointers[g];
        }
        var walk = (graph.Values is null ? graph : graph.WithValues(graph.Values.Detach().To(DType.F64))).Transpose().RowNormalized(DType.F64);
        var back = new double[n * Steps];
        for (int from = 0; from < largest; from += Columns)
            Memory.Scope(() =>
            {
                int width = Math.Min(Columns, largest - from);
                var start = new double[n * width];
                for (int i = 0; i < n; i++) if (place[i] - from is >= 0 and int c && c < width) start[i * width + c] = 1;
                var at = Tensor.From(start, n, width);
                for (int k = 0; k < Steps; k++)
                {
                    at = walk.MatMul(at);
                    var here = at.Span<double>();
                    for (int i = 0; i < n; i++) if (place[i] - from is >= 0 and int c && c < width) back[i * Steps + k] = here[i * width + c];
                }
                return 0;
            });
        return Tensor.From(back, n, Steps).To(dtype);
    }
}
