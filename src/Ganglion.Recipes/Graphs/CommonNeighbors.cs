using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>How many neighbours two nodes share: the floor of link prediction.</summary>
[Recipe("common-neighbors")]
public sealed partial class CommonNeighbors : LinkHeuristic<CommonNeighbors.Options>
{
    public override Paper Paper => new("Clustering and preferential attachment in growing networks", "Newman", 2001, "doi:10.1103/PhysRevE.64.025102");

    public override string Summary => "The number of nodes between the two: |N(u) ∩ N(v)|.";

    public sealed record Options;

    protected override Tensor Score(LinkInput input, Options o) => Between(input).Degrees();
}
