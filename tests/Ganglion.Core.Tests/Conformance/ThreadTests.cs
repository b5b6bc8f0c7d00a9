using Ganglion.Autodiff;

namespace Ganglion.Conformance;

[CollectionDefinition(nameof(ThreadTests), DisableParallelization = true)]
public sealed class OneAtATime;

/// <summary>Runs alone: it changes the number of threads of the process.</summary>
[Collection(nameof(ThreadTests))]
public sealed class ThreadTests
{
    private static T With<T>(int threads, Func<T> body)
    {
        int before = Compute.Threads;
        Compute.Threads = threads;
        try { return body(); }
        finally { Compute.Threads = before; }
    }

    [Theory, InlineData(2), InlineData(4)]
    public void Steps_of_training_give_the_same_bits_on_any_number_of_threads(int threads)
    {
        ulong Train()
        {
            var model = Dense.Make(40, 300, DType.F32);
            Tensor x = new Rng(1).Normal([700, 40]), y = new Rng(2).Normal([700]);
            for (int step = 0; step < 3; step++)
                model = model.Zip(Diff.Grad(model, m => (m.Forward(x.Dropout(0.2, new Rng(3).Split(step))) - y).Square().Mean()), (p, g) =>
                    p - g * 0.01);
            return model.BitHash();
        }

        Assert.Equal(With(1, Train), With(threads, Train));
    }

    [Theory, InlineData(2), InlineData(4)]
    public void So_does_every_operation_forward_and_back(int threads)
    {
        foreach (var entry in OpTable.All.Values)
            foreach (var test in entry.Cases.Where(c => c.Inputs.Sum(i => Shapes.Count(i.Shape)) >= 300))   // less is never shared out
            {
                var inputs = OpTable.Draw(test, DType.F32);
                double[][] Bits()
                {
                    var y = test.Apply(inputs);
                    return entry.Op.Order == 0 ? [y.ToDoubles()]
                        : [y.ToDoubles(), .. Diff.Grad(x => test.Apply(x).Square().Sum(), inputs).Select(g => g.ToDoubles())];
                }

                Assert.Equal(With(1, Bits), With(threads, Bits));
            }
    }

    [Fact]
    public void So_do_random_numbers()
    {
        double[] Draw() => [.. new Rng(1).Normal([50_001]).ToDoubles(), .. new Rng(2).Uniform([50_001]).ToDoubles()];
        Assert.Equal(With(1, Draw), With(4, Draw));
    }

    [Fact]
    public void A_large_graph_step_is_the_same_too()
    {
        var graph = Csr.FromEdges(2000, 2000, new Rng(1).Integers(20_000, 2000), new Rng(2).Integers(20_000, 2000));
        Tensor x = new Rng(3).Normal([2000, 33]), w = new Rng(4).Normal([7, 33]);
        int[] labels = new Rng(5).Integers(2000, 7);
        float[] Step() => Diff.Grad(v => graph.GcnNormalized().MatMul(x.Linear(v)).SoftmaxCrossEntropy(labels).Mean(), w).ToArray();
        Assert.Equal(With(1, Step), With(4, Step));
    }
}
