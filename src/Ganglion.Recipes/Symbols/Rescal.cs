using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>RESCAL: the full bilinear score.</summary>
[Recipe("rescal")]
public sealed partial class Rescal : TripleRecipe<TripleVectors>
{
    public override Paper Paper => new("A Three-Way Model for Collective Learning on Multi-Relational Data",
        "Nickel, Tresp, Kriegel", 2011, "doi:10.5555/3104482.3104584");

    public override string Summary => "A relation is a full matrix: the score is hᵀ W t.";

    public override Options Suit(KnowledgeGraphCompletion task) => base.Suit(task) with { Width = 50, LearningRate = 3e-3 };

    public override TripleVectors Create(KnowledgeInfo info, Options o, Rng rng) =>
        TripleVectors.Create(info, o.Width, TripleForm.Matrix, rng);

    public override string Notes => "Trained by the softmax over all entities in place of alternating least squares.";
}
