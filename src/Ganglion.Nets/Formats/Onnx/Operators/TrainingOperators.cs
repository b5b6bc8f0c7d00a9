using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Derivatives and steps of optimisers inside a graph (domain ai.onnx.preview.training).</summary>
internal static class TrainingOperators
{
    private const string Domain = "ai.onnx.preview.training";

    public static IEnumerable<OnnxOperator> All =>
    [
        new("Gradient", Gradient, 1, Domain), new("Adagrad", c => Step(c, 1, Adagrad), 1, Domain),
        new("Momentum", c => Step(c, 1, Momentum), 1, Domain),
        new("Adam", c => Step(c, 2, Adam), 1, Domain),
    ];

    private static OnnxValue?[] Gradient(OnnxCall c)
    {
        string[] xs = c.Texts("xs") ?? throw new ArgumentException("its attribute 'xs' is missing");
        string y = c.Text("y", "");
        Tensor[] at = [.. Enumerable.Range(0, xs.Length).Select(c.F)];
        var others = (c.Texts("zs") ?? []).Select((z, i) => (z, Value: c.Value(xs.Length + i))).ToArray();
        var gradients = Diff.Grad(given =>
        {
            var replaced = others.ToDictionary(o => o.z, o => o.Value);
            for (int i = 0; i < xs.Length; i++) replaced[xs[i]] = c.Like(given[i], i);
            return ((OnnxFloats)c.Scope.Rerun(replaced, y, c.Node)).Tensor.Sum();
        }, at);
        return [.. gradients.Select((g, i) => c.Like(g, i))];
    }

    // Inputs: rate, count of updates, then all parameters, all gradients, and each kind of state; outputs: parameters, then states.
    private static OnnxValue?[] Step(OnnxCall c, int states, Func<OnnxCall, Tensor, Tensor, Tensor[], Tensor[]> step)
    {
        int n = (c.Count - 2) / (2 + states);
        Tensor[][] made = [.. Enumerable.Range(0, n).Select(i =>
        {
            Tensor x = c.F(2 + i), g = c.F(2 + n + i) + x * c.Float("norm_coefficient", 0);
            return step(c, x, g, [.. Enumerable.Range(0, states).Select(s => c.F(2 + (2 + s) * n + i))]);
        })];
        return [.. Enumerable.Range(0, 1 + states).SelectMany(k => made.Select((m, i) => (OnnxValue)c.Like(m[k], 2 + i)))];
    }

    private static Tensor[] Adagrad(OnnxCall c, Tensor x, Tensor g, Tensor[] s)
    {
        double rate = c.Scalar(0) / (1 + c.Scalar(1) * c.Float("decay_factor", 0));
        var h = s[0] + g.Square();
        return [x - rate * g / (h.Sqrt() + c.Float("epsilon", 1e-6)), h];
    }

    private static Tensor[] Momentum(OnnxCall c, Tensor x, Tensor g, Tensor[] s)
    {
        double alpha = c.Float("alpha", 0);
        var v = s[0] * alpha + g * (c.Scalar(1) > 0 ? c.Float("beta", 0) : 1);
        return [x - c.Scalar(0) * (c.Text("mode", "standard") == "nesterov" ? g + v * alpha : v), v];
    }

    private static Tensor[] Adam(OnnxCall c, Tensor x, Tensor g, Tensor[] s)
    {
        double alpha = c.Float("alpha", 0.9), beta = c.Float("beta", 0.999), t = c.Scalar(1);
        var v = s[0] * alpha + g * (1 - alpha);
        var h = s[1] * beta + g.Square() * (1 - beta);
        double rate = t > 0 ? c.Scalar(0) * Math.Sqrt(1 - Math.Pow(beta, t)) / (1 - Math.Pow(alpha, t)) : c.Scalar(0);
        return [(x - rate * v / (h.Sqrt() + c.Float("epsilon", 1e-6))) * (1 - c.Float("norm_coefficient_post", 0)), v, h];
    }
}
