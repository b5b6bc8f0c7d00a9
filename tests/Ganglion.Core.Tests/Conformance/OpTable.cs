using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ganglion.Conformance;

/// <summary>Every operation of the engine with its cases, found by reflection: a new operation is tested without being named here.</summary>
internal static class OpTable
{
    public sealed record Entry(string Name, OpAttribute Op, Type Owner, MethodInfo Method, MethodInfo? Source)
    {
        public OpCase[] Cases => [.. (IEnumerable<OpCase>)Source!.Invoke(null, null)!];
    }

    public static IReadOnlyDictionary<string, Entry> All { get; } = (
        from type in typeof(Tensor).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let op = method.GetCustomAttribute<OpAttribute>()
        where op is not null
        select new Entry(op.Name, op, type, method,
            type.GetMethod("Cases", BindingFlags.Static | BindingFlags.NonPublic, []))).ToDictionary(e => e.Name);

    public static TheoryData<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Differentiable => [.. All.Values.Where(e => e.Op.Order > 0).Select(e => e.Name).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Values of one operand, representable in F32, never within 0.03 of a multiple of one half: cases put their kinks there.
    /// </summary>
    public static Tensor Draw(OpInput input, int number, DType dtype)
    {
        var rng = new Rng(11).Split(number);
        var values = new double[Shapes.Count(input.Shape)];
        for (int i = 0; i < values.Length; i++)
        {
            double halves = 2 * (input.Low + rng.Uniform(i) * (input.High - input.Low)), nearest = Math.Round(halves), off = halves - nearest;
            values[i] = (float)((nearest + (off < 0 ? -0.06 : 0.06) + 0.88 * off) / 2);
        }
        return Tensor.From(values, input.Shape).Reshape(input.Shape).To(dtype);
    }

    public static Tensor[] Draw(OpCase test, DType dtype) => [.. test.Inputs.Select((input, i) => Draw(input, i, dtype))];

    /// <summary>The same values behind an offset, with the axes turned round, at every second place among NaN.</summary>
    public static Tensor Strided(Tensor x)
    {
        if (x.Rank == 0) return Strided(x.Reshape(1)).Select(0, 0);
        int[] order = [.. Enumerable.Range(0, x.Rank).Reverse()], shape = [.. order.Select(a => x.ShapeArray[a])], wide = [.. shape];
        wide[^1] = wide[^1] * 2 + 1;
        var store = Tensor.Full(wide, double.NaN, x.DType);
        var places = store.View(shape, [.. store.StrideArray[..^1], 2], shape.Contains(0) ? 0 : 1);
        ReferenceKernels.Instance.Copy(x.Permute(order), places);
        return places.Permute(order);
    }

    public static T On<T>(Kernels backend, Func<T> body)
    {
        Kernels.Current = backend;
        try { return body(); }
        finally { Kernels.Current = CpuKernels.Instance; }
    }

    /// <summary>Fails unless all elements agree up to <paramref name="tolerance"/>, relative to the largest of them or to one.</summary>
    public static void Agree(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.True(expected.Shape.SequenceEqual(actual.Shape), $"{what}: shape {Shapes.Text(actual.Shape)}, expected {Shapes.Text(expected.Shape)}");
        Assert.True(expected.DType == actual.DType, $"{what}: {actual.DType}, expected {expected.DType}");
        double[] e = expected.ToDoubles(), a = actual.ToDoubles();
        double scale = e.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (int i = 0; i < e.Length; i++)
            Assert.True(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= tolerance * scale,
                $"{what}: element {i} is {a[i]:R}, expected {e[i]:R} (scale {scale:G3}, tolerance {tolerance})");
    }
}

internal static class PoisonedPool
{
    /// <summary>All tests of this assembly read NaN where they read released memory.</summary>
    [ModuleInitializer]
    internal static void Fill() => BufferPool.Poison = true;
}
