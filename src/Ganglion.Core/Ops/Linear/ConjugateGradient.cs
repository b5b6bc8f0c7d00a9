namespace Ganglion;

/// <summary>
/// x = A⁻¹·b with A symmetric positive definite and known by what it does to a vector (Hestenes and Stiefel 1952). The derivative is implicit: with
/// d = A⁻¹·g, found in the same way, d in b and -∂(dᵀ·A·x)/∂θ in the parameters. Nothing of the iteration is kept.
/// </summary>
public static class ConjugateGradientOp
{
    /// <summary>Solves A·x = b by conjugate gradients.</summary>
    /// <param name="apply">A·x in x's shape, from the parameters and x; linear in x, symmetric and positive definite. Tensors that it captures count
    /// as constants.</param>
    /// <param name="b">Any shape, one vector of unknowns.</param>
    /// <param name="parameters">What A depends on and is differentiated in.</param>
    /// <param name="tolerance">Of |b - A·x| / |b|; by default 1e-12 in F64 and 1e-6 in F32.</param>
    /// <param name="maxIterations">By default ten times the number of unknowns.</param>
    /// <returns>b's shape.</returns>
    /// <exception cref="InvalidOperationException">The tolerance was not reached, or A is not positive definite.</exception>
    [Op("conjugate_gradient")]
    public static Tensor ConjugateGradient(Func<Tensor[], Tensor, Tensor> apply, Tensor b, ReadOnlySpan<Tensor> parameters, double? tolerance = null,
        int maxIterations = 0)
    {
        Tensor[] at = parameters.ToArray(), constants = [.. at.Select(t => t.Detach())];
        var x = Diff.Constant(() => Iterate(v => apply(constants, v), b.Detach(), tolerance ?? (b.DType == DType.F32 ? 1e-6 : 1e-12),
            maxIterations > 0 ? maxIterations : 10 * Math.Max(b.Length, 1)));
        return Diff.Record("conjugate_gradient", x, [b, .. at], g =>
        {
            var d = ConjugateGradient(apply, g, at, tolerance, maxIterations);
            Tensor[] Pull() => at.Length == 0 ? [] : Diff.Grad(p => (apply(p, x) * d).Sum(), at);
            return [d, .. (Diff.Recording ? Pull() : Diff.Constant(Pull)).Select(t => t.Neg())];
        });
    }

    private static Tensor Iterate(Func<Tensor, Tensor> apply, Tensor b, double tolerance, int limit)
    {
        var x = Tensor.Zeros(b.Shape, b.DType);
        Tensor r = b, p = b;
        double rr = Dot(r, r), target = tolerance * tolerance * rr;
        for (int i = 0; rr > target; i++)
        {
            var ap = apply(p);
            double curvature = Dot(p, ap);
            if (!(curvature > 0))
                throw new InvalidOperationException($"ConjugateGradient: pᵀ·A·p is {curvature:G3} in iteration {i}: A is not positive definite.");
            if (i == limit)
                throw new InvalidOperationException(
                    $"ConjugateGradient: after {limit} iterations |b - A·x| / |b| is {tolerance * Math.Sqrt(rr / target):G3}, not"
                    + $" yet {tolerance:G3}. Allow more iterations or a larger tolerance, or precondition A.");
            double step = rr / curvature, before = rr;
            x = x + p * step;
            r = r - ap * step;
            rr = Dot(r, r);
            p = r + p * (rr / before);
        }
        return x;
    }

    private static double Dot(Tensor a, Tensor b) => (a * b).Sum().Item();

    internal static IEnumerable<OpCase> Cases() =>
        from c in (((int N, int M)[])[(0, 1), (1, 1), (3, 1), (3, 2), (40, 1)])
        select new OpCase($"{c.N}x{c.M}", x => ConjugateGradient((p, v) => Matrices.Definite(p[0]).MatMul(v), x[1], [x[0]]), (int[])[c.N, c.N],
            (int[])[c.N, c.M]);
}
