using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The Weisfeiler-Lehman subtree kernel with a support vector machine, as its authors use it.</summary>
[Recipe("wl-svm")]
public sealed partial class WlSvm : GraphKernel<WlSvm.Options>
{
    public override Paper Paper =>
        new("Weisfeiler-Lehman Graph Kernels", "Shervashidze, Schweitzer, van Leeuwen, Mehlhorn, Borgwardt", 2011, "JMLR 12:2539");

    public override string Summary => "Counts of the labels that rounds of relabelling by neighbours give, in a support vector machine; rounds and penalty chosen within the training part.";

    public sealed record Options : KernelOptions;

    protected override IReadOnlyList<int> Depths => [0, 1, 2, 3, 4, 5];

    protected override Csr Patterns(GraphBatch graphs, Options o, int depth) => WlKernel.Patterns(graphs, new() { Rounds = depth, Buckets = o.Buckets });

    public override string Notes => "Labels are hashed to columns rather than numbered; counts are scaled to unit length.";
}
