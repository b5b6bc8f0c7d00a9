using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>
/// Embeddings after DynGEM (Goyal et al. 2018): an autoencoder of a node's row of the adjacency, trained further at each moment from where the last
/// one left it,
/// links counting more than their absence. It never looks ahead and never sees features or answers.
/// </summary>
[Model]
internal sealed partial record AutoencoderInTime(Mlp Encode, Mlp Decode)
{
    private const double LinkWeight = 5;

    /// <summary>Embeddings <c>[nodes, width]</c> at each moment.</summary>
    /// <param name="moments">In their order.</param>
    /// <param name="nodes">Nodes over all moments.</param>
    /// <param name="width">Of an embedding.</param>
    /// <param name="steps">Steps at each moment; three times as many at the first.</param>
    /// <param name="rng">The key.</param>
    public static Tensor[] Embed(IReadOnlyList<Moment> moments, int nodes, int width, int steps, Rng rng)
    {
        var (optimizer, embeddings) = (new Adam(3e-3), new Tensor[moments.Count]);
        var net = new AutoencoderInTime(Mlp.Create([nodes, 32, width], rng.Split("encode")), Mlp.Create([width, 32, nodes], rng.Split("decode")));
        var state = optimizer.Init(net);
        for (int t = 0; t < moments.Count; t++)
        {
            var rows = Rows(moments[t], nodes);
            for (int step = 0; step < (t == 0 ? 3 * steps : steps); step++)
                (net, state) = Memory.Scope(() => optimizer.Step(net, Diff.Grad(net, m => m.Loss(rows)), state));
            embeddings[t] = net.Encode.Forward(rows);
        }
        return embeddings;
    }

    private Tensor Loss(Tensor rows) => ((Decode.Forward(Encode.Forward(rows)) - rows) * (rows * (LinkWeight - 1) + 1)).Square().Sum(1).Mean();

    // Each node's links at the moment, by the numbers that hold for all moments; without the loop of the normalised form.
    private static Tensor Rows(Moment at, int nodes)
    {
        var rows = new float[at.Active.Length * nodes];
        for (int i = 0; i < at.Active.Length; i++)
            foreach (int j in at.Normalized.Row(i)) if (j != i) rows[i * nodes + at.Active[j]] = 1;
        return Tensor.From(rows, at.Active.Length, nodes);
    }
}
