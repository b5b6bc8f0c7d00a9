namespace Ganglion;

/// <summary>
/// Linear systems A·x = b of which only the product v ↦ A·v is known: Hessians by <see cref="Diff.Hvp"/>, Jacobians by <see cref="Diff.Vjp"/>.
/// Tensors of any shape count as vectors. Not recorded for derivatives.
/// </summary>
public static class Krylov
{
    private const int Restart = 50;

    /// <summary>Conjugate gradients (Hestenes and Stiefel 1952), for symmetric positive definite A.</summary>
    /// <param name="product">v ↦ A·v, of the shape of b.</param>
    /// <param name="b">The right-hand side.</param>
    /// <param name="tolerance">The rest's norm relative to b's at which to stop; 0 for 1e-6 in F32 and 1e-12 in F64.</param>
    /// <param name="maxIterations">The most products.</param>
    /// <returns>x, the best found where the tolerance was not reached.</returns>
    public static Tensor ConjugateGradients(Func<Tensor, Tensor> product, Tensor b, double tolerance = 0,
        int maxIterations = 500) => Diff.Constant(() =>
    {
        b = b.Detach();
        double limit = Tolerance(tolerance, b.DType) * Norm(b);
        Tensor x = b * 0, rest = b, direction = b;
        double rr = Dot(rest, rest);
        for (int i = 0; i < maxIterations && Math.Sqrt(rr) > limit; i++)
        {
            var image = product(direction);
            double curvature = Dot(direction, image);
            if (!(curvature > 0)) break;                        // not positive definite, or all that the precision holds
            double step = rr / curvature;
            x += direction * step;
            rest -= image * step;
            double next = Dot(rest, rest);
            direction = rest + direction * (next / rr);
            rr = next;
        }
        return x;
    });

    /// <summary>GMRES, restarted every 50 products (Saad and Schultz 1986), for any A that can be inverted.</summary>
    /// <inheritdoc cref="ConjugateGradients"/>
    public static Tensor Gmres(Func<Tensor, Tensor> product, Tensor b, double tolerance = 0, int maxIterations = 500) => Diff.Constant(() =>
    {
        b = b.Detach();
        double limit = Tolerance(tolerance, b.DType) * Norm(b);
        var x = b * 0;
        for (int used = 0; used < maxIterations;)
        {
            var rest = used == 0 ? b : b - product(x);
            double beta = Norm(rest);
            if (!(beta > limit)) break;
            int most = Math.Min(Restart, maxIterations - used), k = 0;
            var basis = new List<Tensor> { rest * (1 / beta) };
            double[,] h = new double[most + 1, most];
            double[] cos = new double[most], sin = new double[most], g = new double[most + 1];
            g[0] = beta;
            while (k < most && Math.Abs(g[k]) > limit)
            {
                var w = product(basis[k]);
                used++;
                for (int i = 0; i <= k; i++)                    // modified Gram-Schmidt
                {
                    h[i, k] = Dot(w, basis[i]);
                    w -= basis[i] * h[i, k];
                }
                double length = Norm(w);
                for (int i = 0; i < k; i++)
                    (h[i, k], h[i + 1, k]) = (cos[i] * h[i, k] + sin[i] * h[i + 1, k], cos[i] * h[i + 1, k] - sin[i] * h[i, k]);
                double r = Math.Sqrt(h[k, k] * h[k, k] + length * length);
                if (r == 0) break;
                (cos[k], sin[k]) = (h[k, k] / r, length / r);
                (h[k, k], g[k + 1], g[k]) = (r, -sin[k] * g[k], cos[k] * g[k]);
                k++;
                if (length <= 1e-14 * beta) break;              // the space holds the solution
                basis.Add(w * (1 / length));
            }
            var y = new double[k];
            for (int i = k - 1; i >= 0; i--)
            {
                y[i] = g[i];
                for (int j = i + 1; j < k; j++) y[i] -= h[i, j] * y[j];
                y[i] /= h[i, i];
                x += basis[i] * y[i];
            }
            if (k == 0) break;
        }
        return x;
    });

    internal static double Tolerance(double asked, DType dtype) => asked > 0 ? asked : dtype == DType.F32 ? 1e-6 : 1e-12;

    internal static double Norm(Tensor t) => Math.Sqrt(Dot(t, t));

    private static double Dot(Tensor a, Tensor b) => (a * b).Sum().Item();
}
