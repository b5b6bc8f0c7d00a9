using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>ComplEx: DistMult that knows directions.</summary>
[Recipe("complex")]
public sealed partial class ComplEx : TripleRecipe<TripleVectors>
{
    public override Paper Paper => new("Complex Embeddings for Simple Link Prediction",
        "Trouillon, Welbl, Riedel, Gaussier, Bouchard", 2016, "arXiv:1606.06357");

    public override string Summary => "DistMult over complex numbers, Re Σ hᵢ rᵢ t̄ᵢ, which tells (h, r, t) from (t, r, h).";

    public override TripleVectors Create(KnowledgeInfo info, Options o, Rng rng) =>
        TripleVectors.Create(info, o.Width, TripleForm.Complex, rng);

    public override string Notes => "A relation turned round has a vector of its own and dropout replaces the L2 penalty (Lacroix et al. 2018 train so, with N3).";
}
