using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// Derivatives of any order, define-by-run. A function of a model is evaluated on tracked copies of its leaves; the gradient comes
/// back as a model of the same type. Inside another call of <see cref="Diff"/> the backward pass records itself, so nesting gives
/// higher orders without a switch to forget. Tensors made inside are released when the outermost call returns.
/// </summary>
public static partial class Diff
{
    [ThreadStatic] private static bool t_paused;
    [ThreadStatic] private static int t_depth;
    private static long s_pass;

    /// <summary>The value of <paramref name="f"/>, a tensor of one element, at <paramref name="model"/>, and its gradient in every leaf.</summary>
    /// <exception cref="ArgumentException">The function's value is not a scalar.</exception>
    public static (Tensor Value, T Gradient) ValueAndGrad<T>(T model, Func<T, Tensor> f, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) where T : IModel<T>
    {
        var (value, gradient, _) = ValueAndGrad(model, m => (f(m), 0), file, line);
        return (value, gradient);
    }

    /// <summary>As above, for a function that also returns something else: predictions, or the next running statistics.</summary>
    public static (Tensor Value, T Gradient, TAux Aux) ValueAndGrad<T, TAux>(T model, Func<T, (Tensor Value, TAux Aux)> f,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) where T : IModel<T> =>
        ValueAndGrad(model, f, (value, leaves, nested) => model.WithLeaves(Backward(value, null, leaves, nested)), file, line);

    private static (Tensor Value, T Gradient, TAux Aux) ValueAndGrad<T, TAux>(T model, Func<T, (Tensor Value, TAux Aux)> f,
        Func<Tensor, List<Tensor>, bool, T> backward, string file, int line) where T : IModel<T> =>
        MemoryScope.Run(() => Level(nested =>
        {
            var leaves = new List<Tensor>();
            var tracked = model.Map("", (_, t) => { var leaf = Track(t); leaves.Add(leaf); return leaf; });
            long first = leaves.Count > 0 ? leaves[0].Node!.Order : long.MaxValue;
            var (value, aux) = f(tracked);
            var gradient = backward(Loss(value), leaves, nested);
            if (!nested)                                        // what was recorded here ends here
                Survivors.Visit(aux, t => { if (t.Node is { } n && n.Order >= first) t.Node = null; });
            return (nested ? value : value.Detach(), gradient, aux);
        }), "Diff.ValueAndGrad", file, line);

    /// <summary>The gradient of <paramref name="f"/> in every leaf of <paramref name="model"/>.</summary>
    public static T Grad<T>(T model, Func<T, Tensor> f, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) where T : IModel<T> =>
        ValueAndGrad(model, f, file, line).Gradient;

    /// <summary>The gradients of <paramref name="f"/> in several tensors.</summary>
    public static Tensor[] Grad(Func<Tensor[], Tensor> f, ReadOnlySpan<Tensor> at, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var points = at.ToArray();
        return MemoryScope.Run(() => Level(nested =>
        {
            var leaves = Array.ConvertAll(points, Track);
            return Backward(Loss(f(leaves)), null, leaves, nested);
        }), "Diff.Grad", file, line);
    }

