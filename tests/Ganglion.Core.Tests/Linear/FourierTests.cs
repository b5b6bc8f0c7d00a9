using Ganglion.Conformance;

namespace Ganglion.Linear;

/// <summary>Transforms against their definition at all sorts of lengths, there and back, and what they are used for.</summary>
public sealed class FourierTests
{
    private static Tensor Normal(string name, params int[] shape) => new Rng(41).Split(name).Normal(shape, dtype: DType.F64);

    [Fact]
    public void Every_length_agrees_with_the_sum_it_stands_for()
    {
        foreach (int n in (int[])[.. Enumerable.Range(1, 70), 97, 101, 127, 128, 210, 243, 251, 255, 256, 257, 263, 289, 384, 509, 512, 600])
            foreach (int rows in n < 70 ? (int[])[1, 3, 9] : [2])
            {
                Tensor x = Normal("x", rows, n, 2), real = Normal("r", rows, n), half = Normal("h", rows, n / 2 + 1, 2);
                (Tensor, Tensor, Tensor) All() => (x.Ifft(), real.Rfft(), half.Irfft(n));
                var (expected, forward, back) = OpTable.On(ReferenceKernels.Instance, All);
                var (a, b, c) = All();
                OpTable.Agree(expected, a, 1e-13, $"complex, {n}");
                OpTable.Agree(forward, b, 1e-13, $"real, {n}");
                OpTable.Agree(back, c, 1e-13, $"half, {n}");
            }
    }

    [Theory, InlineData(4096), InlineData(30_000), InlineData(65_537), InlineData(8191)]
    public void Long_rows_go_there_and_back(int n)
    {
        Tensor x = Normal("x", 2, n, 2), real = Normal("r", 2, n);
        OpTable.Agree(x, x.Fft().Ifft(), 1e-13, "complex");
        OpTable.Agree(real, real.Rfft().Irfft(n), 1e-13, "real");
        OpTable.Agree(x.To(DType.F32), x.To(DType.F32).Fft().Ifft(), 2e-6, "single precision");
        double[] v = x.Select(0, 1).ToDoubles(), y = x.Fft().Select(0, 1).ToDoubles();
        foreach (int k in (int[])[0, 1, n / 3, n - 2])
        {
            double re = 0, im = 0;
            for (int j = 0; j < n; j++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * ((long)j * k % n) / n);
                re += v[2 * j] * cos - v[2 * j + 1] * sin;
                im += v[2 * j] * sin + v[2 * j + 1] * cos;
            }
            Assert.Equal(re, y[2 * k], 1e-10 * Math.Sqrt(n));
            Assert.Equal(im, y[2 * k + 1], 1e-10 * Math.Sqrt(n));
        }
        var tone = (Tensor.Range(n, DType.F64) * (2 * Math.PI * 5 / n)).Cos().Rfft().ComplexAbs();
        Assert.Equal(5, tone.ArgMax().Span[0]);
        Assert.Equal(n / 2.0, tone.Max().Item(), 1e-6);
    }

    [Fact]
    public void A_row_s_spectrum_does_not_depend_on_the_rows_beside_it()
    {
        foreach (int n in (int[])[12, 100, 37, 300])
        {
            var x = Normal("x", 13, n, 2);
            Assert.Equal(x.Slice(0, 11, 1).Fft().ToDoubles(), x.Fft().Slice(0, 11, 1).ToDoubles());
        }
    }

    [Fact]
    public void Planes_go_there_and_back_and_shifts_too()
    {
        Tensor x = Normal("x", 2, 6, 5, 2), real = Normal("r", 2, 6, 7);
        OpTable.Agree(x, x.Fft2().Ifft2(), 1e-14, "complex");
        OpTable.Agree(real, real.Rfft2().Irfft2(7), 1e-14, "real");
        Assert.Equal([3, 4, 5, 0, 1, 2], Tensor.Range(6).FftShift(0).ToArray());
        Assert.Equal([3, 4, 0, 1, 2], Tensor.Range(5).FftShift(0).ToArray());
        Assert.Equal([0, 1, 2, 3, 4], Tensor.Range(5).FftShift(0).IfftShift(0).ToArray());
    }

    [Fact]
    public void Multiplied_spectra_are_convolved_rows()
    {
        Tensor x = Normal("x", 50), k = Normal("k", 13);
        double[] a = x.ToDoubles(), b = k.ToDoubles(), full = new double[62];
        for (int i = 0; i < 50; i++) for (int j = 0; j < 13; j++) full[i + j] += a[i] * b[j];
        OpTable.Agree(Tensor.From(full), x.FftConv(k, full: true), 1e-13, "full");
        OpTable.Agree(Tensor.From(full.AsSpan(0, 50)), x.FftConv(k), 1e-13, "causal");
    }

    [Fact]
    public void Frames_put_together_are_the_row()
    {
        Tensor x = Normal("x", 2, 40), window = StftOp.Hann(8, DType.F64) + 0.05;
        var frames = x.Stft(window, 4);
        Assert.Equal([2, 9, 5, 2], frames.Shape.ToArray());
        OpTable.Agree(x, frames.Istft(window, 4), 1e-13, "row");
    }

    [Fact]
    public void What_is_no_spectrum_is_refused()
    {
        Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>(() => Normal("x", 4, 3).Fft()).Message);
        Assert.Contains("Name the length: 4 or 5", Assert.Throws<ArgumentException>(() => Normal("x", 3, 2).Irfft(7)).Message);
        Assert.Contains("window 9", Assert.Throws<ArgumentException>(() => Normal("x", 4).Stft(Tensor.Ones([9], DType.F64), 1)).Message);
    }
}
