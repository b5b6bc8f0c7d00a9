using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Shared neighbours, each dividing one unit among its links.</summary>
[Recipe("resource-allocation")]
public sealed partial class ResourceAllocation : LinkHeuristic<ResourceAllocation.Options>
{
    public override Paper Paper => new("Predicting missing links via local information", "Zhou, Lü, Zhang", 2009, "arXiv:0901.0553");

    public override string Summary => "Σ 1 / d(z) over the shared neighbours z.";

    public sealed record Options;

    protected override Tensor Score(LinkInput input, Options o) => Weighted(input, d => d.Maximum(Tensor.Scalar(1)).Reciprocal());
}
