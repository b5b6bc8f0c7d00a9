using System.Runtime.InteropServices;

namespace Ganglion.Tests;

[CollectionDefinition("Kernels", DisableParallelization = true)]
public sealed class KernelsCollection;

/// <summary>Runs one computation on Reference and on Cpu, at every SIMD width and several thread counts, and compares.</summary>
internal static class Agreement
{
    public static readonly DType[] Types = [DType.F32, DType.F64];

    /// <summary>
    /// <paramref name="run"/> makes fresh results with the kernels it is given. Cpu must agree with Reference to <paramref name="tolerance"/> (F32;
    /// F64 a millionth of it), relative to the larger of 1 and the value, and give the same bits on any number of threads.
    /// </summary>
    public static void Check(Func<Kernels, Tensor[]> run, double tolerance, string what)
    {
        var expected = run(ReferenceKernels.Instance);
        int bits = CpuKernels.MaxVectorBits, threads = Compute.Threads;
        try
        {
            foreach (int width in (int[])[128, 256, 512])
            {
                if (width > bits) continue;
                CpuKernels.MaxVectorBits = width;
                Tensor[]? first = null;
                foreach (int t in width == bits ? (int[])[1, 2, 4] : [1, 2])
                {
                    Compute.Threads = t;
                    var actual = run(CpuKernels.Instance);
                    if (first is null) { Compare(expected, actual, tolerance, $"{what}, {width} bits"); first = actual; }
                    else for (int i = 0; i < actual.Length; i++) Assert.True(Bits(first[i]).SequenceEqual(Bits(actual[i])),
                        $"{what}: {t} threads give other bits than 1 at {width} bits.");
                }
            }
        }
        finally { (CpuKernels.MaxVectorBits, Compute.Threads) = (bits, threads); }
    }

    public static Tensor Random(int seed, DType type, params int[] shape)
    {
        var random = new Random(seed);
        var values = new double[shape.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextDouble() * 4 - 2;
        return type == DType.F64 ? Tensor.Wrap(values, shape) : Tensor.Wrap(Array.ConvertAll(values, v => (float)v), shape);
    }

    /// <summary>The same tensor as a contiguous view that does not start at 0.</summary>
    public static Tensor Shifted(Tensor t)
    {
        var padded = Tensor.Empty([t.Length + 3], t.DType);
        var view = padded.View(t.ShapeArray, Shapes.Strides(t.Shape), 3);
        ReferenceKernels.Instance.Copy(t, view);
        return view;
    }

    private static void Compare(Tensor[] expected, Tensor[] actual, double tolerance, string what)
    {
        for (int r = 0; r < expected.Length; r++)
        {
            double[] e = Doubles(expected[r]), a = Doubles(actual[r]);
            double limit = expected[r].DType == DType.F32 ? tolerance : tolerance * 1e-6;
            for (int i = 0; i < e.Length; i++)
                Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= limit * Math.Max(1, Math.Abs(e[i])),
                    $"{what}: result {r}, element {i} is {a[i]:R}, expected {e[i]:R}.");
        }
    }

    private static double[] Doubles(Tensor t) => t.DType == DType.F64 ? t.Data<double>().ToArray() : Array.ConvertAll(t.Data<float>().ToArray(),
        v => (double)v);

    private static byte[] Bits(Tensor t) => t.DType == DType.F64
        ? MemoryMarshal.AsBytes(t.Data<double>()).ToArray() : MemoryMarshal.AsBytes(t.Data<float>()).ToArray();
}
