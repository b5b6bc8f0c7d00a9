using System.IO.Compression;
using System.Text.Json;
using Ganglion.Conformance;

namespace Ganglion.Golden;

/// <summary>
/// Random compositions of operations against PyTorch's value, gradient and one Hessian-vector product, in F64. The fixtures, and what they hold,
/// come from <c>make_torch_fixtures.py</c>.
/// </summary>
public sealed class GoldenTests
{
    private const int Parts = 8;
    private static readonly Lazy<JsonElement[]> s_fixtures = new(Read);

    private static JsonElement[] Read()
    {
        using var file = typeof(GoldenTests).Assembly.GetManifestResourceStream("torch-fixtures.json.gz")!;
        using var json = new GZipStream(file, CompressionMode.Decompress);
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("fixtures").EnumerateArray()];
    }

    public static TheoryData<int> Part => [.. Enumerable.Range(0, Parts)];

    [Theory, MemberData(nameof(Part))]
    public void Values_gradients_and_Hessian_vector_products_are_those_of_PyTorch(int part)
    {
        var failures = new List<string>();
        foreach (var fixture in s_fixtures.Value.Where((_, i) => i % Parts == part))
        {
            string program = string.Join("; ", fixture.GetProperty("steps").EnumerateArray().Select(s => s.GetRawText()));
            try { Replay(fixture); }
            catch (Exception e) { failures.Add($"seed {fixture.GetProperty("seed")}: {e.Message}\n    {program}"); }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} compositions differ.\n{string.Join('\n', failures)}");
    }

    [Fact]
    public void Several_hundred_compositions_cover_the_operations()
    {
        var used = s_fixtures.Value.SelectMany(f => f.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("op").GetString()!))
            .CountBy(name => name).ToArray();
        Assert.True(s_fixtures.Value.Length >= 300, $"{s_fixtures.Value.Length} fixtures");
        Assert.True(used.Length >= 130, $"{used.Length} operations");
        Assert.All(used, u => Assert.True(u.Value >= 3, $"{u.Key} is used {u.Value} times only"));
    }

    private static void Replay(JsonElement fixture)
    {
        ulong seed = fixture.GetProperty("seed").GetUInt64();
        Tensor[] at = [.. fixture.GetProperty("inputs").EnumerateArray().Select((s, i) => Uniform(100 * seed + (ulong)i, Ints(s)))];
        JsonElement[] steps = [.. fixture.GetProperty("steps").EnumerateArray()];

        Tensor Run(Tensor[] x)
        {
            var values = new List<Tensor>();
            foreach (var step in steps)
                values.Add(Operations.Apply(step, [.. Ints(step.GetProperty("of")).Select(r => r >= 0 ? values[r] : x[-1 - r])]));
            return values[^1];
        }

        var y = Run(at);
        Compare(fixture.GetProperty("value"), y, "value");
        var weights = Uniform(100 * seed + 50, y.ShapeArray);
        Tensor Loss(Tensor[] x) => (Run(x) * weights).Sum();
        var gradients = Diff.Grad(Loss, at);
        Compare(fixture.GetProperty("gradients"), gradients, "gradient");
        Tensor[] directions = [.. at.Select((x, i) => Uniform(100 * seed + 60 + (ulong)i, x.ShapeArray))];
        var second = Diff.Grad(x => Diff.Grad(Loss, x).Zip(directions, (g, d) => (g * d).Sum()).Aggregate((a, b) => a + b), at);
        Compare(fixture.GetProperty("second"), second, "Hessian-vector product");
    }

    private static void Compare(JsonElement expected, Tensor[] actual, string what)
    {
        foreach (var ((e, a), i) in expected.EnumerateArray().Zip(actual).Select((p, i) => (p, i))) Compare(e, a, $"{what} in input {i}");
    }

    private static void Compare(JsonElement expected, Tensor actual, string what)
    {
        byte[] bytes = expected.GetBytesFromBase64();
        double[] values = [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BitConverter.ToDouble(bytes, 8 * i))];
        OpTable.Agree(Tensor.From(values, actual.Shape).Reshape(actual.Shape), actual, 1e-9, what);
    }

    /// <summary>Numbers from -2 to 2 by SplitMix64, the same as the generator's.</summary>
    private static Tensor Uniform(ulong stream, int[] shape)
    {
        var values = new double[Shapes.Count(shape)];
        for (int i = 0; i < values.Length; i++)
        {
            ulong z = stream * 0xD1342543DE82EF95 + (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            values[i] = ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53)) * 4 - 2;
        }
        return Tensor.Wrap(values, shape);
    }

    private static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetInt32())];
}
