namespace Ganglion;

/// <summary>The assignment of rows to columns with the smallest sum of costs, by shortest augmenting paths in O(n²·m) (the Hungarian method in the
/// form
/// of Jonker and Volgenant 1987). No derivative; what is taken at the places has one.</summary>
public static class LinearSumAssignmentOp
{
    /// <summary>For each row the column assigned to it; each column serves one row at most.</summary>
    /// <param name="cost"><c>[…, n, m]</c>, finite.</param>
    /// <param name="maximize">Whether the sum is to be largest.</param>
    /// <returns><c>[…, n]</c>; if there are more rows than columns, -1 for those that are left over.</returns>
    /// <exception cref="ArgumentException">The costs have fewer than two axes, or are not finite.</exception>
    [Op("linear_sum_assignment", Order = 0)]
    public static IntTensor LinearSumAssignment(this Tensor cost, bool maximize = false)
    {
        var (batch, n, m) = Matrices.Any(cost, "LinearSumAssignment");
        double[] c = cost.Detach().ToDoubles();
        for (int i = 0; i < c.Length; i++)
        {
            if (!double.IsFinite(c[i]))
                throw new ArgumentException($"LinearSumAssignment: cost {i} is {c[i]}; forbid an assignment by a large finite cost.", nameof(cost));
            if (maximize) c[i] = -c[i];
        }
        var result = new int[batch * n];
        for (int s = 0; s < batch; s++)
        {
            var row = result.AsSpan(s * n, n);
            if (n <= m) Assign(c.AsSpan(s * n * m, n * m), n, m, row);
            else
            {
                var turned = new double[n * m];
                for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) turned[j * n + i] = c[(s * n + i) * m + j];
                var rows = new int[m];
                Assign(turned, m, n, rows);
                row.Fill(-1);
                for (int j = 0; j < m; j++) row[rows[j]] = j;
            }
        }
        return IntTensor.Wrap(result, [.. cost.Shape[..^1]]);
    }

    private static void Assign(ReadOnlySpan<double> cost, int n, int m, Span<int> columnOf)
    {
        double[] u = new double[n], v = new double[m], distance = new double[m];
        int[] rowOf = new int[m], from = new int[m];
        var done = new bool[m];
        Array.Fill(rowOf, -1);
        columnOf.Fill(-1);
        for (int start = 0; start < n; start++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Clear(done);
            int i = start, end = -1;
            double reached = 0;
            while (end < 0)                                     // Dijkstra over reduced costs, to the nearest free column
            {
                int nearest = -1;
                for (int j = 0; j < m; j++)
                {
                    if (done[j]) continue;
                    double d = reached + cost[i * m + j] - u[i] - v[j];
                    if (d < distance[j]) (distance[j], from[j]) = (d, i);
                    if (nearest < 0 || distance[j] < distance[nearest] || (distance[j] == distance[nearest] && rowOf[j] < 0
                        && rowOf[nearest] >= 0)) nearest = j;
                }
                reached = distance[nearest];
                done[nearest] = true;
                if (rowOf[nearest] < 0) end = nearest; else i = rowOf[nearest];
            }
            u[start] += reached;
            for (int j = 0; j < m; j++)
            {
                if (!done[j] || j == end) continue;
                u[rowOf[j]] += reached - distance[j];
                v[j] -= reached - distance[j];
            }
            for (int j = end; ;)
            {
                int r = from[j];
                rowOf[j] = r;
                (columnOf[r], j) = (j, columnOf[r]);
                if (r == start) break;
            }
        }
    }

    internal static IEnumerable<OpCase> Cases() =>
        from shape in (int[][])[[0, 3], [1, 1], [4, 4], [3, 5], [5, 3], [2, 3, 3], [30, 30]]
        select new OpCase(Shapes.Text(shape), x => x[0].LinearSumAssignment().ToTensor(x[0].DType), shape);
}
