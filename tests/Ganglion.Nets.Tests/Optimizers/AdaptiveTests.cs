namespace Ganglion.Nets.Tests;

/// <summary>Optimisers that PyTorch 1.13 lacks, against their formulas on plain numbers.</summary>
public sealed class AdaptiveTests
{
    private static readonly double[] Starts = [0.7, -1.3, 2.5, 0.2, -0.4, 1.1];

    private static double G(double p, int t) => Math.Sin(3 * p) * (t == 2 ? 5 : 1) + 0.2 * t;

    private static double Rms(IEnumerable<double> x) => Math.Sqrt(x.Average(v => v * v));

    // A matrix of two rows and three columns, followed for four steps beside a function of plain arrays.
    private static void Follows(Optimizer optimizer, Action<double[], double[], int> step)
    {
        var model = new Linear(Tensor.From(Starts, 2, 3), null);
        var state = optimizer.Init(model);
        double[] expected = [.. Starts];
        for (int t = 1; t <= 4; t++)
        {
            double[] g = [.. expected.Select(p => G(p, t))];
            step(expected, g, t);
            (model, state) = optimizer.Step(model, new Linear(Tensor.From(g, 2, 3), null), state);
            Checks.Close(expected, model.Weight.ToDoubles(), 1e-11);
        }
    }

    [Fact]
    public void Lion_steps_by_signs()
    {
        var m = new double[6];
        Follows(new Lion(0.01) { WeightDecay = 0.1 }, (p, g, t) =>
        {
            for (int i = 0; i < 6; i++)
            {
                p[i] -= 0.01 * (Math.Sign(0.9 * m[i] + 0.1 * g[i]) + 0.1 * p[i]);
                m[i] = 0.99 * m[i] + 0.01 * g[i];
            }
        });
    }

    [Fact]
    public void Adafactor_follows_its_algorithm()
    {
        double[] row = new double[2], column = new double[3];
        Follows(new Adafactor(0.5), (p, g, t) =>
        {
            double beta2 = 1 - Math.Pow(t, -0.8), rate = Math.Min(0.5, 1 / Math.Sqrt(t)) * Math.Max(1e-3, Rms(p));
            for (int r = 0; r < 2; r++) row[r] = beta2 * row[r] + (1 - beta2) * Enumerable.Range(0, 3).Average(c => g[3 * r + c] * g[3 * r + c]);
            for (int c = 0; c < 3; c++) column[c] = beta2 * column[c] + (1 - beta2) * (g[c] * g[c] + g[3 + c] * g[3 + c]) / 2;
            double[] u = [.. Enumerable.Range(0, 6).Select(i => g[i] / Math.Sqrt(row[i / 3] * column[i % 3] / row.Average()))];
            double clip = Math.Max(1, Rms(u));
            for (int i = 0; i < 6; i++) p[i] -= rate * u[i] / clip;
        });
    }

    [Fact]
    public void A_matrix_costs_Adafactor_a_row_and_a_column()
    {
        var model = Linear.Create(30, 50, new Rng(1));
        Assert.Equal(4 * (30 + 50 + 50), new Adafactor().Init(model).Bytes);            // and the bias its own length
        Assert.Equal(4 * 2 * (30 * 50 + 50), new Adam().Init(model).Bytes);
        var filters = Conv2d.Create(3, 8, 3, new Rng(1));
        Assert.Equal(4 * (8 + 27 + 8), new Adafactor().Init(filters).Bytes);
    }

    [Fact]
    public void Squares_that_are_an_outer_product_are_remembered_exactly()
    {
        double[] a = [0.3, 2, -1], b = [1, -0.5, 3, 0.1];
        var g = new Linear(Tensor.From([.. a.SelectMany(x => b.Select(y => x * y))], 3, 4), null);
        var model = new Linear(Checks.Random(1, 3, 4), null);
        Linear After(bool factored)
        {
            var adafactor = new Adafactor(0.1) { Factored = factored, Epsilon1 = 0 };
            var (next, state) = adafactor.Step(model, g, adafactor.Init(model));
            return adafactor.Step(next, g.Map(t => t * 0.5), state).Model;
        }
        Checks.Close(After(false).Weight, After(true).Weight, 1e-12);
    }

