namespace Ganglion.Autodiff;

public sealed class DiffTests
{
    private static readonly Rng s_rng = new(41);

    private static Tensor Normal(string name, params int[] shape) => s_rng.Split(name).Normal(shape, dtype: DType.F64);

    private static void Near(double expected, double actual, double tolerance = 1e-9) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{actual:R}, expected {expected:R}");

    private static void Near(Tensor expected, Tensor actual, double tolerance = 1e-9)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        foreach (var (e, a) in expected.ToDoubles().Zip(actual.ToDoubles())) Near(e, a, tolerance);
    }

    private static Tensor Loss(Dense m, Tensor x, Tensor y) => (m.Forward(x) - y).Square().Mean();

    [Fact]
    public void The_gradient_of_a_model_is_a_model()
    {
        var model = Dense.Make(3, 4);
        Tensor x = Normal("x", 5, 3), y = Normal("y", 5);
        var (value, gradient) = Diff.ValueAndGrad(model, m => Loss(m, x, y));
        Near(Loss(model, x, y).Item(), value.Item());
        double h = 1e-6;
        var up = model with { Bias = model.Bias + Tensor.From([h, 0, 0, 0]) };
        var down = model with { Bias = model.Bias - Tensor.From([h, 0, 0, 0]) };
        Near((Loss(up, x, y).Item() - Loss(down, x, y).Item()) / (2 * h), gradient.Bias.ToDoubles()[0], 1e-7);
    }

    [Fact]
    public void A_step_of_learning_can_be_learned()
    {
        Tensor x = Normal("x", 5, 3), y = Normal("y", 5), x2 = Normal("x2", 4, 3), y2 = Normal("y2", 4);
        Tensor Meta(Dense m)                                    // MAML: the loss after two inner steps
        {
            for (int i = 0; i < 2; i++) m = m.Zip(Diff.Grad(m, k => Loss(k, x, y)), (p, g) => p - g * 0.1);
            return Loss(m, x2, y2);
        }

        var model = Dense.Make(3, 4);
        var gradient = Diff.Grad(model, Meta);
        var direction = Dense.Make(3, 4, seed: 2);
        double h = 1e-5, exact = gradient.Leaves().Zip(direction.Leaves(), (g, d) => (g.Tensor * d.Tensor).Sum().Item()).Sum();
        Near((Meta(model.Zip(direction, (p, d) => p + d * h)).Item() - Meta(model.Zip(direction, (p, d) => p - d * h)).Item()) / (2 * h), exact,
            1e-6);
    }

    [Fact]
    public void A_hypernetwork_is_differentiated_through_what_it_generates()
    {
        var x = Normal("x", 5, 3);
        Tensor F(Tensor z) => Dense.Make(3, 2).Map(t => t * z.Reshape([.. Enumerable.Repeat(1, t.Rank)])).Forward(x).Square().Sum();
        var z = Tensor.Scalar(0.7, DType.F64);
        double h = 1e-6;
        Near((F(z + h).Item() - F(z - h).Item()) / (2 * h), Diff.Grad(F, z).Item(), 1e-7);
    }

    [Fact]
    public void The_hessian_product_of_a_quadratic_is_its_matrix_times_the_direction()
    {
        Tensor a = Normal("a", 3, 3), x = Normal("x", 3, 1), v = Normal("v", 3, 1);
        var symmetric = a + a.Transpose();
        var h = Diff.Hvp(new One(x), m => m.X.MatMul(a.MatMul(m.X), transposeA: true).Sum(), new One(v));
        Near(symmetric.MatMul(v), h.X);
    }

    [Fact]
    public void Jacobian_and_products_match_closed_forms()
    {
        Tensor a = Normal("a", 4, 3), x = Normal("x", 3), v = Normal("v", 3), u = Normal("u", 4);
        Tensor F(Tensor t) => a.MatMul(t.Reshape(3, 1)).Squeeze(1).Sin();
        var jacobian = a.MatMul(x.Reshape(3, 1)).Cos() * a;
        Near(jacobian, Diff.Jacobian(F, x));
        Near(jacobian.MatMul(v.Reshape(3, 1)).Squeeze(1), Diff.Jvp(F, x, v));
        Near(u.Reshape(1, 4).MatMul(jacobian).Squeeze(0), Diff.Vjp(F, x, u));
    }

    [Fact]
    public void What_products_return_carries_no_history()
    {
        Tensor x = Normal("x", 3), v = Normal("v", 3);
        Assert.Null(Diff.Jvp(t => t.Exp(), x, v).Node);
        Assert.Null(Diff.Jacobian(t => t.Exp(), x).Node);
        Assert.Null(Diff.Grad(t => t.Exp().Sum(), x).Node);
        var (value, _, aux) = Diff.ValueAndGrad(new One(x), m => (m.X.Exp().Sum(), m.X.Exp()));
        Assert.Null(value.Node);
        Assert.Null(aux.Node);
    }

    [Fact]
    public void What_else_a_constant_function_returns_is_constant_too()
    {
        var x = Normal("x", 3);
        var g = Diff.Grad(t => (t * Diff.Constant(() => Diff.ValueAndGrad(new One(t), m => (m.X.Sum(), m.X * 3)).Aux)).Sum(), x);
        Near(x * 3, g);
    }

    [Fact]
    public void Gradients_of_samples_add_up_to_that_of_the_batch()
    {
        Tensor x = Normal("x", 5, 3), y = Normal("y", 5);
        var model = Dense.Make(3, 4);
        var each = Diff.PerSample(model, 5, (m, i) => Loss(m, x.Slice(0, i, 1), y.Slice(0, i, 1)));
        Assert.Equal([5, 4, 3], each.Weight.Shape.ToArray());
        Near(Diff.Grad(model, m => Loss(m, x, y)).Weight, each.Weight.Mean(0));
    }

    [Fact]
    public void The_largest_elements_are_differentiated_where_they_lie()
    {
        var x = Tensor.From([3.0, 1, 2, 5, 5, 4], 2, 3);
        var (values, positions) = x.TopK(2);
        Assert.Equal([3.0, 2, 5, 5], values.ToDoubles());
        Assert.Equal([0, 2, 0, 1], positions.Span.ToArray());
        Assert.Equal([1.0, 0, 1, 1, 1, 0], Diff.Grad(t => t.TopK(2).Values.Sum(), x).ToDoubles());
        Assert.Equal([1, 2, 0, 2, 0, 1], x.ArgSort().Span.ToArray());
    }

    [Fact]
    public void An_unused_leaf_gets_zeros()
    {
        var g = Diff.Grad(x => x[0].Sum(), [Normal("a", 2, 3), Normal("b", 4)]);
        Assert.All(g[0].ToDoubles(), v => Assert.Equal(1, v));
        Assert.Equal(new double[4], g[1].ToDoubles());
        Assert.Equal(new double[3], Diff.Grad(_ => Tensor.Scalar(1, DType.F64), Normal("c", 3)).ToDoubles());
    }

    [Fact]
    public void A_loss_of_several_numbers_is_an_error_that_names_the_shape()
    {
        var e = Assert.Throws<ArgumentException>(() => Diff.Grad(x => x, Normal("a", 3)));
        Assert.Contains("[3]", e.Message);
        Assert.Contains("Sum", e.Message);
    }

    [Fact]
    public void A_leaf_used_twice_or_returned_itself_is_counted_right()
    {
        var x = Tensor.Scalar(3, DType.F64);
        Near(1, Diff.Grad(t => t, x).Item());
        Near(7, Diff.Grad(t => t * t + t, x).Item());
        Near(2, Diff.Grad(t => t.Detach() * 0 + t + t, x).Item());
    }

    [Fact]
    public void Higher_orders_pass_through_a_memory_scope()
    {
        var x = Tensor.Scalar(0.5, DType.F64);
        Tensor Cube(Tensor t) => Memory.Scope(() => t * Memory.Scope(() => t * t));
        Tensor First(Tensor t) => Diff.Grad(Cube, t);
        Tensor Second(Tensor t) => Diff.Grad(First, t);
        Near(6 * 0.5, Memory.Scope(() => Second(x)).Item());
        Near(6, Diff.Grad(Second, x).Item());
    }

    [Fact]
    public void Outer_tensors_captured_by_an_inner_function_are_differentiated_by_the_outer_only()
    {
        var x = Tensor.Scalar(2, DType.F64);
        // f(x) = x · d/dt (x² t³) at t = 3 = 27 x³, so f'(2) = 81 · 4
        Near(81 * 4, Diff.Grad(a => a * Diff.Grad(t => a * a * t.Pow(3), Tensor.Scalar(3, DType.F64)), x).Item());
    }

    [Fact]
    public void A_constant_stops_the_gradient()
    {
        var x = Tensor.Scalar(2, DType.F64);
        Near(2, Diff.Grad(t => t * t.Detach(), x).Item());
        Near(2, Diff.Grad(t => t * Diff.Constant(() => t * 1), x).Item());
        Near(2 * 2 * 2, Diff.Grad(t => t * t * Diff.Constant(() => Diff.Grad(u => u.Square(), t) / 2.0), x).Item());
    }

    [Fact]
    public void Two_threads_differentiate_at_once()
    {
        Tensor x = Normal("x", 5, 3), y = Normal("y", 5);
        var model = Dense.Make(3, 4);
        ulong expected = Diff.Grad(model, m => Loss(m, x, y)).BitHash();
        var hashes = new ulong[40];
        Parallel.For(0, hashes.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
            hashes[i] = Diff.Grad(model, m => Loss(m, x, y)).BitHash());
        Assert.All(hashes, h => Assert.Equal(expected, h));
    }

    [Fact]
    public void A_history_made_on_another_thread_is_followed_in_the_right_order()
    {
        var x = Tensor.Scalar(1.5, DType.F64);
        double gradient = Diff.Grad(t =>
        {
            var early = t * t;
            Tensor middle = null!;
            var thread = new Thread(() => middle = early * t);
            thread.Start();
            thread.Join();
            return middle * early;
        }, x).Item();
        Near(5 * Math.Pow(1.5, 4), gradient);
    }

    private sealed record One(Tensor X) : IModel<One>
    {
        public void Visit(string prefix, Action<string, Tensor> visit) => visit(prefix + "X", X);

        public One Map(string prefix, Func<string, Tensor, Tensor> map) => new(map(prefix + "X", X));
    }
}
