using System.Text.Json;
using Ganglion.Nets.Distributions;

namespace Ganglion.Nets.Tests.Distributions;

/// <summary>Against PyTorch 1.13, values and gradients; <c>torch_distributions.py</c> beside this file made the numbers.</summary>
public sealed class TorchTests
{
    private static readonly JsonElement s_numbers =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Distributions", "torch_distributions.json"))).RootElement;

    private static readonly Dictionary<string, Func<Tensor[], Tensor>> s_calls = new()
    {
        ["normal log_prob"] = x => new Normal(x[1], x[2].Exp()).LogProb(x[0]),
        ["multivariate normal log_prob"] = x => MultivariateNormal.OfCovariance(x[1], Definite(x[2])).LogProb(x[0]),
        ["categorical entropy"] = x => new Categorical(x[0]).Entropy(),
        ["categorical kl"] = x => new Categorical(x[0]).Kl(new(x[1])),
        ["bernoulli entropy"] = x => new Bernoulli(x[0]).Entropy(),
        ["poisson log_prob"] = x => new Poisson(x[0].Exp()).LogProb(Tensor.Range(5, DType.F64)),
        ["gumbel log_prob"] = x => new Gumbel(x[1], x[2].Exp()).LogProb(x[0]),
        ["gamma log_prob"] = x => new Gamma(x[1].Exp(), x[2].Exp()).LogProb(x[0].Exp()),
        ["gamma entropy"] = x => new Gamma(x[0].Exp(), x[1].Exp()).Entropy(),
        ["gamma kl"] = x => new Gamma(x[0].Exp(), x[1].Exp()).Kl(new(x[1].Exp(), x[0].Exp())),
        ["beta entropy"] = x => new Beta(x[0].Exp(), x[1].Exp()).Entropy(),
        ["beta kl"] = x => new Beta(x[0].Exp(), x[1].Exp()).Kl(new(x[1].Exp(), x[0].Exp())),
        ["dirichlet log_prob"] = x => new Dirichlet(x[1].Exp()).LogProb(x[0].Softmax()),
        ["dirichlet entropy"] = x => new Dirichlet(x[0].Exp()).Entropy(),
        ["dirichlet kl"] = x => new Dirichlet(x[0].Exp()).Kl(new(x[1].Exp())),
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
        Tensor[] at = [.. shapes.Select((s, p) => Tensor.From(Sines(s.Aggregate(1, (a, b) => a * b), p), s))];
        var y = call(at);
        Checks.Close(Doubles(numbers.GetProperty("value")), y.ToDoubles(), 1e-11);
        var weights = Tensor.From([.. Enumerable.Range(0, y.Length).Select(i => Math.Cos(0.3 + 0.7 * i))], y.Shape);
        Tensor[] gradients = Diff.Grad(x => (call(x) * weights).Sum(), at);
        foreach (var (expected, i) in numbers.GetProperty("gradients").EnumerateArray().Select((g, i) => (g, i)))
            Checks.Close(Doubles(expected), gradients[i].ToDoubles(), 3e-9);     // as exact as PyTorch's trigamma
    }

    private static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    private static double[] Sines(int count, int operand) => [.. Enumerable.Range(0, count).Select(i => Math.Sin(1 + 1.7 * i + 0.3 * i * i
        + 0.9 * operand))];

    private static Tensor Definite(Tensor x) => x.MatMul(x, transposeB: true) + Tensor.Eye(x.Size(-1), x.DType) * x.Size(-1);
}
