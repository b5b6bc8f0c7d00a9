namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class ReduceTests
{
    private static readonly (int Outer, int N, int Inner)[] Sizes =
        [(0, 3, 2), (2, 0, 3), (1, 1, 1), (1, 7, 1), (5, 33, 1), (3, 40, 7), (1, 300, 16), (2, 100, 65), (1, 50_001, 1), (1, 3000, 21),
            (700, 40, 1), (3, 20_000, 1), (40, 3, 200), (1, 5, 20_000)];

    [Fact]
    public void Reductions_agree_over_any_axis()
    {
        foreach (var type in Agreement.Types)
            foreach (var kind in Enum.GetValues<ReduceKind>())
                foreach (var (outer, n, inner) in Sizes)
                {
                    if (n == 0 && kind is ReduceKind.Max or ReduceKind.Min) continue;
                    var x = Agreement.Shifted(Agreement.Random(n, type, outer, n, inner));
                    Agreement.Check(kernels =>
                    {
                        var y = Tensor.Empty([outer, inner], type);
                        kernels.Reduce(kind, x, y, outer, n, inner);
                        return [y];
                    }, 1e-4, $"{kind} {type} [{outer}, {n}, {inner}]");
                }
    }

    [Fact]
    public void The_sum_of_many_equal_numbers_is_exact_to_a_millionth()
    {
        var x = Tensor.Full([300_000], 0.1);
        var y = Tensor.Empty([1], DType.F32);
        CpuKernels.Instance.Reduce(ReduceKind.Sum, x, y, 1, 300_000, 1);
        Assert.Equal(30_000.0, y.Item(), 0.03);
    }

    [Fact]
    public void A_maximum_with_NaN_is_NaN()
    {
        var values = new float[100];
        values[37] = float.NaN;
        Tensor x = Tensor.From(values), y = Tensor.Empty([1], DType.F32);
        CpuKernels.Instance.Reduce(ReduceKind.Max, x, y, 1, 100, 1);
        Assert.True(double.IsNaN(y.Item()));
    }

    [Fact]
    public void Positions_and_running_sums_agree()
    {
        foreach (var type in Agreement.Types)
            foreach (var (outer, n, inner) in Sizes)
            {
                if (n == 0) continue;
                var x = Agreement.Shifted(Agreement.Random(n + 1, type, outer, n, inner));
                Agreement.Check(kernels =>
                {
                    Tensor forward = Tensor.Empty([outer, n, inner], type), back = Tensor.Empty([outer, n, inner], type);
                    kernels.Cumulate(ReduceKind.Sum, x, forward, outer, n, inner, false);
                    kernels.Cumulate(ReduceKind.Sum, x, back, outer, n, inner, true);
                    var at = new int[outer * inner];
                    kernels.ArgMax(x, at, outer, n, inner);
                    return [forward, back, Tensor.Wrap(Array.ConvertAll(at, v => (double)v), [at.Length])];
                }, 1e-4, $"{type} [{outer}, {n}, {inner}]");
            }
    }

    [Fact]
    public void Orders_agree_and_equal_elements_keep_theirs()
    {
        foreach (var type in Agreement.Types)
            foreach (var (rows, n, k) in ((int, int, int)[])[(0, 3, 3), (1, 1, 1), (7, 5, 5), (3, 300, 300), (9, 130, 9), (2, 9000, 99), (3, 50, 0)])
                foreach (bool descending in (bool[])[false, true])
                {
                    var x = Agreement.Random(n, type, rows, n);
                    var ties = Tensor.Empty(x.Shape, type);
                    ReferenceKernels.Instance.Unary(UnaryKind.Round, x, ties);      // five values, -0 and 0 among them
                    var special = Tensor.Concat([ties.Slice(1, 0, n - n / 3), ties.Slice(1, n - n / 3, n / 3) * double.NaN], 1);
                    foreach (var t in (Tensor[])[x, ties, special])
                        Agreement.Check(kernels =>
                        {
                            var order = new int[rows * k];
                            kernels.Order(t, order, rows, n, k, descending);
                            return [Tensor.Wrap(Array.ConvertAll(order, v => (double)v), [order.Length])];
                        }, 0, $"{type} [{rows}, {n}] {k} {descending}");
                }
    }

    [Fact]
    public void Running_products_and_takes_agree()
    {
        foreach (var type in Agreement.Types)
        {
            foreach (var (outer, n, inner) in ((int, int, int)[])[(3, 7, 1), (2, 9, 5), (3, 20, 77), (1, 40, 900)])
            {
                var x = Agreement.Shifted(Agreement.Random(n, type, outer, n, inner));
                Agreement.Check(kernels =>
                {
                    Tensor forward = Tensor.Empty([outer, n, inner], type), back = Tensor.Empty([outer, n, inner], type);
                    kernels.Cumulate(ReduceKind.Prod, x, forward, outer, n, inner, false);
                    kernels.Cumulate(ReduceKind.Prod, x, back, outer, n, inner, true);
                    return [forward, back];
                }, 1e-4, $"{type} [{outer}, {n}, {inner}]");
            }
            var table = Agreement.Shifted(Agreement.Random(5, type, 900));
            int[] index = [.. new Random(1).GetItems(Enumerable.Range(-1, 901).ToArray(), 40_000)];
            Agreement.Check(kernels =>
            {
                Tensor taken = Tensor.Empty([index.Length], type), put = Tensor.Empty([900], type);
                kernels.Take(table, index, taken);
                kernels.PutAdd(taken, index, put);
                return [taken, put];
            }, 1e-4, $"{type} take");
        }
    }

    [Fact]
    public void Softmax_and_cross_entropy_agree()
    {
        foreach (var type in Agreement.Types)
            foreach (var (rows, n) in ((int, int)[])[(0, 4), (1, 1), (300, 7), (5, 16), (33, 130), (2, 9000)])
            {
                var x = Agreement.Shifted(Agreement.Random(rows, type, rows, n));
                int[] labels = [.. Enumerable.Range(0, rows).Select(i => i * 7 % n)];
                Agreement.Check(kernels =>
                {
                    Tensor y = Tensor.Empty([rows, n], type), log = Tensor.Empty([rows, n], type), p = Tensor.Empty([rows, n],
                        type), losses = Tensor.Empty([rows], type);
                    kernels.Softmax(x, y, rows, n, false);
                    kernels.Softmax(x, log, rows, n, true);
                    kernels.SoftmaxCrossEntropy(x, labels, losses, p, rows, n);
                    return [y, log, p, losses];
                }, 2e-6, $"{type} [{rows}, {n}]");
            }
    }

    [Fact]
    public void Softmax_survives_infinities_and_large_numbers()
    {
        double inf = double.PositiveInfinity;
        var x = Tensor.From((double[])[1e30, -1e30, 0, -inf, -inf, 5, -inf, -inf, -inf, 1000, 1001, double.NaN], 4, 3).To(DType.F32);
        Agreement.Check(kernels =>
        {
            Tensor y = Tensor.Empty([4, 3], DType.F32), log = Tensor.Empty([4, 3], DType.F32);
            kernels.Softmax(x, y, 4, 3, false);
            kernels.Softmax(x, log, 4, 3, true);
            return [y, log];
        }, 1e-6, "special rows");
    }
}
