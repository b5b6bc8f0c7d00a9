using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Reduce(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner)
    {
        if (y.DType == DType.F32) Reduce<float>(kind, x, y, outer, n, inner); else Reduce<double>(kind, x, y, outer, n, inner);
    }

    public override void ArgMax(Tensor x, int[] y, int outer, int n, int inner)
    {
        if (x.DType == DType.F32) ArgMax<float>(x, y, outer, n, inner); else ArgMax<double>(x, y, outer, n, inner);
    }

    public override void Order(Tensor x, int[] y, int rows, int n, int k, bool descending)
    {
        double[] values = x.ToDoubles();
        for (int r = 0; r < rows; r++)
        {
            int from = r * n;
            var positions = Enumerable.Range(0, n);             // LINQ's order is stable
            var order = descending ? positions.OrderByDescending(i => values[from + i]) : positions.OrderBy(i => values[from + i]);
            order.Take(k).ToArray().CopyTo(y, r * k);
        }
    }

    public override void Cumulate(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner, bool reverse)
    {
        if (y.DType == DType.F32) Cumulate<float>(kind, x, y, outer, n, inner, reverse); else Cumulate<double>(kind, x, y, outer, n, inner, reverse);
    }

    public override void Softmax(Tensor x, Tensor y, int rows, int n, bool log)
    {
        if (y.DType == DType.F32) Softmax<float>(x, y, rows, n, log); else Softmax<double>(x, y, rows, n, log);
    }

    public override void SoftmaxCrossEntropy(Tensor x, int[] labels, Tensor losses, Tensor p, int rows, int n)
    {
        if (x.DType == DType.F32) SoftmaxCrossEntropy<float>(x, labels, losses, p, rows, n);
        else SoftmaxCrossEntropy<double>(x, labels, losses, p,
            rows, n);
    }

    private static double Start(ReduceKind kind) => kind switch
    {
        ReduceKind.Sum => 0,
        ReduceKind.Prod => 1,
        ReduceKind.Max => double.NegativeInfinity,
        _ => double.PositiveInfinity,
    };

    private static double Combine(ReduceKind kind, double a, double b) => kind switch
    {
        ReduceKind.Sum => a + b,
        ReduceKind.Prod => a * b,
        ReduceKind.Max => Math.Max(a, b),
        _ => Math.Min(a, b),
    };

    private static void Reduce<T>(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                double r = Start(kind);
                for (int j = 0; j < n; j++) r = Combine(kind, r, D(from[(o * n + j) * inner + i]));
                to[o * inner + i] = F<T>(r);
            }
    }

    private static void ArgMax<T>(Tensor x, int[] y, int outer, int n, int inner) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var from = x.Data<T>();
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                int best = 0;
                for (int j = 1; j < n; j++)
                {
                    T v = from[(o * n + j) * inner + i], b = from[(o * n + best) * inner + i];
                    if (v > b || (T.IsNaN(v) && !T.IsNaN(b))) best = j;
                }
                y[o * inner + i] = best;
            }
    }

    private static void Cumulate<T>(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner, bool reverse)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        for (int o = 0; o < outer; o++)
            for (int i = 0; i < inner; i++)
            {
                double r = Start(kind);
                for (int j = 0; j < n; j++)
                {
                    int at = (o * n + (reverse ? n - 1 - j : j)) * inner + i;
                    to[at] = F<T>(r = Combine(kind, r, D(from[at])));
                }
            }
    }

    private static void Softmax<T>(Tensor x, Tensor y, int rows, int n, bool log) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int r = 0; r < rows; r++)
        {
            Span<T> from = x.Data<T>().Slice(r * n, n), to = y.Data<T>().Slice(r * n, n);
            double max = Largest(from), sum = SumOfExp(from, max), logSum = Math.Log(sum);
            for (int j = 0; j < n; j++) to[j] = F<T>(log ? D(from[j]) - max - logSum : Math.Exp(D(from[j]) - max) / sum);
        }
    }

    private static void SoftmaxCrossEntropy<T>(Tensor x, int[] labels, Tensor losses, Tensor p, int rows, int n)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Softmax<T>(x, p, rows, n, log: false);
        for (int r = 0; r < rows; r++)
        {
            var row = x.Data<T>().Slice(r * n, n);
            double max = Largest(row);
            losses.Data<T>()[r] = F<T>(Math.Log(SumOfExp(row, max)) + max - D(row[labels[r]]));
        }
    }

    private static double Largest<T>(ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double max = double.NegativeInfinity;
        foreach (T v in row) max = Math.Max(max, D(v));
        return double.IsNegativeInfinity(max) ? 0 : max;        // a row of -∞ alone must not become -∞ - -∞
    }

    private static double SumOfExp<T>(ReadOnlySpan<T> row, double max) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T v in row) sum += Math.Exp(D(v) - max);
        return sum;
    }
}
