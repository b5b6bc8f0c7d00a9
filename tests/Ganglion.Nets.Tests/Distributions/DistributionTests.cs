using Ganglion.Nets.Distributions;

namespace Ganglion.Nets.Tests.Distributions;

/// <summary>Entropies and divergences against averages over draws, and gradients of draws with one seed against differences.</summary>
public sealed class DistributionTests
{
    private const int Draws = 8000;

    private static Tensor Vector(params double[] values) => Tensor.From(values);

    // The entropy is the mean of -log p, the divergence that of log p - log q: each within five standard errors.
    private static void Agree(Tensor logP, Tensor? logQ, Tensor? entropy, Tensor? divergence)
    {
        void Near(Tensor terms, Tensor expected)
        {
            double[] mean = terms.Mean(0).ToDoubles(), deviation = terms.Var(0).Sqrt().ToDoubles(), value = expected.ToDoubles();
            Assert.Equal(mean.Length, value.Length);
            for (int i = 0; i < mean.Length; i++)
                Assert.True(Math.Abs(mean[i] - value[i]) <= 5 * deviation[i] / Math.Sqrt(Draws) + 1e-12,
                    $"{i}: average {mean[i]}, formula {value[i]}");
        }

        if (entropy is not null) Near(logP.Neg(), entropy);
        if (divergence is not null) Near(logP - logQ!, divergence);
    }

    [Fact]
    public void Normal_ones()
    {
        Normal p = new(Vector(0.5, -1), Vector(0.7, 2)), q = new(Vector(0, 0), Vector(1, 1.5));
        var x = p.Sample(new Rng(1), Draws);
        Agree(p.LogProb(x), q.LogProb(x), p.Entropy(), p.Kl(q));
        Checks.Gradients(p, d => (d.Sample(new Rng(2), 5).Sin() + d.LogProb(Vector(0.3, 0.2)) + d.Entropy() + d.Kl(q)).Sum());
    }

    [Fact]
    public void Normal_ones_of_vectors()
    {
        Tensor Covariance(int seed) => Checks.Random(seed, 2, 3, 3) is var x ? x.MatMul(x, transposeB: true) + Tensor.Eye(3, DType.F64) : null!;
        MultivariateNormal p = MultivariateNormal.OfCovariance(Checks.Random(1, 2, 3), Covariance(2)),
            q = MultivariateNormal.OfCovariance(Checks.Random(3, 2, 3), Covariance(4));
        var x = p.Sample(new Rng(5), Draws);
        Agree(p.LogProb(x), q.LogProb(x), p.Entropy(), p.Kl(q));
        var centred = (x - p.Mean).Select(1, 0);
        Checks.Close(Covariance(2).Select(0, 0), centred.MatMul(centred, transposeA: true) * (1.0 / Draws), 0.1);
        Checks.Gradients(p.Mean.Size(0) == 2 ? p : q, d => d.Sample(new Rng(6), 4).Sin().Sum() + (d.LogProb(Checks.Random(7, 2, 3)) + d.Kl(q)).Sum());
    }

    [Fact]
    public void Classes()
    {
        Categorical p = new(Tensor.From([0.1, 1, -1, 0.5, 0, 2], 2, 3)), q = new(Tensor.From([1.0, 0, 0, 0, 0, 0], 2, 3));
        var ids = p.Sample(new Rng(1), Draws);
        Agree(p.LogProb(ids), q.LogProb(ids), p.Entropy(), p.Kl(q));
        Checks.Gradients(p, d => (d.LogProb(IntTensor.From([0, 2])) + d.Entropy() + d.Kl(q)).Sum() + d.Relaxed(new Rng(2), 0.5).Square().Sum());
        Assert.Equal(Math.Log(2), new Categorical(Vector(0, double.NegativeInfinity, 0)).Entropy().Item(), 1e-12);
    }

    [Fact]
    public void Coins()
    {
        Bernoulli p = new(Vector(-1, 0.3)), q = new(Vector(0.5, 0.5));
        var x = p.Sample(new Rng(1), Draws);
        Agree(p.LogProb(x), q.LogProb(x), p.Entropy(), p.Kl(q));
        Checks.Gradients(p, d => (d.LogProb(Vector(0, 1)) + d.Entropy() + d.Kl(q) + d.Relaxed(new Rng(2), 0.5).Square()).Sum());
    }

