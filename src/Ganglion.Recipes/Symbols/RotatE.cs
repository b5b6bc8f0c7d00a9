using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>RotatE: relations as rotations.</summary>
[Recipe("rotate")]
public sealed partial class RotatE : TripleRecipe<TripleVectors>
{
    public override Paper Paper => new("RotatE: Knowledge Graph Embedding by Relational Rotation in Complex Space",
        "Sun, Deng, Nie, Tang", 2019, "arXiv:1902.10197");

    public override string Summary => "A relation turns each complex number of the head by an angle; the score is -|h∘r - t|².";

    public override Options Suit(KnowledgeGraphCompletion task) => base.Suit(task) with { Dropout = 0.1 };

    public override TripleVectors Create(KnowledgeInfo info, Options o, Rng rng) =>
        TripleVectors.Create(info, o.Width, TripleForm.Rotation, rng, deviation: 0.2);

    public override string Notes => "The squared distance, and the softmax over all entities in place of self-adversarial negatives.";
}