    [Fact]
    public void FAdam_follows_its_algorithm()
    {
        double[] m = new double[6], f = new double[6];
        Follows(new FAdam(0.01, 0.1) { Epsilon = 0.5 }, (p, g, t) =>
        {
            double beta2 = 0.999 * (1 - Math.Pow(0.999, t - 1)) / (1 - Math.Pow(0.999, t)), epsilon = Math.Min(0.5, 0.01 * Rms(g));
            for (int i = 0; i < 6; i++) f[i] = beta2 * f[i] + (1 - beta2) * g[i] * g[i];
            double[] natural = [.. g.Select((x, i) => x / (Math.Sqrt(f[i]) + epsilon))], decay = [.. p.Select((x, i) => x / (Math.Sqrt(f[i]) + epsilon))];
            double clip = Math.Max(1, Rms(natural)), clipDecay = Math.Max(1, Rms(decay));
            for (int i = 0; i < 6; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * natural[i] / clip;
                p[i] -= 0.01 * (m[i] + 0.1 * decay[i] / clipDecay);
            }
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Positive_negative_momentum_follows_its_algorithm(bool ranger)
    {
        double[] newer = new double[6], older = new double[6], v = new double[6], top = new double[6];
        double beta0 = ranger ? 0.9 : 1;
        var pnm = new AdaPnm(0.01) { WeightDecay = 0.1 };
        if (ranger) pnm = pnm with { Beta0 = 0.9, StableDecay = true, NormLossStrength = 0.05, Softplus = 50 };
        Follows(pnm, (p, g, t) =>
        {
            double c1 = 1 - Math.Pow(0.9, t), c2 = 1 - Math.Pow(0.999, t);
            for (int i = 0; i < 6; i++)
            {
                (newer[i], older[i]) = (0.81 * older[i] + 0.19 * g[i], newer[i]);
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                top[i] = Math.Max(top[i], v[i]);
            }
            double keep = 1 - 0.01 * 0.1 / (ranger ? Math.Sqrt(v.Average() / c2) : 1);
            for (int i = 0; i < 6; i++) p[i] *= keep;
            double[] norms = [Math.Sqrt(p[..3].Sum(x => x * x)), Math.Sqrt(p[3..].Sum(x => x * x))];
            for (int i = 0; i < 6; i++)
            {
                if (ranger) p[i] *= 1 - 0.01 * 2 * 0.05 * (1 - 1 / (norms[i / 3] + 1e-8));
                double root = Math.Sqrt(top[i] / c2) + 1e-8, direction = (1 + beta0) * newer[i] - beta0 * older[i];
                if (ranger) root = Math.Log(1 + Math.Exp(50 * root)) / 50;
                p[i] -= 0.01 / c1 * direction / Math.Sqrt((1 + beta0) * (1 + beta0) + beta0 * beta0) / root;
            }
        });
    }

    [Fact]
    public void Ivon_follows_its_algorithm_at_its_own_draw()
    {
        double[] m = [.. Starts], h = [.. Starts.Select(_ => 0.5)], g = new double[6];
        var ivon = new Ivon(0.1, 50, new Rng(7)) { WeightDecay = 0.01, Beta2 = 0.9 };
        var model = new Linear(Tensor.From(Starts, 2, 3), null);
        var state = ivon.Init(model);
        for (int t = 1; t <= 4; t++)
        {
            double[] drawn = ivon.GradientPoint(model, state).Weight.ToDoubles(), seen = [.. drawn.Select(p => G(p, t))];
            for (int i = 0; i < 6; i++)
            {
                double variance = 1 / (50 * (h[i] + 0.01)), curvature = seen[i] * (drawn[i] - m[i]) / variance;
                Assert.NotEqual(m[i], drawn[i]);
                g[i] = 0.9 * g[i] + 0.1 * seen[i];
                h[i] = 0.9 * h[i] + 0.1 * curvature + 0.5 * 0.01 * (h[i] - curvature) * (h[i] - curvature) / (h[i] + 0.01);
                m[i] -= 0.1 * 0.51 * (g[i] / (1 - Math.Pow(0.9, t)) + 0.01 * m[i]) / (h[i] + 0.01);
            }
            (model, state) = ivon.Step(model, new Linear(Tensor.From(seen, 2, 3), null), state);
            Checks.Close(m, model.Weight.ToDoubles(), 1e-10);
            Checks.Close([.. h.Select(x => 1 / (50 * (x + 0.01)))], ivon.Variance(model, state).Weight.ToDoubles(), 1e-10);
        }
    }

    [Fact]
    public void Ivon_finds_the_curvature_of_a_parabola_and_so_its_posterior()
    {
        var (curvature, center) = (Tensor.From((double[])[0.5, 2, 8], 1, 3), Tensor.From((double[])[1, -1, 0.3], 1, 3));
        var ivon = new Ivon(0.1, 100, new Rng(1)) { WeightDecay = 0, Beta2 = 0.999, Schedule = Schedule.Linear(6000, 1, 0.01) };
        var model = new Linear(Tensor.Zeros([1, 3], DType.F64), null);
        var state = ivon.Init(model);
        for (int t = 0; t < 6000; t++)
            (model, state) = ivon.StepInPlace(model, new Linear((ivon.GradientPoint(model, state).Weight - center) * curvature, null), state);
        Checks.Close(center.ToDoubles(), model.Weight.ToDoubles(), 0.05);
        foreach (var (found, truth) in ivon.Variance(model, state).Weight.ToDoubles().Zip([0.02, 0.005, 0.00125])) Assert.InRange(found / truth, 0.85, 1.15);
    }
}
