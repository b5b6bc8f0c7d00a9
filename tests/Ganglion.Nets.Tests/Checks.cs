namespace Ganglion.Nets.Tests;

/// <summary>What many tests ask.</summary>
internal static class Checks
{
    public static void Close(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        Assert.Equal(expected.DType, actual.DType);
        Close(expected.ToDoubles(), actual.ToDoubles(), tolerance);
    }

    public static void Close(double[] expected, double[] actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]:R}, got {actual[i]:R}");
    }

    /// <summary>Every leaf gets a gradient that is not zero, and central differences agree with it.</summary>
    public static void Gradients<T>(T model, Func<T, Tensor> loss) where T : IModel<T>
    {
        var gradient = Diff.Grad(model, loss).Leaves();
        var leaves = model.Leaves();
        for (int i = 0; i < leaves.Count; i++)
        {
            Assert.Equal(DType.F64, leaves[i].Tensor.DType);
            double[] g = gradient[i].Tensor.ToDoubles(), at = leaves[i].Tensor.ToDoubles();
            Assert.True(g.Any(v => v != 0), $"no gradient reaches {leaves[i].Path}");
            int k = Array.FindIndex(g, v => v != 0);
            double Shifted(double h)
            {
                var moved = (double[])at.Clone();
                moved[k] += h;
                return loss(model.WithLeaves([.. leaves.Select((l, j) => j == i ? Tensor.From(moved, l.Tensor.Shape) : l.Tensor)])).Item();
            }
            double numeric = (Shifted(1e-5) - Shifted(-1e-5)) / 2e-5;
            Assert.True(Math.Abs(numeric - g[k]) < 1e-6 * Math.Max(1, Math.Abs(numeric)),
                $"{leaves[i].Path}[{k}]: {g[k]:R} against {numeric:R} by differences");
        }
    }

    public static void SameMemory(Tensor a, Tensor b) =>
        Assert.True(a.Span<double>().Overlaps(b.Span<double>(), out int offset) && offset == 0, "the tensors lie apart");

    public static string[] Paths(IModel model) => [.. model.Leaves().Select(l => l.Path)];

    public static Tensor Random(int seed, params int[] shape) => new Rng((ulong)seed).Normal(shape, dtype: DType.F64);

    /// <summary>A folder that is gone after the test.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("ganglion-").FullName;

        public string this[string name] => Path.Combine(_path, name);

        public string[] Files => [.. Directory.GetFiles(_path).Select(f => Path.GetFileName(f)!).Order()];

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
