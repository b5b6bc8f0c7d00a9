using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>DistMult: the plainest bilinear score, and the decoder of many others.</summary>
[Recipe("distmult")]
public sealed partial class DistMult : TripleRecipe<TripleVectors>
{
    public override Paper Paper => new("Embedding Entities and Relations for Learning and Inference in Knowledge Bases",
        "Yang, Yih, He, Gao, Deng", 2015, "arXiv:1412.6575", "P379");

    public override string Summary => "The score of (h, r, t) is Σ hᵢ rᵢ tᵢ (eq. 2 with a diagonal matrix): entities and relations are vectors.";

    public override IReadOnlyList<Claim> Claims => BilinearClaims.All;

    public override TripleVectors Create(KnowledgeInfo info, Options o, Rng rng) => TripleVectors.Create(info, o.Width, TripleForm.Product, rng);

    public override string Notes => "A relation turned round has a vector of its own (Lacroix et al. 2018), and the softmax over all entities replaces the "
        + "margin, each triple counting once each way; objective=margin trains as the paper does, with Adagrad and entities of length 1.";
}
