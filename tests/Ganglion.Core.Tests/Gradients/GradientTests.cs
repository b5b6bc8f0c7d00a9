using Ganglion.Conformance;

namespace Ganglion.Gradients;

/// <summary>
/// Each case of each differentiable operation against central differences of a random projection, in F64: first order, second order
/// (differences of the first), and third on small cases. Whoever adds an operation is tested here without a line.
/// </summary>
public sealed class GradientTests
{
    private const double Step = 1e-5;

    [Theory, MemberData(nameof(OpTable.Differentiable), MemberType = typeof(OpTable))]
    public void First_derivatives_match_differences(string name)
    {
        foreach (var test in OpTable.All[name].Cases.Where(c => c.Inputs.Any(i => Shapes.Count(i.Shape) > 0)))
        {
            var (f, at) = Projection(test);
            var gradient = Diff.Grad(f, at);
            foreach (var direction in Directions(at, 2)) Match(Dot(gradient, direction).Item(), f, at, direction, $"{name}, {test.Name}");
            for (int i = 0; i < at.Length && at.Length > 1; i++)            // each operand by itself
            {
                Tensor[] alone = [.. at.Select((x, j) => j == i ? new Rng(9).Split(i).Normal(x.Shape, dtype: DType.F64) : x * 0)];
                Match(Dot(gradient, alone).Item(), f, at, alone, $"{name}, {test.Name}, operand {i}");
            }
        }
    }

    [Theory, MemberData(nameof(OpTable.Differentiable), MemberType = typeof(OpTable))]
    public void Second_derivatives_match_differences(string name)
    {
        foreach (var test in OpTable.All[name].Cases.Where(c => OpTable.All[name].Op.Order > 1
            && c.Inputs.Sum(i => Shapes.Count(i.Shape)) is > 0 and <= 200))
        {
            var (f, at) = Projection(test);
            Tensor[] d1 = Directions(at, 1)[0], d2 = Directions(at, 2)[1];
            var slope = Along(f, d1);
            Match(Dot(Diff.Grad(slope, at), d2).Item(), slope, at, d2, $"{name}, {test.Name}, second order");
        }
    }

    [Theory, MemberData(nameof(OpTable.Differentiable), MemberType = typeof(OpTable))]
    public void Third_derivatives_match_differences(string name)
    {
        foreach (var test in OpTable.All[name].Cases.Where(c => OpTable.All[name].Op.Order > 2
            && c.Inputs.Sum(i => Shapes.Count(i.Shape)) is > 0 and <= 24).Take(3))
        {
            var (f, at) = Projection(test);
            var d = Directions(at, 3);
            var curvature = Along(Along(f, d[0]), d[1]);
            Match(Dot(Diff.Grad(curvature, at), d[2]).Item(), curvature, at, d[2], $"{name}, {test.Name}, third order");
        }
    }

    [Theory, MemberData(nameof(OpTable.Differentiable), MemberType = typeof(OpTable))]
    public void Single_and_double_precision_agree(string name)
    {
        foreach (var test in OpTable.All[name].Cases)
        {
            var (f, at) = Projection(test);
            Tensor[] exact = Diff.Grad(f, at), single = Diff.Grad(x => f(x), Array.ConvertAll(at, x => x.To(DType.F32)));
            for (int i = 0; i < at.Length; i++) OpTable.Agree(exact[i], single[i].To(DType.F64), 1e-4, $"{name}, {test.Name}, F32 gradient {i}");
        }
    }

    /// <summary>f(x) = Σ w · op(x) with fixed random weights, and the point where it is taken.</summary>
    private static (Func<Tensor[], Tensor> F, Tensor[] At) Projection(OpCase test)
    {
        var at = OpTable.Draw(test, DType.F64);
        var weights = new Rng(5).Normal(test.Apply(at).Shape, dtype: DType.F64);
        return (x => (test.Apply(x) * weights.To(x.Length > 0 ? x[0].DType : DType.F64)).Sum(), at);
    }

    private static Tensor[][] Directions(Tensor[] at, int count) =>
        [.. Enumerable.Range(0, count).Select(k => at.Select((x, i) => new Rng(6).Split(k).Split(i).Normal(x.Shape, dtype: DType.F64)).ToArray())];

    private static Func<Tensor[], Tensor> Along(Func<Tensor[], Tensor> f, Tensor[] direction) => x => Dot(Diff.Grad(f, x), direction);

    private static Tensor Dot(Tensor[] a, Tensor[] b) => a.Zip(b, (p, q) => (p * q).Sum()).Aggregate(Tensor.Scalar(0, DType.F64), (p, q) => p + q);

    private static void Match(double exact, Func<Tensor[], Tensor> f, Tensor[] at, Tensor[] direction, string what)
    {
        double above = f([.. at.Zip(direction, (x, d) => x + d * Step)]).Item(), below = f([.. at.Zip(direction, (x, d) => x - d * Step)]).Item(),
            difference = (above - below) / (2 * Step);
        double scale = Math.Max(1, Math.Max(Math.Abs(exact), Math.Abs(above)));
        Assert.True(Math.Abs(exact - difference) <= 1e-6 * scale, $"{what}: derivative {exact:R}, difference {difference:R}");
    }
}
