namespace Ganglion.Nets;

/// <summary>Coarser graphs: nodes put together, not left out.</summary>
public static class Coarsening
{
    /// <summary>
    /// Pairs of neighbours by heavy-edge matching (Dhillon, Guan and Kulis 2007; Defferrard, Bresson and Vandergheynst 2016, section 2.2): each node
    /// in turn takes the free neighbour j with the largest wᵢⱼ·(1/dᵢ + 1/dⱼ), or stays alone.
    /// </summary>
    /// <param name="graph"><c>[nodes, nodes]</c>, undirected; weights count where there are any.</param>
    /// <param name="rng">The key of the order in which nodes choose; without one it is theirs.</param>
    /// <returns>The cluster of each node, numbered by their first nodes.</returns>
    public static IntTensor Graclus(Csr graph, Rng? rng = null)
    {
        int n = graph.Rows;
        double[] weights = graph.Values?.Detach().ToDoubles() ?? [], degrees = graph.Degrees(DType.F64).Detach().ToDoubles();
        int[] order = rng is { } key ? key.Permutation(n) : [.. Enumerable.Range(0, n)], partner = new int[n];
        Array.Fill(partner, -1);
        foreach (int i in order)
        {
            if (partner[i] >= 0) continue;
            var (best, most) = (i, double.NegativeInfinity);
            for (int e = graph.RowPointers[i]; e < graph.RowPointers[i + 1]; e++)
            {
                int j = graph.ColumnIds[e];
                if (j == i || partner[j] >= 0) continue;
                double cut = (weights.Length == 0 ? 1 : weights[e]) * (1 / degrees[i] + 1 / degrees[j]);
                if (cut > most) (best, most) = (j, cut);
            }
            (partner[i], partner[best]) = (best, i);
        }
        var clusters = new int[n];
        for (int i = 0, next = 0; i < n; i++) clusters[i] = partner[i] < i ? clusters[partner[i]] : next++;
        return clusters;
    }

    /// <summary>
    /// One node for each cluster: with C <c>[clusters, nodes]</c> saying whose a node is, X' = C·X (or another aggregation) and A' = C·A·Cᵀ without
    /// loops (PyG's <c>max_pool</c> and <c>avg_pool</c>).
    /// </summary>
    /// <param name="graph"><c>[nodes, nodes]</c>; the weights of edges that fall together add up, and without weights they count once.</param>
    /// <param name="x"><c>[nodes, features]</c>.</param>
    /// <param name="clusters">The cluster of each node, of its own graph, all from 0 to their number - 1 and numbered by their first nodes.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <param name="how">What becomes of the nodes of a cluster.</param>
    /// <exception cref="ArgumentException">Clusters are not numbered by their first nodes, or one lies in two graphs.</exception>
    public static PooledGraph ClusterPool(Csr graph, Tensor x, IntTensor clusters, IntTensor pointers, Aggregation how = Aggregation.Max)
    {
        int n = clusters.Length, count = 0;
        var starts = new int[pointers.Length];
        for (int g = 0; g < pointers.Length - 1; g++)
        {
            for (int i = pointers[g]; i < pointers[g + 1]; i++)
            {
                if (clusters[i] > count || clusters[i] < starts[g])
                    throw new ArgumentException($"ClusterPool: clusters are numbered by their first nodes, each within one graph; node {i} of graph "
                        + $"{g} is of cluster {clusters[i]}, where {starts[g]} to {count} were expected.", nameof(clusters));
                if (clusters[i] == count) count++;
            }
            starts[g + 1] = count;
        }
        var members = new int[count + 1];
        for (int i = 0; i < n; i++) members[clusters[i] + 1]++;
        for (int c = 0; c < count; c++) members[c + 1] += members[c];
        int[] next = [.. members], order = new int[n];
        for (int i = 0; i < n; i++) order[next[clusters[i]]++] = i;
        int[] across = [.. Enumerable.Range(0, graph.Nonzeros).Where(e => clusters[graph.RowIds[e]] != clusters[graph.ColumnIds[e]])];
        var coarse = Csr.FromEdges(count, count, Array.ConvertAll(across, e => clusters[graph.ColumnIds[e]]),
            Array.ConvertAll(across, e => clusters[graph.RowIds[e]]), graph.Values?.Take(across));
        return new(coarse, x.GatherRows(order).Aggregate(members, how), starts);
    }

    /// <summary>
    /// Every node shared out among a number of clusters (Ying et al. 2018, equations 3 and 4): for each graph, with S the softmax of
    /// <paramref name="assignment"/> over clusters, X' = Sᵀ·X and A' = Sᵀ·A·S. The two losses make S respect edges, |A - S·Sᵀ| / n², and choose, the
    /// mean entropy of its rows (section 3.3).
    /// </summary>
    /// <remarks>As PyG's <c>dense_diff_pool</c>, but nothing is padded and n × n matrices are never made.</remarks>
    /// <param name="graph"><c>[nodes, nodes]</c>, block-diagonal, row = destination.</param>
    /// <param name="x"><c>[nodes, features]</c>.</param>
    /// <param name="assignment">Logits <c>[nodes, clusters]</c>, from a layer.</param>
    /// <param name="pointers">The nodes of graph g are pointers[g] to pointers[g + 1] - 1.</param>
    /// <returns>Graphs of as many nodes as clusters, every two of them linked with a weight, and two scalars to be added to the loss.</returns>
    public static (PooledGraph Pooled, Tensor LinkLoss, Tensor EntropyLoss) DiffPool(Csr graph, Tensor x, Tensor assignment, IntTensor pointers)
    {
        int graphs = pointers.Length - 1, clusters = assignment.Size(1), n = assignment.Size(0);
        var (s, owner) = (assignment.Softmax(), SegmentSumOp.Segments(pointers));
        int[] starts = new int[n + 1], ids = new int[n * clusters];
        int[] full = new int[graphs * clusters + 1], blocks = new int[graphs * clusters * clusters];
        for (int i = 0; i < n; i++) starts[i + 1] = starts[i] + clusters;
        for (int k = 0; k < ids.Length; k++) ids[k] = owner[k / clusters] * clusters + k % clusters;
        for (int r = 0; r < graphs * clusters; r++) full[r + 1] = full[r] + clusters;
        for (int k = 0; k < blocks.Length; k++) blocks[k] = k / (clusters * clusters) * clusters + k % clusters;

        var shares = new Csr(n, graphs * clusters, starts, ids, s.Reshape(-1)).Transpose();
        Tensor heard = graph.MatMul(s), links = shares.MatMul(heard), overlap = shares.MatMul(s);
        var coarse = new Csr(graphs * clusters, graphs * clusters, full, blocks, links.Reshape(-1));
        double pairs = Enumerable.Range(0, graphs).Sum(g => Math.Pow(pointers[g + 1] - pointers[g], 2));
        var ones = graph.Values?.Square().Sum() ?? Tensor.Scalar(graph.Nonzeros, s.DType);
        var squares = ones - (s * heard).Sum() * 2 + overlap.Square().Sum();                    // |A - S·Sᵀ|², term by term
        var entropy = (s * (s + 1e-15).Log()).Sum() * (-1.0 / Math.Max(1, n));
        int[] nodes = [.. Enumerable.Range(0, graphs + 1).Select(g => g * clusters)];
        return (new(coarse, shares.MatMul(x), nodes), squares.Clamp(1e-12, double.MaxValue).Sqrt() * (1 / Math.Max(1, pairs)), entropy);
    }
}
