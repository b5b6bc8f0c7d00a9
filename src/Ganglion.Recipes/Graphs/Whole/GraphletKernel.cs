using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The kernel of small subgraphs with a support vector machine.</summary>
[Recipe("graphlet-kernel")]
public sealed partial class GraphletKernel : GraphKernel<GraphletKernel.Options>
{
    public override Paper Paper => new("Efficient Graphlet Kernels for Large Graph Comparison", "Shervashidze, Vishwanathan, Petri, Mehlhorn, Borgwardt", 2009, "AISTATS 5:488");

    public override string Summary => "Counts of connected subgraphs of three nodes with their tags, in a support vector machine; the penalty chosen within the training part.";

    public sealed record Options : KernelOptions;

    protected override Csr Patterns(GraphBatch graphs, Options o, int depth) => GraphPatterns.Graphlets(graphs, o.Buckets);

    public override string Notes => "The form of the TUDataset benchmark: labelled, connected, three nodes, all of them counted rather than sampled.";
}
