using System.Text.Json;
using Ganglion.Conformance;

namespace Ganglion.PyTorch;

/// <summary>Linear algebra and transforms against PyTorch 1.13, values and gradients; <c>linear.py</c> beside this file made the numbers.</summary>
public sealed class LinearTests
{
    private static readonly JsonElement s_numbers =
        JsonDocument.Parse(typeof(LinearTests).Assembly.GetManifestResourceStream("linear.json")!).RootElement;

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> s_calls = new()
    {
        ["cholesky"] = x => Matrices.Definite(x[0]).Cholesky(),
        ["solve_triangular"] = x => (x[0] + Eye(3) * 3).SolveTriangular(x[1]),
        ["solve"] = x => (x[0] + Eye(3) * 3).Solve(x[1]),
        ["inverse"] = x => (x[0] + Eye(4) * 3).Inverse(),
        ["det"] = x => x[0].Det(),
        ["slogdet"] = x => (x[0] + Eye(4) * 2).SlogDet().LogAbs,
        ["qr q"] = x => x[0].Qr().Q,
        ["qr r"] = x => x[0].Qr().R,
        ["eigh values"] = x => Apart(x[0]).Eigh().Values,
        ["eigh vectors"] = x => Apart(x[0]).Eigh().Vectors.Abs(),
        ["eigvalsh"] = x => Apart(x[0]).Eigvalsh(),
        ["svd values"] = x => x[0].SvdVals(),
        ["svd left"] = x => x[0].Svd().U.Abs(),
        ["svd right"] = x => x[0].Svd().V.Abs(),
        ["lstsq"] = x => x[0].Lstsq(x[1]),
        ["pinv"] = x => x[0].Pinv(),
        ["matrix_exp"] = x => x[0].MatrixExp(),
        ["matrix_exp, large"] = x => (x[0] * 6).MatrixExp(),
        ["matrix_power"] = x => (x[0] + Eye(3) * 2).MatrixPower(-3),
        ["kron"] = x => x[0].Kron(x[1]),
        ["fft"] = x => x[0].Fft(),
        ["ifft"] = x => x[0].Ifft(),
        ["rfft"] = x => x[0].Rfft(),
        ["rfft, odd"] = x => x[0].Rfft(),
        ["irfft"] = x => x[0].Irfft(),
        ["irfft, odd"] = x => x[0].Irfft(7),
        ["fft2"] = x => x[0].Fft2(),
        ["rfft2"] = x => x[0].Rfft2(),
        ["irfft2"] = x => x[0].Irfft2(4),
        ["fftshift"] = x => x[0].FftShift(0),
    };

    public static TheoryData<string> Names => [.. s_numbers.EnumerateObject().Select(p => p.Name)];

    [Fact]
    public void Every_call_has_numbers() => Assert.Equal(s_calls.Keys.Order(), Names.Select(n => n.Data).Order());

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_are_PyTorchs(string name)
    {
        var call = s_calls[name];
        var numbers = s_numbers.GetProperty(name);
        int[][] shapes = [.. numbers.GetProperty("shapes").EnumerateArray().Select(s => s.EnumerateArray().Select(v => v.GetInt32()).ToArray())];
        Tensor[] at = [.. shapes.Select((s, p) => Tensor.From([.. Enumerable.Range(0, Shapes.Count(s)).Select(i => Math.Sin(1 + 1.7 * i
            + 0.3 * i * i + 0.9 * p))], s))];
        var y = call(at);
        OpTable.Agree(Doubles(numbers.GetProperty("value"), y.Shape), y, 1e-11, name);
        var weights = Tensor.From([.. Enumerable.Range(0, y.Length).Select(i => Math.Cos(0.3 + 0.7 * i))], y.Shape);
        Tensor[] gradients = Diff.Grad(x => (call(x) * weights).Sum(), at);
        foreach (var (expected, i) in numbers.GetProperty("gradients").EnumerateArray().Select((g, i) => (g, i)))
            OpTable.Agree(Doubles(expected, at[i].Shape), gradients[i], 1e-10, $"{name}, gradient {i}");
    }

    private static Tensor Doubles(JsonElement list, ReadOnlySpan<int> shape) => Tensor.From([.. list.EnumerateArray().Select(v => v.GetDouble())],
        shape.ToArray()).Reshape(shape);

    private static Tensor Eye(int n) => Tensor.Eye(n, DType.F64);

    private static Tensor Apart(Tensor x) => x + x.Transpose() + (Tensor.Range(x.Shape[^1], DType.F64) * 5).DiagEmbed();
}