    /// <summary>The gradient of <paramref name="f"/> in one tensor.</summary>
    public static Tensor Grad(Func<Tensor, Tensor> f, Tensor at, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Grad(x => f(x[0]), [at], file, line)[0];

    /// <summary>The vector-Jacobian product vᵀJ of a function of one tensor, with v of the shape of its value.</summary>
    public static Tensor Vjp(Func<Tensor, Tensor> f, Tensor at, Tensor v, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        MemoryScope.Run(() => Level(nested =>
        {
            var leaf = Track(at);
            var y = f(leaf);
            if (!y.Shape.SequenceEqual(v.Shape))
                throw new ArgumentException(
                    $"Vjp: v has shape {Shapes.Text(v.Shape)}, the function's value {Shapes.Text(y.Shape)}; they must be the same.", nameof(v));
            return Backward(y, v, [leaf], nested)[0];
        }), "Diff.Vjp", file, line);

    /// <summary>The Jacobian-vector product Jv, with v of the shape of the point: the derivative of uᵀJ in u, so the cost is that of one
    /// evaluation and two backward passes, about three times f whatever the sizes.</summary>
    public static Tensor Jvp(Func<Tensor, Tensor> f, Tensor at, Tensor v, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        MemoryScope.Run(() => Level(nested =>
        {
            if (!v.Shape.SequenceEqual(at.Shape))
                throw new ArgumentException(
                    $"Jvp: v has shape {Shapes.Text(v.Shape)}, the point {Shapes.Text(at.Shape)}; they must be the same.", nameof(v));
            var leaf = Track(at);
            var y = f(leaf);
            var u = Track(Tensor.Zeros(y.Shape, y.DType));
            return Backward(Backward(y, u, [leaf], createGraph: true)[0], v, [u], nested)[0];
        }), "Diff.Jvp", file, line);

    /// <summary>The Jacobian <c>[outputs, inputs]</c> of a function of one tensor, a row at a time.</summary>
    public static Tensor Jacobian(Func<Tensor, Tensor> f, Tensor at, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        MemoryScope.Run(() => Level(nested =>
        {
            var leaf = Track(at);
            var y = f(leaf).Reshape(-1);
            var rows = new Tensor[y.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                var unit = new double[rows.Length];
                unit[i] = 1;
                rows[i] = Backward(y, Tensor.From(unit).To(y.DType), [leaf], nested)[0].Reshape(1, -1);
            }
            return Tensor.Concat(rows, 0);
        }), "Diff.Jacobian", file, line);

    /// <summary>The Hessian <c>[n, n]</c> of a function of one tensor of n elements, a row at a time; for large n take <see cref="Hvp"/>.</summary>
    public static Tensor Hessian(Func<Tensor, Tensor> f, Tensor at, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Jacobian(x => Grad(f, x), at, file, line);

    /// <summary>
    /// The gradients of each sample's own loss in one batched pass: every leaf is stretched to <c>[samples, …]</c> without copying, so that
    /// each sample meets a model of its own. The layers take such leaves with inputs <c>[samples, rows, …]</c>: give each sample's rows an
    /// axis, if of size 1. <paramref name="losses"/> gives the losses <c>[samples]</c>, of which each may depend on its own part only.
    /// <code>
    /// var each = Diff.PerSample(net, n, m => (m.Forward(x.Unsqueeze(1)).Squeeze(1) - y).Square().Sum(1));
    /// </code>
    /// </summary>
    /// <exception cref="ArgumentException">The function returned something else than one number a sample.</exception>
    public static T PerSample<T>(T model, int samples, Func<T, Tensor> losses, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : IModel<T> =>
        MemoryScope.Run(() => Grad(model.Map("", (_, t) => t.Expand([samples, .. t.Shape])), m =>
        {
            var each = losses(m);
            return each.Rank == 1 && each.Length == samples ? each.Sum()
                : throw new ArgumentException(
                    $"PerSample: the function returned shape {Shapes.Text(each.Shape)}; the losses [{samples}], one a sample, are needed.",
                    nameof(losses));
        }, file, line), "Diff.PerSample", file, line);

    /// <summary>
    /// The gradients of each sample's own loss, in one model whose leaves are <c>[samples, …]</c>: for influence, privacy, Fisher information
    /// and neural tangent kernels. <paramref name="f"/> gives the loss of sample i.
    /// </summary>
    public static T PerSample<T>(T model, int samples, Func<T, int, Tensor> f, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : IModel<T> =>
        MemoryScope.Run(() =>
        {
            var gradients = Enumerable.Range(0, samples).Select(i => Grad(model, m => f(m, i), file, line).Leaves()).ToArray();
            int leaf = 0;
            return model.Map("", (_, t) =>
            {
                int l = leaf++;
                return samples == 0 ? Tensor.Zeros([0, .. t.Shape], t.DType) : Tensor.Stack([.. gradients.Select(g => g[l].Tensor)]);
            });
        }, "Diff.PerSample", file, line);

    /// <summary>The product of the Hessian of <paramref name="f"/> with <paramref name="direction"/>.</summary>
    public static T Hvp<T>(T model, Func<T, Tensor> f, T direction, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        where T : IModel<T> =>
        Grad(model, m =>
        {
            var terms = Grad(m, f, file, line).Leaves().Zip(direction.Leaves(), (g, d) => (g.Tensor * d.Tensor).Sum());
            return terms.Aggregate((a, b) => a + b);
        }, file, line);

    // ---- recording ----

    /// <summary>Whether an operation on these must be recorded.</summary>
    internal static bool Tracks(Tensor a) => a.Node is not null && !t_paused;

    /// <summary>Records y = op(a) with the derivative in a, and returns y.</summary>
    internal static Tensor Record(string op, Tensor y, Tensor a, Func<Tensor, Tensor> da)
    {
        if (Tracks(a)) y.Node = new Node(op, y, [a], [da]);
        return y;
    }

    /// <summary>Records y = op(a, b); only the derivatives that are needed will be called.</summary>
    internal static Tensor Record(string op, Tensor y, Tensor a, Func<Tensor, Tensor> da, Tensor b, Func<Tensor, Tensor> db)
    {
        if (Tracks(a) || Tracks(b)) y.Node = new Node(op, y, [a, b], [da, db]);
        return y;
    }

    /// <summary>Records an operation of three inputs.</summary>
    internal static Tensor Record(string op, Tensor y, Tensor a, Func<Tensor, Tensor> da, Tensor b, Func<Tensor, Tensor> db, Tensor c,
        Func<Tensor, Tensor> dc)
    {
        if (Tracks(a) || Tracks(b) || Tracks(c)) y.Node = new Node(op, y, [a, b, c], [da, db, dc]);
        return y;
    }

    /// <summary>Records an operation whose derivatives come together, one for each input (null: none).</summary>
    internal static Tensor Record(string op, Tensor y, Tensor[] inputs, Func<Tensor, Tensor?[]> derivative)
    {
        foreach (var t in inputs) if (Tracks(t)) { y.Node = new Node(op, y, inputs, derivative); break; }
        return y;
    }

    /// <summary>Whether the backward pass that is running records itself: a fused derivative must then give way to public operations.</summary>
    internal static bool Recording => !t_paused;

    private static Tensor Track(Tensor t)
    {
        var leaf = t.View(t.ShapeArray, t.StrideArray, t.Offset);
        leaf.Node = Tracks(t) ? new Node("leaf", leaf, [t], [static g => g]) : Node.Leaf(leaf);
        return leaf;
    }

    private static Tensor Loss(Tensor value) => value.Length == 1 ? value
        : throw new ArgumentException(
            $"A gradient is taken of one number; the function returned shape {Shapes.Text(value.Shape)}. Sum or average it first.");

    // Recording is on inside; 'nested' tells whether somebody outside will differentiate what is done here.
    private static T Level<T>(Func<bool, T> body)
    {
        bool paused = t_paused, nested = t_depth > 0 && !paused;
        t_paused = false;
        var meter = Meter.Current;
        if (t_depth == 0) meter?.BeginGraph();
        long start = meter is null ? 0 : Meter.Now;
        t_depth++;
        try { return body(nested); }
        finally
        {
            t_depth--;
            t_paused = paused;
            meter?.Span("derivative", "diff", start);
        }
    }

    private static Tensor[] Backward(Tensor y, Tensor? seed, IReadOnlyList<Tensor> wrt, bool createGraph,
        Func<int, Tensor, Tensor?>? replace = null)
    {
        bool paused = t_paused;
        var meter = Meter.Current;
        if (!createGraph) meter?.GraphComplete(y);
        long began = meter is null ? 0 : Meter.Now;
        meter?.EnterBackward();
        t_paused = !createGraph;
        var nodes = Reachable(y, wrt);
        var scope = createGraph ? null : MemoryScope.Current;
        try
        {
            int start = scope?.Count ?? 0;
            long last = nodes.Count > 0 ? wrt.Max(static w => w.Node!.Order) : 0;
            if (nodes.Count > 0) y.Node!.Gradient = seed ?? Tensor.Ones(y.Shape, y.DType);
            int marks = 0;
            for (int i = nodes.Count - 1; i >= 0; i--)
            {
                var node = nodes[i];
                int mark = scope?.Count ?? 0;
                if (replace is not null && node.Tag is Marked marked)
                {
                    node.Gradient = Replaced(replace, marks++, marked, node.Gradient);
                    scope?.PinSince(mark);                      // whoever replaces may keep what it made
                }
                if (node.Gradient is not { } g) continue;
                long at = meter is null ? 0 : Meter.Now;
                node.Propagate(g, node.Mark.Pass);
                meter?.Span(node.Op, "backward", at);
                if (node.Op is "custom" or "hook") { g.Storage.Pinned = true; scope?.PinSince(mark); }    // whose code may have kept what it saw
                if (node.Order > last) node.Gradient = null;
                scope?.ReleaseSince(start);
            }
            var result = new Tensor[wrt.Count];
            for (int i = 0; i < result.Length; i++) result[i] = wrt[i].Node!.Gradient?.Contiguous() ?? Tensor.Zeros(wrt[i].Shape, wrt[i].DType);
            return result;
        }
        finally
        {
            foreach (var node in nodes) node.Gradient = null;
            t_paused = paused;
            meter?.LeaveBackward();
            meter?.Span("backward", "diff", began);
        }
    }

    // The nodes between y and the wanted leaves, in order of execution. What was made before the first leaf cannot depend on one:
    // an inner derivative never walks, nor marks, the history of an outer one.
    private static List<Node> Reachable(Tensor y, IReadOnlyList<Tensor> wrt)
    {
        var nodes = new List<Node>();
        if (y.Node is not { } end || wrt.Count == 0) return nodes;
        long pass = Interlocked.Increment(ref s_pass), first = wrt.Min(static w => w.Node!.Order);
        var stack = new Stack<Node>();
        stack.Push(end);
        end.Mark = (pass, false);
        while (stack.TryPop(out var node))
        {
            nodes.Add(node);
            foreach (var input in node.Inputs)
                if (input is { } n && n.Order >= first && n.Mark.Pass != pass) { n.Mark = (pass, false); stack.Push(n); }
        }
        foreach (var w in wrt) if (w.Node!.Mark.Pass == pass) w.Node.Mark = (pass, true);
        nodes.Sort(static (a, b) => a.Order.CompareTo(b.Order));
        foreach (var node in nodes)
        {
            if (node.Mark.Needed) continue;
            foreach (var input in node.Inputs) if (input is { } n && n.Mark == (pass, true)) { node.Mark = (pass, true); break; }
        }
        nodes.RemoveAll(static n => !n.Mark.Needed);
        return end.Mark.Needed ? nodes : [];
    }
}
