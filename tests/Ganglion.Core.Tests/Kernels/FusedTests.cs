namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class FusedTests
{
    private static Tensor Fresh(Tensor t)
    {
        var copy = Tensor.Empty(t.Shape, t.DType);
        ReferenceKernels.Instance.Copy(t, copy);
        return copy;
    }

    [Fact]
    public void Optimiser_steps_agree()
    {
        foreach (var type in Agreement.Types)
            foreach (int n in (int[])[0, 1, 17, 17_000])
                foreach (bool top in (bool[])[false, true])
                {
                    Tensor p = Agreement.Random(1, type, n), g = Agreement.Random(2, type, n), m = Agreement.Random(3, type,
                        n), v = Agreement.Random(4, type, n);
                    ReferenceKernels.Instance.Unary(UnaryKind.Square, Fresh(v), v);
                    Agreement.Check(kernels =>
                    {
                        Tensor p1 = Fresh(p), m1 = Fresh(m), v1 = Fresh(v), p2 = Fresh(p), b = Fresh(m);
                        Tensor? t = top ? Fresh(v) : null;
                        kernels.AdamStep(p1, g, m1, v1, t, 0.01, 0.9, 0.999, 1e-8, 0.02, 0.03, 0.1, 0.2);
                        kernels.SgdStep(p2, g, top ? b : null, 0.1, 0.9, 0.01, nesterov: n > 20);
                        return [p1, m1, v1, p2, b, t ?? p1];
                    }, 2e-6, $"{type} {n}");
                }
    }

    [Fact]
    public void Copies_agree_in_every_layout()
    {
        foreach (var type in Agreement.Types)
            foreach (var other in Agreement.Types)
            {
                var m = Agreement.Random(1, type, 130, 90);
                Tensor[] from =
                [
                    m, m.View([90, 130], [1, 90], 0), m.View([9, 130, 10], [10, 90, 1], 0), m.View([10, 9, 130], [1, 10, 90],
                        0), m.View([10, 130, 9], [9, 90, 1], 0), m.View([130, 90], [0, 1], 3),
                    m.View([130, 90], [90, 0], 3), m.View([40, 40], [3, 90], 3), m.View([], [], 5), m.View([0, 4], [4, 1], 0), m.View([2, 3, 4, 5],
                        [900, 1, 90, 10], 0),
                ];
                Agreement.Check(kernels =>
                {
                    List<Tensor> results = [];
                    foreach (var x in from)
                    {
                        var y = Tensor.Empty(x.Shape, other);
                        kernels.Copy(x, y);
                        results.Add(y);
                        if (x.Rank != 2) continue;
                        var wide = Tensor.Full([x.Shape[0] * 2, x.Shape[1] + 3], -1, other);
                        kernels.Copy(x, wide.View([x.Shape[0], x.Shape[1]], [2 * (x.Shape[1] + 3), 1], 2));
                        results.Add(wide);
                    }
                    return [.. results];
                }, 0, $"{type} to {other}");
            }
    }

    [Fact]
    public void Random_numbers_agree()
    {
        foreach (var type in Agreement.Types)
            foreach (int n in (int[])[0, 1, 7, 513, 9001])
                foreach (ulong key in (ulong[])[0, 0x123456789ABCDEF0])
                {
                    var x = Agreement.Random(1, type, n);
                    Agreement.Check(kernels =>
                    {
                        Tensor[] y = [.. Enumerable.Range(0, 5).Select(_ => Tensor.Empty([n], type))];
                        kernels.Dropout(x, key, 0.3, y[0]);
                        kernels.Dropout(x, key, 0, y[1]);
                        kernels.Dropout(x, key, 1, y[2]);
                        kernels.Uniform(key, 1, 2, y[3]);
                        kernels.Uniform(key, -0.5, 0.25, y[4]);
                        return y;
                    }, 0, $"{type} {n}");
                    Agreement.Check(kernels =>
                    {
                        var y = Tensor.Empty([n], type);
                        kernels.Normal(key, 0.5, 2, y);
                        return [y];
                    }, 2e-6, $"{type} {n}");
                }
    }

    [Fact]
    public void Normalisation_agrees_for_batches_images_and_rows()
    {
        foreach (var type in Agreement.Types)
            foreach (var (outer, channels, inner) in ((int, int, int)[])[(1, 1, 1), (300, 7, 1), (1000, 70, 1), (4, 3, 50), (1, 33, 129),
                (2, 5, 9000), (3, 200, 2)])
            {
                Tensor x = Agreement.Shifted(Agreement.Random(1, type, outer, channels, inner)), g = Agreement.Random(2, type, outer, channels,
                    inner);
                Tensor[] c = [.. Enumerable.Range(3, 4).Select(seed => Agreement.Random(seed, type, channels))];
                Agreement.Check(kernels =>
                {
                    Tensor mean = Tensor.Empty([channels], type), variance = Tensor.Empty([channels], type), sum = Tensor.Empty([channels],
                        type), product = Tensor.Empty([channels], type);
                    Tensor scaled = Tensor.Empty(x.Shape, type), shifted = Tensor.Empty(x.Shape, type), input = Tensor.Empty(x.Shape, type);
                    kernels.Moments(x, mean, variance, outer, channels, inner);
                    kernels.MomentSums(g, x, c[0], sum, product, outer, channels, inner);
                    kernels.ScaleShift(x, c[0], c[1], null, scaled, outer, channels, inner);
                    kernels.ScaleShift(x, c[0], c[1], c[2], shifted, outer, channels, inner);
                    kernels.NormalizationInput(g, x, c[0], c[1], c[2], c[3], input, outer, channels, inner);
                    return [mean, variance, sum, product, scaled, shifted, input];
                }, 5e-5, $"{type} [{outer}, {channels}, {inner}]");
            }
    }

    [Fact]
    public void The_variance_of_numbers_far_from_zero_keeps_its_digits()
    {
        foreach (int inner in (int[])[1, 1000])
        {
            var x = Tensor.Wrap(Enumerable.Range(0, 1000).Select(i => 10_000f + i % 2).ToArray(), [1000]);
            Tensor mean = Tensor.Empty([1], DType.F32), variance = Tensor.Empty([1], DType.F32);
            CpuKernels.Instance.Moments(x, mean, variance, 1000 / inner, 1, inner);
            Assert.Equal(10_000.5, mean.Item(), 1e-3);
            Assert.Equal(0.25, variance.Item(), 1e-5);
        }
    }
}
