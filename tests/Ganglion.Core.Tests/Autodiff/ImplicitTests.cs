namespace Ganglion.Autodiff;

/// <summary>Derivatives of solutions, against closed forms and differences.</summary>
public sealed class ImplicitTests
{
    private static Tensor Normal(string name, params int[] shape) => new Rng(31).Split(name).Normal(shape, dtype: DType.F64);

    private static void Near(double[] expected, double[] actual, double tolerance = 1e-8) =>
        Assert.Equal(expected, actual, (e, a) => Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e)));

    [Fact]
    public void A_square_root_is_the_root_of_its_equation_to_the_third_order()
    {
        Tensor Root(Tensor a) => Diff.ImplicitRoot((x, p) => x.Square() - p[0], p => p[0].Sqrt(), [a]);
        var a = Tensor.From([2.0, 9]);
        Near([0.5 / Math.Sqrt(2), 0.5 / 3], Diff.Grad(t => Root(t).Sum(), a).ToDoubles());
        Func<Tensor, Tensor> first = t => Diff.Grad(s => Root(s).Sum(), t).Sum(), second = t => Diff.Grad(first, t).Sum();
        Near([-0.25 * Math.Pow(2, -1.5), -0.25 / 27], Diff.Grad(first, a).ToDoubles());
        Near([0.375 * Math.Pow(2, -2.5), 0.375 / 243], Diff.Grad(second, a).ToDoubles(), 1e-6);
    }

    [Fact]
    public void The_gradient_of_a_ridge_penalty_is_that_of_the_closed_form()
    {
        Tensor x = Normal("x", 30, 4), y = Normal("y", 30, 1), held = Normal("v", 20, 4), target = Normal("t", 20, 1);
        // w(λ) minimises |Xw - y|² + λ|w|², found by conjugate gradients on the normal equations
        Tensor Fit(Tensor lambda) => Diff.ImplicitArgMin((w, p) => (x.MatMul(w) - y).Square().Sum() + p[0] * w.Square().Sum(),
            p => Krylov.ConjugateGradients(w => x.MatMul(x.MatMul(w), transposeA: true) + w * p[0], x.MatMul(y, transposeA: true)), [lambda]);
        Tensor Validation(Tensor lambda) => (held.MatMul(Fit(lambda)) - target).Square().Mean();
        var at = Tensor.Scalar(0.7, DType.F64);
        // dw/dλ = -(XᵀX + λ)⁻¹ w
        var w = Fit(at);
        var slope = Krylov.ConjugateGradients(v => x.MatMul(x.MatMul(v), transposeA: true) + v * 0.7, -w);
        double expected = ((held.MatMul(w) - target) * held.MatMul(slope)).Sum().Item() * 2 / 20;
        Near([expected], [Diff.Grad(Validation, at).Item()]);
        double h = 1e-4, difference = (Diff.Grad(Validation, at + h).Item() - Diff.Grad(Validation, at - h).Item()) / (2 * h);
        Near([difference], [Diff.Grad(l => Diff.Grad(Validation, l), at).Item()], 1e-5);
    }

    [Fact]
    public void A_deep_equilibrium_is_differentiated_without_its_iterations()
    {
        Tensor x = Normal("x", 5, 3), u = Normal("u", 4, 3), w = Normal("w", 4, 4) * 0.15, v = Normal("v", 5, 4);
        Tensor Layer(Tensor z, Tensor[] p) => (z.Linear(p[0]) + x.Linear(p[1])).Tanh();
        Tensor Equilibrium(Tensor[] p) => Diff.ImplicitFixedPoint(Layer, Tensor.Zeros([5, 4], DType.F64), p);
        Tensor Unrolled(Tensor[] p) { var z = Tensor.Zeros([5, 4], DType.F64); for (int i = 0; i < 200; i++) z = Layer(z, p); return z; }
        var (implicitly, meter) = Meter.Measure(() => Diff.Grad(p => (Equilibrium(p) * v).Sum(), [w, u]), savedBytes: true);
        var (unrolled, much) = Meter.Measure(() => Diff.Grad(p => (Unrolled(p) * v).Sum(), [w, u]), savedBytes: true);
        for (int i = 0; i < 2; i++) Near(unrolled[i].ToDoubles(), implicitly[i].ToDoubles());
        Assert.True(meter.SavedBytes < much.SavedBytes / 10, $"{meter.SavedBytes} against {much.SavedBytes}");
    }

    [Fact]
    public void A_map_that_does_not_contract_is_told() => Assert.Contains("contraction",
        Assert.Throws<InvalidOperationException>(() => Diff.ImplicitFixedPoint((x, p) => x * p[0], Tensor.Ones([2]), [Tensor.Scalar(-2)])).Message);

    [Fact]
    public void Krylov_solves_symmetric_and_other_systems()
    {
        Tensor a = Normal("a", 70, 70) + Tensor.Eye(70, DType.F64) * 12, b = Normal("b", 70, 1), spd = a.MatMul(a, transposeB: true);
        Near(b.ToDoubles(), a.MatMul(Krylov.Gmres(v => a.MatMul(v), b)).ToDoubles());           // restarts once at least
        Near(b.ToDoubles(), spd.MatMul(Krylov.ConjugateGradients(v => spd.MatMul(v), b)).ToDoubles());
        Assert.Equal(new double[70], Krylov.Gmres(v => a.MatMul(v), b * 0).ToDoubles());
        Assert.Equal(new double[70], Krylov.ConjugateGradients(v => spd.MatMul(v), b * 0).ToDoubles());
    }

    [Fact]
    public void A_jacobian_vector_product_costs_three_evaluations()
    {
        Tensor x = Normal("x", 6, 8), w = Normal("w", 8, 8), v = Normal("v", 6, 8);
        Tensor F(Tensor t) { for (int i = 0; i < 5; i++) t = t.MatMul(w).Tanh(); return t; }
        long once = Meter.Measure(() => F(x)).Meter.MultiplyAdds;
        var (jvp, meter) = Meter.Measure(() => Diff.Jvp(F, x, v));
        double h = 1e-6;
        Near(((F(x + v * h) - F(x - v * h)) / (2 * h)).ToDoubles(), jvp.ToDoubles(), 1e-6);
        Assert.Equal(3 * once, meter.MultiplyAdds);
        Assert.Throws<ArgumentException>(() => Diff.Jvp(F, x, Normal("u", 8)));
        // and it can be differentiated: the directional second derivative of Σ sin is -sin · v
        var p = Normal("p", 4);
        Near((-p.Sin()).ToDoubles(), Diff.Grad(t => Diff.Jvp(s => s.Sin(), t, Tensor.Ones([4], DType.F64)).Sum(), p).ToDoubles());
    }

    [Fact]
    public void A_hessian_is_symmetric_and_that_of_the_formula()
    {
        Tensor a = Normal("a", 4, 4), x = Normal("x", 4);
        var hessian = Diff.Hessian(t => t.Exp().Sum() + t.Reshape(1, 4).MatMul(a).MatMul(t.Reshape(4, 1)).Sum(), x);
        Near((a + a.Transpose() + Tensor.Eye(4, DType.F64) * x.Exp()).ToDoubles(), hessian.ToDoubles());
    }

    [Fact]
    public void Segments_of_a_sequence_save_less_and_give_the_same_gradient()
    {
        Dense[] layers = [.. Enumerable.Range(0, 16).Select(i => Dense.Make(6, 6, seed: i) with { Out = Normal($"o{i}", 6, 6) * 0.3 })];
        var x = Normal("x", 50, 6);
        static Tensor Layer(Dense m, Tensor t) => t.Linear(m.Weight, m.Bias).Tanh().MatMul(m.Out);
        (double[], Meter) Run(Func<Dense[], Tensor> f) => Meter.Measure(() => Diff.Grad(
            p => f([.. layers.Select((l, i) => new Dense(p[3 * i], p[3 * i + 1], p[3 * i + 2]))]).Square().Sum(),
            [.. layers.SelectMany(l => l.Leaves().Select(t => t.Tensor))])[0].ToDoubles(), savedBytes: true);
        var (plain, much) = Run(m => m.Aggregate(x, (t, l) => Layer(l, t)));
        var (less, meter) = Run(m => Diff.CheckpointSequence(m, x, Layer));
        Near(plain, less, 1e-12);
        Assert.True(meter.SavedBytes < 0.45 * much.SavedBytes, $"{meter.SavedBytes} against {much.SavedBytes}");
        Assert.True(meter.PeakBytes < 0.6 * much.PeakBytes, $"{meter.PeakBytes} against {much.PeakBytes}");
        Near(plain, Run(m => Diff.CheckpointSequence(m, x, Layer, 40)).Item1, 1e-12);
    }
}
