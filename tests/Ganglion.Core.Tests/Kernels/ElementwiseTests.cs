namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class ElementwiseTests
{
    public static TheoryData<int> UnaryKinds => [.. Enum.GetValues<UnaryKind>().Select(k => (int)k)];

    public static TheoryData<int> BinaryKinds => [.. Enum.GetValues<BinaryKind>().Select(k => (int)k)];

    // Contiguous, empty, one element, odd, large; a transposed view; a row and a column spread over a matrix; every second element.
    private static IEnumerable<Tensor> Layouts(int seed, DType type)
    {
        foreach (int n in (int[])[0, 1, 7, 33_001]) yield return Agreement.Shifted(Agreement.Random(seed, type, n));
        var m = Agreement.Random(seed, type, 37, 19);
        yield return m;
        yield return m.View([19, 37], [1, 19], 0);
        yield return m.View([37, 19], [0, 1], 5);
        yield return m.View([37, 19], [19, 0], 0);
        yield return m.View([3, 4, 5, 6], [1, 0, 12, 40], 2);
        yield return m.View([300], [2], 1);
        yield return Agreement.Random(seed, type, 150, 220).View([220, 150], [1, 220], 0);
        yield return m.View([], [], 3);
    }

    [Theory, MemberData(nameof(UnaryKinds))]
    public void A_function_of_one_operand_agrees_in_every_layout(int kind)
    {
        foreach (var type in Agreement.Types)
            foreach (var x in Layouts(kind, type))
                Agreement.Check(kernels =>
                {
                    var y = Tensor.Empty(x.Shape, type);
                    kernels.Unary((UnaryKind)kind, x, y, 0.75, -1.5);
                    return [y];
                }, 1e-6, $"{(UnaryKind)kind} {type} {Shapes.Text(x.Shape)}");
    }

    [Theory, MemberData(nameof(UnaryKinds))]
    public void Special_values_agree(int kind)
    {
        double[] values = [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-40, -1e-40, 1e-30, 1e-9, -1e-9, 88.5,
            89.5, -87.5, -95, -103, -200, 700, 705, -740, 1e30, -1e30, 29_999, -31_000.5, 12_345.678, 0.5, 0.70710678, 20, -20];
        foreach (var type in Agreement.Types)
        {
            var x = Tensor.From(values).To(type);
            Agreement.Check(kernels =>
            {
                var y = Tensor.Empty(x.Shape, type);
                kernels.Unary((UnaryKind)kind, x, y, 0.75, -1.5);
                return [y];
            }, 1e-6, $"{(UnaryKind)kind} {type}");
        }
    }

    [Theory, MemberData(nameof(BinaryKinds))]
    public void A_function_of_two_operands_agrees_in_every_layout(int kind)
    {
        foreach (var type in Agreement.Types)
            foreach (var (a, b) in Layouts(kind, type).Zip(Layouts(kind + 50, type)).Concat(Spread(type)))
                Agreement.Check(kernels =>
                {
                    var y = Tensor.Empty(a.Shape, type);
                    kernels.Binary((BinaryKind)kind, a, b, y);
                    return [y];
                }, 1e-6, $"{(BinaryKind)kind} {type} {Shapes.Text(a.Shape)}");
    }

    // A matrix with a row, a column, a scalar, and its transpose.
    private static IEnumerable<(Tensor, Tensor)> Spread(DType type)
    {
        var m = Agreement.Random(1, type, 40, 40);
        foreach (int[] strides in (int[][])[[0, 1], [1, 0], [0, 0], [1, 40]])
        {
            yield return (m, m.View([40, 40], strides, 0));
            yield return (m.View([40, 40], strides, 0), m);
        }
    }

    [Fact]
    public void Choosing_agrees_in_every_layout()
    {
        foreach (var type in Agreement.Types)
            foreach (var ((c, a), b) in Layouts(1, type).Zip(Layouts(2, type)).Zip(Layouts(3, type)))
            {
                var test = Tensor.Empty(c.Shape, type);
                ReferenceKernels.Instance.Unary(UnaryKind.IsPositive, c, test);
                Agreement.Check(kernels =>
                {
                    var y = Tensor.Empty(c.Shape, type);
                    kernels.Where(test, a, b, y);
                    return [y];
                }, 0, $"{type} {Shapes.Text(c.Shape)}");
            }
    }

    [Fact]
    public void Elementary_functions_are_good_to_two_units_in_the_last_place()
    {
        (UnaryKind Kind, Func<double, double> Exact, double From, double To)[] functions =
        [
            (UnaryKind.Exp, Math.Exp, -80, 80), (UnaryKind.Log, Math.Log, 1e-30, 10), (UnaryKind.Log, Math.Log, 0.7, 1.5),
            (UnaryKind.Tanh, Math.Tanh, -5, 5), (UnaryKind.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -30, 30), (UnaryKind.Erf, Scalar.Erf, -4, 4),
            (UnaryKind.Expm1, x => Scalar.Expm1(x), -3, 3), (UnaryKind.Log1p, x => Scalar.Log1p(x), -0.5, 3),
            (UnaryKind.Sin, Math.Sin, -3, 3),
            (UnaryKind.Tan, Math.Tan, -1.5, 1.5), (UnaryKind.Cos, Math.Cos, -1.5, 1.5), (UnaryKind.Softplus, x => Scalar.Softplus(x), -20, 20),
        ];
        foreach (var (kind, exact, from, to) in functions)
        {
            var x = Tensor.Wrap(Enumerable.Range(0, 20_000).Select(i => (float)(from + (to - from) * i / 20_000)).ToArray(), [20_000]);
            var y = Tensor.Empty(x.Shape, DType.F32);
            CpuKernels.Instance.Unary(kind, x, y);
            for (int i = 0; i < x.Length; i++)
            {
                double e = exact(x.Data<float>()[i]), ulp = Math.Max(MathF.BitIncrement(Math.Abs((float)e)) - Math.Abs((float)e), 1e-45);
                Assert.True(Math.Abs(y.Data<float>()[i] - e) <= 2.5 * ulp,
                    $"{kind}({x.Data<float>()[i]:R}) = {y.Data<float>()[i]:R}, expected {e:R}: {Math.Abs(y.Data<float>()[i] - e) / ulp:F1} units.");
            }
        }
    }

    [Fact]
    public void The_error_function_is_good_to_the_last_places_and_its_complement_in_the_tail()
    {
        var x = Tensor.Wrap(Enumerable.Range(0, 40_001).Select(i => (i - 20_000) * 0.00135).ToArray(), [40_001]);
        Tensor erf = Tensor.Empty(x.Shape, DType.F64), erfc = Tensor.Empty(x.Shape, DType.F64);
        CpuKernels.Instance.Unary(UnaryKind.Erf, x, erf);
        CpuKernels.Instance.Unary(UnaryKind.Erfc, x, erfc);
        for (int i = 0; i < x.Length; i++)
        {
            double v = x.Data<double>()[i], e = Scalar.Erf(v), c = Scalar.Erfc(v);
            Assert.True(Math.Abs(erf.Data<double>()[i] - e) <= 1e-15 * Math.Abs(e), $"erf({v:R}) = {erf.Data<double>()[i]:R}, expected {e:R}");
            Assert.True(Math.Abs(erfc.Data<double>()[i] - c) <= 1e-13 * c + 1e-300, $"erfc({v:R}) = {erfc.Data<double>()[i]:R}, expected {c:R}");
        }
    }

    [Fact]
    public void The_exponential_of_zero_is_one()
    {
        foreach (var type in Agreement.Types)
        {
            Tensor x = Tensor.Zeros([33], type), y = Tensor.Empty([33], type);
            CpuKernels.Instance.Unary(UnaryKind.Exp, x, y);
            Assert.All(y.ToDoubles(), v => Assert.Equal(1.0, v));
        }
    }
}
