namespace Ganglion.Nets;

/// <summary>
/// Limited-memory BFGS (Liu and Nocedal 1989) with a backtracking line search: for functions without noise, such as a convex loss on all
/// the data, where it converges in tens of evaluations and needs no learning rate.
/// </summary>
public sealed record Lbfgs
{
    /// <summary>Steps that shape the next one.</summary>
    public int History { get; init; } = 10;

    /// <summary>Steps at most.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>Ends when no element of the gradient is larger.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>The lowest point found from a start.</summary>
    /// <param name="start">Where to begin; not changed.</param>
    /// <param name="f">A scalar of the model, the same at every call.</param>
    /// <param name="progress">Told the number of the step, from 1, and the value after it.</param>
    /// <exception cref="ArithmeticException">The function is not a number at the start.</exception>
    public T Minimize<T>(T start, Func<T, Tensor> f, Action<int, double>? progress = null) where T : IModel<T>
    {
        var pairs = new List<(double[] Step, double[] Turn, double Curvature)>();
        var (x, model) = (Flat(start), start);
        var (value, g) = At(model);
        if (!double.IsFinite(value)) throw new ArithmeticException($"Lbfgs: the function is {value} at the start; begin where it is finite.");
        for (int i = 1; i <= Iterations && g.Max(Math.Abs) > Tolerance; i++)
        {
            double[] d = Direction(g, pairs);
            double slope = Dot(d, g), t = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            if (slope >= 0) break;
            var (next, nextModel, nextValue, nextG) = (x, model, double.NaN, g);
            for (int halving = 0; halving < 20 && !(nextValue <= value + 1e-4 * t * slope); halving++)
            {
                if (halving > 0) t /= 2;
                next = Along(x, d, t);
                nextModel = Unflat(start, next);
                (nextValue, nextG) = At(nextModel);
            }
            if (!(nextValue < value)) break;                     // the differences are below the element type's precision
            double[] step = Along(next, x, -1), turn = Along(nextG, g, -1);
            double curvature = Dot(step, turn);
            if (curvature > 1e-12 * Dot(turn, turn)) pairs.Add((step, turn, curvature));
            if (pairs.Count > History) pairs.RemoveAt(0);
            (x, model, value, g) = (next, nextModel, nextValue, nextG);
            progress?.Invoke(i, value);
        }
        return model;

        (double, double[]) At(T m)
        {
            var (loss, gradient) = Diff.ValueAndGrad(m, f);
            return (loss.Item(), Flat(gradient));
        }
    }

    // The two loops of Nocedal (1980).
    private static double[] Direction(double[] g, List<(double[] Step, double[] Turn, double Curvature)> pairs)
    {
        double[] d = Array.ConvertAll(g, v => -v), shares = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = Dot(pairs[i].Step, d) / pairs[i].Curvature;
            d = Along(d, pairs[i].Turn, -shares[i]);
        }
        if (pairs is [.., var last])
        {
            double scale = last.Curvature / Dot(last.Turn, last.Turn);
            for (int i = 0; i < d.Length; i++) d[i] *= scale;
        }
        for (int i = 0; i < pairs.Count; i++) d = Along(d, pairs[i].Step, shares[i] - Dot(pairs[i].Turn, d) / pairs[i].Curvature);
        return d;
    }

    private static double[] Flat<T>(T model) where T : IModel<T> => [.. model.Leaves().SelectMany(l => l.Tensor.ToDoubles())];

    private static T Unflat<T>(T like, double[] values) where T : IModel<T>
    {
        int at = 0;
        return like.Map("", (_, t) => Tensor.From(values.AsSpan((at += t.Length) - t.Length, t.Length)).To(t.DType).Reshape(t.Shape));
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double[] Along(double[] x, double[] d, double t)
    {
        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++) y[i] = x[i] + t * d[i];
        return y;
    }
}
