namespace Ganglion.Linear;

/// <summary>Assignments against all permutations, and transport plans against their definition.</summary>
public sealed class TransportTests
{
    [Fact]
    public void An_assignment_is_the_best_of_all_permutations()
    {
        for (int trial = 0; trial < 60; trial++)
        {
            var rng = new Rng(5).Split(trial);
            int n = 1 + trial % 5, m = 1 + trial / 5 % 5;
            var cost = trial % 3 == 0 ? (rng.Uniform([n, m], 0, 3, DType.F64)).Floor() : rng.Normal([n, m], dtype: DType.F64);   // with ties, too
            double[] c = cost.ToDoubles();
            var assigned = cost.LinearSumAssignment().Span.ToArray();
            Assert.Equal(Math.Min(n, m), assigned.Where(j => j >= 0).Distinct().Count());
            Assert.Equal(Math.Min(n, m), assigned.Count(j => j >= 0));
            double sum = assigned.Select((j, i) => j < 0 ? 0 : c[i * m + j]).Sum();
            Assert.Equal(Best(c, n, m, 0, 0, Math.Max(0, n - m)), sum, 1e-12);
        }
    }

    private static double Best(double[] c, int n, int m, int row, int used, int skips)
    {
        if (row == n) return 0;
        double best = skips > 0 ? Best(c, n, m, row + 1, used, skips - 1) : double.PositiveInfinity;
        for (int j = 0; j < m; j++) if ((used >> j & 1) == 0) best = Math.Min(best, c[row * m + j] + Best(c, n, m, row + 1, used | 1 << j, skips));
        return best;
    }

    [Fact]
    public void The_largest_sum_is_the_smallest_of_negated_costs()
    {
        var cost = new Rng(1).Normal([6, 6]);
        Assert.Equal((cost * -1).LinearSumAssignment().Span, cost.LinearSumAssignment(maximize: true).Span);
    }

    [Fact]
    public void A_plan_has_its_sums_and_nears_the_assignment()
    {
        var cost = new Rng(2).Uniform([7, 7], dtype: DType.F64);
        var plan = cost.Sinkhorn(0.5, 200);
        Assert.All(plan.Sum(0).ToDoubles(), s => Assert.Equal(1 / 7.0, s, 1e-12));
        Assert.All(plan.Sum(1).ToDoubles(), s => Assert.Equal(1 / 7.0, s, 1e-9));
        var sharp = (cost.Sinkhorn(0.002, 3000) * 7).ArgMax(1).Span.ToArray();
        Assert.Equal(cost.LinearSumAssignment().Span.ToArray(), sharp);
    }
}
