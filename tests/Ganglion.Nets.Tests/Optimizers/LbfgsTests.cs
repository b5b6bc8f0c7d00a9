namespace Ganglion.Nets.Tests;

public sealed class LbfgsTests
{
    [Fact]
    public void The_valley_of_Rosenbrock_is_followed_to_its_end()
    {
        var start = new Linear(Tensor.From((double[])[-1.2, 1], 1, 2), null);
        int steps = 0;
        var end = new Lbfgs { Tolerance = 1e-8 }.Minimize(start,
            m => Rosenbrock(m.Weight.Select(1, 0), m.Weight.Select(1, 1)), (step, _) => steps = step);
        Assert.All(end.Weight.ToDoubles(), x => Assert.Equal(1, x, 1e-6));
        Assert.InRange(steps, 10, 80);
        Assert.Equal([-1.2, 1], start.Weight.ToDoubles());

        static Tensor Rosenbrock(Tensor x, Tensor y) => ((1 - x).Square() + 100 * (y - x.Square()).Square()).Sum();
    }

    [Fact]
    public void Least_squares_end_at_the_solution_of_the_normal_equations()
    {
        var rng = new Rng(3);
        Tensor x = rng.Split("x").Normal([200, 3], dtype: DType.F64), truth = Tensor.From((double[])[2, -1, 0.5], 1, 3);
        var (y, start) = (x.MatMul(truth, transposeB: true) + 4, new Linear(Tensor.Zeros([1, 3], DType.F64), Tensor.Zeros([1], DType.F64)));
        var fitted = new Lbfgs { Tolerance = 1e-9 }.Minimize(start, m => (m.Forward(x) - y).Square().Mean());
        Assert.All(fitted.Weight.ToDoubles().Zip([2, -1, 0.5]), p => Assert.Equal(p.Second, p.First, 1e-7));
        Assert.Equal(4, fitted.Bias!.Item(), 1e-7);
    }

    [Fact]
    public void A_start_that_is_no_number_is_refused()
    {
        var start = new Linear(Tensor.Full([1, 1], -1), null);
        var fault = Assert.Throws<ArithmeticException>(() => new Lbfgs().Minimize(start, m => m.Weight.Log().Sum()));
        Assert.Contains("at the start", fault.Message);
    }
}
