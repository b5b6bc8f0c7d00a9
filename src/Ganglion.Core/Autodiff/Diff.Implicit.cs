namespace Ganglion;

/// <summary>How the linear systems of implicit derivatives are solved.</summary>
public sealed record ImplicitOptions
{
    /// <summary>The norm of the rest, relative to that of the right-hand side, at which a solution counts; 0 for 1e-6 in F32, 1e-12 in F64.</summary>
    public double Tolerance { get; init; }

    /// <summary>The most products with the matrix.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Whether the matrix is symmetric and positive definite, as at a minimum: conjugate gradients in place of GMRES.</summary>
    public bool Symmetric { get; init; }
}

public static partial class Diff
{
    /// <summary>
    /// The x with F(x, θ) = 0, differentiable in θ however it was found: by the implicit function theorem the gradient is -uᵀ·∂F/∂θ with
    /// (∂F/∂x)ᵀ·u = g, a linear system that is solved with vector-Jacobian products alone. The solver is not recorded, and no iteration of
    /// it is kept. Differentiable to any order.
    /// </summary>
    /// <param name="residual">F, of the shape of x; what it captures counts as constant.</param>
    /// <param name="solve">x from θ, by any means.</param>
    /// <param name="at">θ.</param>
    /// <param name="options">How to solve the linear system.</param>
    public static Tensor ImplicitRoot(Func<Tensor, Tensor[], Tensor> residual, Func<Tensor[], Tensor> solve, ReadOnlySpan<Tensor> at,
        ImplicitOptions? options = null)
    {
        options ??= new();
        return Custom(at, solve, (inputs, x, g) => Recording ? Pull(inputs, x, g) : MemoryScope.Within(() => Pull(inputs, x, g)));

        Tensor?[] Pull(Tensor[] inputs, Tensor x, Tensor g)
        {
            // u is itself the root of a linear equation in (g, x, θ): so it has derivatives of every order, by this very function
            var u = ImplicitRoot(
                (v, p) => Vjp(z => residual(z, p[2..]), p[1], v) - p[0],
                p => Solve(v => Vjp(z => residual(z, p[2..]), p[1], v), p[0], options),
                [g, x, .. inputs], options);
            return Grad(p => -(residual(x, p) * u).Sum(), inputs);
        }
    }

    /// <summary>
    /// The x with x = f(x, θ): deep equilibrium models (Bai et al. 2019). Without <paramref name="solve"/>, f is iterated from
    /// <paramref name="start"/> until it stands still, which needs a contraction.
    /// </summary>
    /// <param name="f">Of the shape of x; what it captures counts as constant.</param>
    /// <param name="start">Where the iteration begins.</param>
    /// <param name="at">θ.</param>
    /// <param name="options">How to solve the linear system; the tolerance also ends the iteration.</param>
    /// <param name="solve">x from θ, by any other means.</param>
    /// <exception cref="InvalidOperationException">The iteration did not come to rest.</exception>
    public static Tensor ImplicitFixedPoint(Func<Tensor, Tensor[], Tensor> f, Tensor start, ReadOnlySpan<Tensor> at, ImplicitOptions? options = null,
        Func<Tensor[], Tensor>? solve = null)
    {
        var o = options ?? new();
        return ImplicitRoot((x, p) => f(x, p) - x, solve ?? Iterate, at, o);

        Tensor Iterate(Tensor[] p)
        {
            var x = start.Detach();
            double tolerance = Krylov.Tolerance(o.Tolerance, x.DType), moved = 0;
            for (int i = 0; i < o.MaxIterations; i++)
            {
                var next = f(x, p);
                moved = Krylov.Norm(next - x);
                x = next;
                if (!double.IsFinite(moved)) break;
                if (moved <= tolerance * Math.Max(1, Krylov.Norm(x))) return x;
            }
            throw new InvalidOperationException(
                $"ImplicitFixedPoint: after {o.MaxIterations} iterations x still moves by {moved:G3}; f must be a contraction, or give a solver.");
        }
    }

    /// <summary>
    /// The x at which f(x, θ) is smallest, differentiable in θ: bilevel problems, gradients of hyperparameters. At a minimum the system's
    /// matrix is the Hessian, so conjugate gradients solve it.
    /// </summary>
    /// <param name="f">A tensor of one element; what it captures counts as constant.</param>
    /// <param name="solve">x from θ, by any optimiser.</param>
    /// <param name="at">θ.</param>
    /// <param name="options">How to solve the linear system.</param>
    public static Tensor ImplicitArgMin(Func<Tensor, Tensor[], Tensor> f, Func<Tensor[], Tensor> solve, ReadOnlySpan<Tensor> at,
        ImplicitOptions? options = null) =>
        ImplicitRoot((x, p) => Grad(z => f(z, p), x), solve, at, (options ?? new()) with { Symmetric = true });

    private static Tensor Solve(Func<Tensor, Tensor> matrix, Tensor b, ImplicitOptions o) => o.Symmetric
        ? Krylov.ConjugateGradients(matrix, b, o.Tolerance, o.MaxIterations) : Krylov.Gmres(matrix, b, o.Tolerance, o.MaxIterations);
}
