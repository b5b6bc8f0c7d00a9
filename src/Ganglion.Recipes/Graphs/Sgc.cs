using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Simplified graph convolution: a GCN without its nonlinearities, which leaves a linear model of smoothed features to train.</summary>
[Recipe("sgc")]
public sealed partial class Sgc : NodeClassifier<SgConv, Sgc.Options>
{
    public override Paper Paper =>
        new("Simplifying Graph Convolutional Networks", "Wu, Zhang, Souza, Fifty, Yu, Weinberger", 2019, "arXiv:1902.07153", "P552");

    public override string Summary => "Features smoothed K times beforehand, then logistic regression: softmax(Âᴷ X W + b) (eq. 8).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("cora-close-to-gcn", "81.0 % on Cora's public split (table 2): no more than a point below a GCN, and far faster to train.", e =>
        {
            // The first fits of a process are compiled as they run; the slower method goes first, and each shows its fastest fit.
            var (gcn, sgc) = (e.Fit("gcn", "cora", seeds: 10), e.Fit(Id, "cora", seeds: 10));
            e.AtLeast("test accuracy", sgc.Test, 0.8, paper: 0.81);
            e.AtLeast("test accuracy less that of the GCN", sgc.Test.Average() - gcn.Test.Average(), -0.01, paper: -0.005);
            e.AtLeast("times faster to train than the GCN, fastest fit to fastest fit", gcn.Seconds.Min() / sgc.Seconds.Min(), 5);
            e.Better("above the MLP", sgc, e.Fit("mlp-node", "cora", seeds: 10), margin: 0.1);
            e.Better("above label propagation", sgc, e.Fit("label-propagation", "cora", seeds: 1));
        }),
        new("citeseer-close-to-gcn", "71.9 % on Citeseer's public split (table 2), above a GCN.", e =>
        {
            Runs sgc = e.Fit(Id, "citeseer", seeds: 10, e.By("", "weight-decay=2.4e-5 epochs=150", "weight-decay=2.4e-5 "
                + "epochs=150")), gcn = e.Fit("gcn", "citeseer", seeds: 10);
            e.AtLeast("test accuracy", sgc.Test, 0.709, paper: 0.719);
            e.AtLeast("test accuracy less that of the GCN", sgc.Test.Average() - gcn.Test.Average(), -0.01, paper: 0.016);
            e.Better("above label propagation", sgc, e.Fit("label-propagation", "citeseer", seeds: 1));
        }),
        new("low-pass", "Smoothing is a low-pass filter, and the added self-loop lowers the largest eigenvalue of the Laplacian (theorem 1).", e =>
        {
            var graph = ((NodeClassification)e.Task("cora")).Input.Adjacency;
            double plain = LargestEigenvalue(graph.SymmetricNormalized(), e.Rng), looped = LargestEigenvalue(graph.GcnNormalized(), e.Rng);
            e.AtMost("largest eigenvalue of I - Â with self-loops, less that without", looped - plain, -0.05);
            var noise = e.Rng.Normal([graph.Rows, 1], dtype: DType.F64);
            double before = Roughness(graph.GcnNormalized(), noise), after = Roughness(graph.GcnNormalized(), SgConv.Propagate(graph.GcnNormalized(), noise, 2));
            e.AtMost("roughness of a random signal after two smoothings, relative to before", after / before, 0.5);
        }),
    ];

    public sealed record Options
    {
        /// <summary>How often features are smoothed.</summary>
        [Search(1, 6)] public int Hops { get; init; } = 2;

        /// <summary>Adam's learning rate.</summary>
        [Search(0.02, 0.5, Log = true)] public double LearningRate { get; init; } = 0.2;

        /// <summary>L2 penalty on the weights.</summary>
        [Search(1e-6, 1e-3, Log = true)] public double WeightDecay { get; init; } = 1.3e-5;

        /// <summary>Full-batch steps.</summary>
        public int Epochs { get; init; } = 100;
    }

    public override Options Smoke => new() { Epochs = 10 };

    public override SgConv Create(NodeInfo info, Options o, Rng rng) => SgConv.Create(info.Features, info.Classes.Count, rng, o.Hops);

    public override SgConv Fit(NodeClassification task, Options o, Run run)
    {
        // Only the smoothed features of the labelled nodes are ever needed.
        var train = SgConv.Propagate(task.Input.Adjacency.GcnNormalized(), task.Input.Features.RowNormalized(), o.Hops, task.Train);
        return run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training { Optimizer = new Adam(o.LearningRate) { WeightDecay = o.WeightDecay }, Epochs = o.Epochs },
            loss: (net, _) => (train.MatMul(net.Weight) + net.Bias!).SoftmaxCrossEntropy(task.TrainLabels).Mean());
    }

    public override Tensor Predict(SgConv net, GraphInput graph, Options o) =>
        net.Forward(graph.Adjacency.GcnNormalized(), graph.Features.RowNormalized());

    public override string Notes => "As in the authors' code, the network of the last step is kept; the penalties on Cora and Citeseer are those "
        + "they found.";

    // The spectrum of I - Â, by power iteration on 2I - (I + Â), whose largest eigenvalue is at most 2.
    private static double LargestEigenvalue(Csr a, Rng rng)
    {
        var v = rng.Split("power").Normal([a.Rows, 1], dtype: DType.F64);
        double lambda = 0;
        for (int i = 0; i < 300; i++)
        {
            var next = v - a.MatMul(v);
            lambda = next.Square().Sum().Sqrt().Item();
            v = next / lambda;
        }
        return lambda;
    }

    // xᵀ(I - Â)x / xᵀx: the mean frequency of a signal.
    private static double Roughness(Csr a, Tensor x) => (x * (x - a.MatMul(x))).Sum().Item() / x.Square().Sum().Item();
}
