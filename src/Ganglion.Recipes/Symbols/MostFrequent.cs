using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>The same answer whatever is known: what the relation mostly leads to. A method that learns about entities must beat it.</summary>
[Recipe("most-frequent")]
public sealed partial class MostFrequent : TripleScorer<MostFrequent.Counts, MostFrequent.Options>
{
    public override Paper Paper => new("Knowledge Graph Embedding for Link Prediction: A Comparative Analysis", "Rossi et al.", 2021, "arXiv:2002.00819");

    public override string Summary => "An entity's score is the number of training triples in which it answers the relation; of equals, the better known.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Counts Create(KnowledgeInfo info, Options o, Rng rng) => new(Tensor.Zeros([2 * info.Relations, info.Entities]));

    public override Counts Fit(KnowledgeGraphCompletion task, Options o, Run run)
    {
        var (entities, relations) = (task.Info.Entities, task.Info.Relations);
        var counts = new float[2 * relations * entities];
        var known = new float[entities];
        foreach (var (head, relation, tail) in task.Train)
        {
            counts[relation * entities + tail]++;
            counts[(relation + relations) * entities + head]++;
            known[head]++;
            known[tail]++;
        }
        float most = 2 * known.Max();
        for (int i = 0; i < counts.Length; i++) counts[i] += known[i % entities] / most;      // below one
        return new(Tensor.From(counts, 2 * relations, entities));
    }

    public override Tensor Predict(Counts net, KnowledgeQueries queries, Options o) => net.Answered.GatherRows(queries.Relations);

    /// <summary>How often each entity answers each relation, <c>[2 relations, entities]</c>.</summary>
    [Model]
    public sealed partial record Counts(Tensor Answered);
}
