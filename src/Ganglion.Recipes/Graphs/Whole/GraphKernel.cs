using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Options of graph kernels.</summary>
public record KernelOptions
{
    /// <summary>Columns that patterns are hashed to.</summary>
    public int Buckets { get; init; } = 65536;

    /// <summary>Parts of the training graphs on which penalty and depth are chosen, each held out once.</summary>
    public int Parts { get; init; } = 5;
}

/// <summary>
/// Counts of patterns at unit length, their products as kernel, and a support vector machine on it. The penalty C and, where the kernel has one, its
/// depth are chosen by cross-validation within the training graphs. Since the kernel is a product of counts, the machine is kept as one weight a pattern.
/// </summary>
public abstract class GraphKernel<TOptions> : GraphClassifier<KernelMachine, TOptions> where TOptions : KernelOptions, new()
{
    private static readonly double[] s_penalties = [0.1, 1, 10, 100, 1000];

    /// <inheritdoc/>
    public override TOptions Smoke => new() { Buckets = 256, Parts = 2 };

    /// <inheritdoc/>
    public override bool IsDifferentiable => false;

    /// <inheritdoc/>
    public override KernelMachine Create(GraphInfo info, TOptions o, Rng rng) =>
        new(Tensor.Zeros([info.Classes.Count, o.Buckets]), Tensor.Zeros([info.Classes.Count]), Tensor.Zeros([1]));

    /// <inheritdoc/>
    public override KernelMachine Fit(GraphClassification task, TOptions o, Run run)
    {
        var (graphs, labels) = (task.TrainGraphs(), task.TrainLabels.Span.ToArray());
        int[] part = Parts(labels, o.Parts, run.Rng.Split("parts"));
        var (best, rows, gram) = ((Right: -1, Penalty: 0.0, Depth: 0), (Csr?)null, Array.Empty<double>());
        foreach (int depth in Depths)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var patterns = Patterns(graphs, o, depth);
            double[] kernel = GraphPatterns.Gram(patterns);
            foreach (double penalty in s_penalties)
            {
                int right = Enumerable.Range(0, o.Parts).Sum(p => Right(kernel, labels, part, p, penalty, task.Classes));
                if (right > best.Right) (best, rows, gram) = ((right, penalty, depth), patterns, kernel);
            }
            run.Progress?.Invoke((double)(depth + 1) / (Depths[^1] + 1), $"depth {depth}");
        }
        return Machine(rows!, gram, labels, task.Classes, best.Penalty, best.Depth);
    }

    /// <inheritdoc/>
    public override Tensor Predict(KernelMachine net, GraphBatch graphs, TOptions o) =>
        ((Features)Patterns(graphs, o, (int)net.Depth.Item()).To(net.Weight.DType)).Linear(net.Weight, net.Bias);

    /// <summary>The depths to choose from; one where the kernel has none.</summary>
    protected virtual IReadOnlyList<int> Depths => [0];

    /// <summary>One row a graph, at unit length.</summary>
    protected abstract Csr Patterns(GraphBatch graphs, TOptions o, int depth);

    // Each class is dealt out in turn, so that all parts have like shares.
    private static int[] Parts(int[] labels, int parts, Rng rng)
    {
        var part = new int[labels.Length];
        int next = 0;
        foreach (int i in rng.Permutation(labels.Length).OrderBy(i => labels[i])) part[i] = next++ % parts;
        return part;
    }

    private static int Right(double[] kernel, int[] labels, int[] part, int held, double penalty, int classes)
    {
        int n = labels.Length;
        int[] learn = [.. Enumerable.Range(0, n).Where(i => part[i] != held)];
        var small = new double[learn.Length * learn.Length];
        for (int a = 0; a < learn.Length; a++)
            for (int b = 0; b < learn.Length; b++) small[a * learn.Length + b] = kernel[learn[a] * n + learn[b]];
        var machines = Machines(small, Array.ConvertAll(learn, i => labels[i]), classes, penalty);
        return Enumerable.Range(0, n).Count(i =>
        {
            if (part[i] != held) return false;
            double[] row = Array.ConvertAll(learn, j => kernel[i * n + j]);
            double[] decisions = [.. machines.Select(m => m?.Decide(row) ?? double.NegativeInfinity)];
            return (classes == 2 ? decisions[1] > 0 ? 1 : 0 : Array.IndexOf(decisions, decisions.Max())) == labels[i];
        });
    }

    // One against the rest; of two classes the second against the first. None for a class that is not there.
    private static KernelSvm?[] Machines(double[] kernel, int[] labels, int classes, double penalty) =>
        [.. Enumerable.Range(0, classes).Select(c => (classes == 2 && c == 0) || !labels.Contains(c) || labels.All(l => l == c) ? null
            : KernelSvm.Fit(kernel, Array.ConvertAll(labels, l => l == c), penalty))];

    private static KernelMachine Machine(Csr patterns, double[] gram, int[] labels, int classes, double penalty, int depth)
    {
        var machines = Machines(gram, labels, classes, penalty);
        Tensor[] weights = [.. machines.Select(m => m is null ? Tensor.Zeros([patterns.Columns, 1])
            : patterns.Transpose().MatMul(Tensor.From([.. m.Coefficients.Select(c => (float)c)], labels.Length, 1)))];
        float[] bias = [.. machines.Select(m => (float)(m?.Intercept ?? 0))];
        return new(Tensor.Concat(weights, 1).Transpose().Contiguous(), Tensor.From(bias), Tensor.From([(float)depth]));
    }
}

/// <summary>A support vector machine in the space of patterns.</summary>
/// <param name="Weight"><c>[classes, patterns]</c>; of two classes only the second has weights, and its decision is the logit.</param>
/// <param name="Bias"><c>[classes]</c>.</param>
/// <param name="Depth"><c>[1]</c>, the depth that was chosen.</param>
[Model]
public sealed partial record KernelMachine(Tensor Weight, Tensor Bias, Tensor Depth);
