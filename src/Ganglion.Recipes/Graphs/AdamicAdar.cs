using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Shared neighbours, of which those with few links count more.</summary>
[Recipe("adamic-adar")]
public sealed partial class AdamicAdar : LinkHeuristic<AdamicAdar.Options>
{
    public override Paper Paper => new("Friends and neighbors on the Web", "Adamic, Adar", 2003, "doi:10.1016/S0378-8733(03)00009-1");

    public override string Summary => "Σ 1 / log d(z) over the shared neighbours z.";

    public sealed record Options;

    protected override Tensor Score(LinkInput input, Options o) => Weighted(input, d => d.Maximum(Tensor.Scalar(2)).Log().Reciprocal());
}
