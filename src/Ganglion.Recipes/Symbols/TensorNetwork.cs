using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>The neural tensor network: several bilinear scores and a linear one, bent and weighed.</summary>
[Recipe("ntn")]
public sealed partial class TensorNetwork : TripleRecipe<TensorNetwork.Net>
{
    private const int Slices = 2;

    public override Paper Paper => new("Reasoning With Neural Tensor Networks for Knowledge Base Completion",
        "Socher, Chen, Manning, Ng", 2013, "doi:10.5555/2999611.2999715");

    public override string Summary => "The score of (h, r, t) is u·tanh(hᵀ W t + V [h; t] + b), with W of a few slices, all of them the relation's own (eq. 1).";

    public override Options Suit(KnowledgeGraphCompletion task) => base.Suit(task) with { Width = 32, LearningRate = 3e-3, Dropout = 0.1 };

    // Width² numbers for each relation and slice.
    public override bool Accepts(LearningTask task) => task is KnowledgeGraphCompletion { Train.Length: <= 100_000, Info.Entities: <= 10_000 };

    public override Net Create(KnowledgeInfo info, Options o, Rng rng)
    {
        int relations = 2 * info.Relations, d = o.Width;
        Tensor Normal(string name, double deviation, params ReadOnlySpan<int> shape) => rng.Split(name).Normal(shape, deviation: deviation);
        return new(Normal("entities", 0.3, info.Entities, d), Normal("tensor", 1 / Math.Sqrt(d), relations, d * Slices * d),
            Normal("known", 1 / Math.Sqrt(d), relations, d * Slices), Normal("answer", 1 / Math.Sqrt(d), relations, Slices * d),
            Tensor.Zeros([relations, Slices]), Normal("output", 1, relations, Slices));
    }

    /// <summary>The network.</summary>
    /// <param name="Entities"><c>[entities, width]</c>.</param>
    /// <param name="Tensor">W, <c>[2 relations, width · slices · width]</c>.</param>
    /// <param name="Known">V's part for the known entity, <c>[2 relations, width · slices]</c>.</param>
    /// <param name="Answer">V's part for the answer, <c>[2 relations, slices · width]</c>.</param>
    /// <param name="Bias">b, <c>[2 relations, slices]</c>.</param>
    /// <param name="Output">u, <c>[2 relations, slices]</c>.</param>
    [Model]
    public sealed partial record Net(Tensor Entities, Tensor Tensor, Tensor Known, Tensor Answer, Tensor Bias, Tensor Output) : ITripleNet<Net>
    {
        /// <inheritdoc/>
        public Tensor Scores(KnowledgeQueries queries, double dropout = 0, Rng? rng = null)
        {
            var (q, shift, u) = Query(queries, dropout, rng);
            var bent = (q.Reshape(-1, Entities.Size(1)).MatMul(Entities, transposeB: true) + shift.Reshape(-1, 1)).Tanh();
            return (bent * u.Reshape(-1, 1)).Reshape(queries.Count, Slices, Entities.Size(0)).Sum(1);
        }

        /// <inheritdoc/>
        public Tensor Scores(KnowledgeQueries queries, IntTensor answers)
        {
            var (q, shift, u) = Query(queries, 0, null);
            return ((((q * Entities.GatherRows(answers).Unsqueeze(1)).Sum(2) + shift).Tanh()) * u).Sum(1);
        }

        // For each slice a vector [queries, slices, width] whose product with an answer, plus a shift [queries, slices], is to be bent.
        private (Tensor Query, Tensor Shift, Tensor Output) Query(KnowledgeQueries queries, double dropout, Rng? rng)
        {
            int d = Entities.Size(1);
            var known = Entities.GatherRows(queries.Known);
            if (rng is { } key && dropout > 0) known = known.Dropout(dropout, key);
            var row = known.Unsqueeze(1);
            Tensor Of(Tensor table) => table.GatherRows(queries.Relations);
            var q = row.MatMul(Of(Tensor).Reshape(-1, d, Slices * d)).Reshape(-1, Slices, d) + Of(Answer).Reshape(-1, Slices, d);
            return (q, row.MatMul(Of(Known).Reshape(-1, d, Slices)).Reshape(-1, Slices) + Of(Bias), Of(Output));
        }
    }

    public override string Notes => "Two slices. Trained as the other triple networks here: by the softmax over all entities, or with objective=margin as in the paper; "
        + "a relation turned round has parameters of its own.";
}
