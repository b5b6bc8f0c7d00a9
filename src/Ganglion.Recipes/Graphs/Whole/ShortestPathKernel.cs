using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The shortest-path kernel with a support vector machine.</summary>
[Recipe("shortest-path-kernel")]
public sealed partial class ShortestPathKernel : GraphKernel<ShortestPathKernel.Options>
{
    public override Paper Paper => new("Shortest-Path Kernels on Graphs", "Borgwardt, Kriegel", 2005, "doi:10.1109/ICDM.2005.132");

    public override string Summary => "Counts of (tag, tag, length of the shortest path between them), in a support vector machine; the penalty chosen within the training part.";

    public sealed record Options : KernelOptions;

    protected override Csr Patterns(GraphBatch graphs, Options o, int depth) => GraphPatterns.ShortestPaths(graphs, o.Buckets);

    public override string Notes => "Triples are equal or not (the delta kernel on lengths and tags); counts are scaled to unit length.";
}