    [Fact]
    public void Counts_and_waiting_times()
    {
        Poisson p = new(Vector(0.8, 40)), q = new(Vector(1.1, 42));
        var n = p.Sample(new Rng(1), Draws);
        Agree(p.LogProb(n), q.LogProb(n), null, p.Kl(q));
        Checks.Gradients(p, d => (d.LogProb(Vector(2, 39)) + d.Kl(q)).Sum());
        Exponential e = new(Vector(0.8, 4)), f = new(Vector(1.1, 2));
        var x = e.Sample(new Rng(2), Draws);
        Agree(e.LogProb(x), f.LogProb(x), e.Entropy(), e.Kl(f));
        Checks.Gradients(e, d => (d.Sample(new Rng(3), 4).Sin() + d.LogProb(Vector(0.4, 1)) + d.Entropy() + d.Kl(f)).Sum());
        Gumbel g = new(Vector(0.8, 4), Vector(1, 2.5));
        Agree(g.LogProb(g.Sample(new Rng(4), Draws)), null, g.Entropy(), null);
        Checks.Gradients(g, d => (d.Sample(new Rng(3), 4).Sin() + d.LogProb(Vector(0.4, 1)) + d.Entropy()).Sum());
    }

    [Fact]
    public void Gamma_beta_and_Dirichlet_ones()
    {
        Gamma p = new(Vector(0.7, 6), Vector(2, 0.5)), q = new(Vector(1, 5), Vector(1.5, 0.4));
        var x = p.Sample(new Rng(1), Draws);
        Agree(p.LogProb(x), q.LogProb(x), p.Entropy(), p.Kl(q));
        Checks.Gradients(p, d => (d.Sample(new Rng(2), 6).Sin() + d.LogProb(Vector(0.4, 9)) + d.Entropy() + d.Kl(q)).Sum());
        Beta b = new(Vector(0.7, 6), Vector(2, 3)), c = new(Vector(1, 5), Vector(1.5, 4));
        var y = b.Sample(new Rng(3), Draws);
        Agree(b.LogProb(y), c.LogProb(y), b.Entropy(), b.Kl(c));
        Checks.Gradients(b, d => (d.Sample(new Rng(4), 6).Sin() + d.LogProb(Vector(0.4, 0.3)) + d.Entropy() + d.Kl(c)).Sum());
        Dirichlet s = new(Tensor.From([0.7, 2, 3, 5, 1, 1.5], 2, 3)), t = new(Tensor.From([1.0, 2, 2, 4, 2, 1], 2, 3));
        var z = s.Sample(new Rng(5), Draws);
        Agree(s.LogProb(z), t.LogProb(z), s.Entropy(), s.Kl(t));
        Checks.Gradients(s, d => d.Sample(new Rng(6), 6).Sin().Sum() + (d.LogProb(Tensor.From([0.2, 0.3, 0.5])) + d.Entropy() + d.Kl(t)).Sum());
    }

    [Fact]
    public void Directions()
    {
        static Tensor Unit(Tensor v) => v / v.Norm(-1, keepDims: true);
        VonMisesFisher p = new(Unit(Checks.Random(1, 2, 5)), Vector(3, 12)), q = new(Unit(Checks.Random(2, 2, 5)), Vector(1, 5));
        var x = p.Sample(new Rng(3), Draws);
        double uniform = -Math.Log(8 * Math.PI * Math.PI / 3);  // the sphere in five dimensions
        Agree(p.LogProb(x), q.LogProb(x), p.Entropy(), p.Kl(q));
        Agree(p.LogProb(x), p.LogProb(x) * 0 + uniform, null, p.KlToUniform());
        Checks.Gradients(p, d => (d.LogProb(Unit(Checks.Random(4, 2, 5))) + d.Entropy() + d.Kl(q) + d.KlToUniform()).Sum() + d.Mean.Square().Sum());
        Checks.Gradients(new Bernoulli(p.Mean), m =>        // any model of one leaf: here of the mean directions
            (new VonMisesFisher(Unit(m.Logits), p.Concentration).Sample(new Rng(5), 3) * Checks.Random(6, 5)).Sum());
    }

    // E[f(x)] of two classes has the gradient p·(1 - p)·(f(1) - f(0)) in the logit; the score function estimates it without bias.
    [Fact]
    public void The_score_function_is_unbiased()
    {
        Bernoulli p = new(Vector(0.4));
        var x = p.Sample(new Rng(1), Draws);
        var reward = x * 3 + 1;                                 // f(0) = 1, f(1) = 4
        var gradient = Diff.Grad(p, d => (d.LogProb(x) * reward).Mean()).Logits.Item();
        double s = 1 / (1 + Math.Exp(-0.4)), expected = s * (1 - s) * 3;
        double[] terms = ((x - s) * reward).ToDoubles();
        Assert.Equal(expected, gradient, 5 * Math.Sqrt(terms.Average(v => v * v) / Draws));
        Assert.NotEqual(0, gradient);
    }
}
