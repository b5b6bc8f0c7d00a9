using Ganglion.Lab;
using Ganglion.Nets;
using Ganglion.Vectors;

namespace Ganglion.Recipes;

/// <summary>The group of each node.</summary>
/// <param name="Groups">Numbers of groups, <c>[nodes]</c>.</param>
[Model]
public sealed partial record NodeGroups(Tensor Groups)
{
    /// <summary>The groups of these nodes.</summary>
    public static NodeGroups Of(int[] groups) => new(Tensor.From(Array.ConvertAll(groups, g => (float)g)));
}

/// <summary>Groups of the nodes that were there in fitting, and of no others.</summary>
public abstract class NodeGrouping<TOptions> : NodeClusterer<NodeGroups, TOptions> where TOptions : class, new()
{
    public sealed override bool IsDifferentiable => false;

    public sealed override NodeGroups Create(ClusterInfo info, TOptions o, Rng rng) => new(Tensor.Zeros([0]));

    public sealed override NodeGroups Fit(NodeClustering task, TOptions o, Run run) => NodeGroups.Of(Group(task, o, run));

    public sealed override Tensor Predict(NodeGroups net, GraphInput graph, TOptions o) => graph.Nodes == net.Groups.Length ? net.Groups
        : throw new ArgumentException($"Groups of {net.Groups.Length} nodes were found, and the graph has {graph.Nodes}: this method knows only the nodes that it was fitted on.");

    /// <summary>The group of each node.</summary>
    protected abstract int[] Group(NodeClustering task, TOptions o, Run run);

    /// <summary>k-means of rows of length one.</summary>
    protected static int[] Means(Tensor vectors, int groups, Run run) =>
        new KMeans(groups).Fit(Memory.Scope(() => vectors / (vectors.Norm(1, keepDims: true) + 1e-9)), run.Rng.Split("k-means")).Assignments;
}

/// <summary>k-means on the features: what the links must add to.</summary>
[Recipe("kmeans-node")]
public sealed partial class KMeansNode : NodeGrouping<KMeansNode.Options>
{
    public override Paper Paper => new("k-means++: The Advantages of Careful Seeding", "Arthur, Vassilvitskii", 2007, "doi:10.5555/1283383.1283494");

    public override string Summary => "Nodes around as many means as there are groups, by their features alone, made of length one.";

    public sealed record Options;

    protected override int[] Group(NodeClustering task, Options o, Run run) =>
        Means(task.Input.Features.RowNormalized().ToDense(), task.Info.Clusters, run);
}

/// <summary>Spectral clustering: k-means on the first eigenvectors.</summary>
[Recipe("spectral-clustering")]
public sealed partial class SpectralClustering : NodeGrouping<SpectralClustering.Options>
{
    public override Paper Paper => new("On Spectral Clustering: Analysis and an algorithm", "Ng, Jordan, Weiss", 2001, "NIPS 14");

    public override string Summary => "k-means on the rows, made of length one, of the k first eigenvectors of D^-½ (A + I) D^-½.";

    public sealed record Options
    {
        /// <summary>Rounds of block power iteration.</summary>
        public int Rounds { get; init; } = 100;
    }

    protected override int[] Group(NodeClustering task, Options o, Run run) =>
        Means(NodeVectors.Spectral(task.Input.Adjacency, task.Info.Clusters, o.Rounds, run.Rng.Split("spectral")), task.Info.Clusters, run);
}

/// <summary>node2vec's vectors, grouped.</summary>
[Recipe("node2vec-clustering")]
public sealed partial class Node2VecClustering : NodeGrouping<Node2VecClustering.Options>
{
    public override Paper Paper => new("node2vec: Scalable Feature Learning for Networks", "Grover, Leskovec", 2016, "arXiv:1607.00653");

    public override string Summary => "k-means on vectors that skip-gram learned from biased walks.";

    public sealed record Options : WalkOptions;

    public override Options Smoke => new() { Width = 8, Walks = 2, Length = 8, Window = 2 };

    protected override int[] Group(NodeClustering task, Options o, Run run) => Means(NodeVectors.Walk(task.Input.Adjacency, o, run), task.Info.Clusters, run);
}
