using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>TransE: relations as translations.</summary>
[Recipe("transe")]
public sealed partial class TransE : TripleRecipe<TripleVectors>
{
    public override Paper Paper => new("Translating Embeddings for Modeling Multi-relational Data",
        "Bordes, Usunier, Garcia-Duran, Weston, Yakhnenko", 2013, "doi:10.5555/2999792.2999923");

    public override string Summary => "A relation is a step from the head to the tail: the score is -|h + r - t|².";

    public override Options Suit(KnowledgeGraphCompletion task) => base.Suit(task) with { Dropout = 0.1 };

    public override TripleVectors Create(KnowledgeInfo info, Options o, Rng rng) =>
        TripleVectors.Create(info, o.Width, TripleForm.Sum, rng, deviation: 0.2);

    public override string Notes => "The softmax over all entities replaces the margin, a relation turned round has a vector of its own, and the distance is squared.";
}
