using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>
/// A snapshot as networks see it, nodes being counted among those that are there, and what is asked at it: the communities of its nodes, the links
/// of the
/// next snapshot among them, and whether those join nodes of one community. Of what comes later it holds answers only.
/// </summary>
/// <param name="Normalized">Â of the links at the moment, <c>[nodes, nodes]</c>.</param>
/// <param name="X"><c>[nodes, features]</c>.</param>
/// <param name="Active">The number of each node over all moments.</param>
/// <param name="Before">The place of each node at the moment before, or the number of nodes then, if it is new.</param>
/// <param name="Communities">The community of each node.</param>
/// <param name="From">One end of each link of the next moment, then of as many pairs times <see cref="Others"/> that are not linked then.</param>
/// <param name="To">The other end of each.</param>
/// <param name="Linked">1 for a link, 0 for another pair.</param>
/// <param name="Same">For each link, 1 if its ends are of one community at the next moment, else 0.</param>
internal sealed record Moment(Csr Normalized, Tensor X, int[] Active, int[] Before, IntTensor Communities, IntTensor From, IntTensor To,
    Tensor Linked, IntTensor Same)
{
    public const int Others = 3;

    public int Links => Same.Length;

    /// <summary>All snapshots but the last, whose successor is not known.</summary>
    public static Moment[] Of(IReadOnlyList<BlockSnapshot> snapshots, int features, Rng rng) =>
        [.. Enumerable.Range(0, snapshots.Count - 1).Select(t => Of(t == 0 ? null : snapshots[t - 1], snapshots[t], snapshots[t + 1], features,
        rng.Split(t)))];

    private static Moment Of(BlockSnapshot? before, BlockSnapshot now, BlockSnapshot next, int features, Rng rng)
    {
        int n = now.Active.Length;
        int[] place = Places(now), earlier = before is null ? [] : Places(before);
        var (sources, targets, from, to) = (new List<int>(), new List<int>(), new List<int>(), new List<int>());
        foreach (int i in now.Active)
        {
            foreach (int j in now.Links.Neighbors(i)) { sources.Add(place[j]); targets.Add(place[i]); }
            foreach (int j in next.Links.Neighbors(i)) if (j < i && place[j] >= 0) { from.Add(place[i]); to.Add(place[j]); }
        }
        int links = from.Count;
        int[] same = [.. Enumerable.Range(0, links).Select(l => next.Communities[now.Active[from[l]]] == next.Communities[now.Active[to[l]]]
            ? 1 : 0)];
        int[] a = rng.Split("from").Integers(20 * Others * links, n), b = rng.Split("to").Integers(20 * Others * links, n);
        for (int k = 0; k < a.Length && from.Count < (Others + 1) * links; k++)
            if (a[k] != b[k] && next.Links.Neighbors(now.Active[a[k]]).BinarySearch(now.Active[b[k]]) < 0) { from.Add(a[k]); to.Add(b[k]); }
        return new(Csr.FromEdges(n, n, sources.ToArray(), targets.ToArray()).GcnNormalized(),
            Tensor.From([.. now.Active.SelectMany(i => now.Features.AsSpan(i * features, features).ToArray())], n, features),
            now.Active, before is null ? [] : Array.ConvertAll(now.Active, i => earlier[i] < 0 ? before.Active.Length : earlier[i]),
            Array.ConvertAll(now.Active, i => now.Communities[i]), from.ToArray(), to.ToArray(),
            Tensor.From([.. Enumerable.Range(0, from.Count).Select(k => k < links ? 1f : 0f)]), same);
    }

    private static int[] Places(BlockSnapshot snapshot)
    {
        var place = new int[snapshot.Communities.Length];
        Array.Fill(place, -1);
        for (int p = 0; p < snapshot.Active.Length; p++) place[snapshot.Active[p]] = p;
        return place;
    }
}

/// <summary>Scores over some moments.</summary>
/// <param name="Nodes">Macro F1 of communities.</param>
/// <param name="Edges">Macro F1 of links within and between communities.</param>
/// <param name="Map">Average precision of the next moment's links among all pairs, mean over moments.</param>
/// <param name="Mrr">Mean over links and both their ends of 1 / rank of the other end among all that are not linked to it.</param>
internal readonly record struct DynamicScores(double Nodes, double Edges, double Map, double Mrr)
{
    public double Mean => (Nodes + Edges + Map + Mrr) / 4;

    /// <summary>Scores embeddings, a tensor <c>[nodes, width]</c> a moment.</summary>
    public static DynamicScores Of(DynamicHeads heads, IReadOnlyList<(Moment At, Tensor Z)> answers)
    {
        var (nodes, truth, edges, same, map, mrr) = (new List<float>(), new List<int>(), new List<float>(), new List<int>(), 0.0, new List<double>());
        foreach (var (at, z) in answers)
        {
            nodes.AddRange(heads.Nodes.Forward(z).ToArray());
            truth.AddRange(at.Communities.Span);
            edges.AddRange(heads.Edge.Pairs(z, at.From, at.To).Slice(0, 0, at.Links).ToArray().SelectMany(v => (float[])[0, v]));
            same.AddRange(at.Same.Span);
            var (precision, ranks) = Rank(heads.Link.All(z).ToArray(), at);
            map += precision / answers.Count;
            mrr.AddRange(ranks);
        }
        return new(Metrics.MacroF1(nodes.ToArray(), heads.Nodes.Outputs, truth.ToArray()), Metrics.MacroF1(edges.ToArray(), 2, same.ToArray()), map,
            mrr.Average());
    }

    private static (double Precision, List<double> Reciprocal) Rank(float[] scores, Moment at)
    {
        int n = at.Active.Length;
        var linked = new bool[n * n];
        for (int l = 0; l < at.Links; l++) linked[at.From[l] * n + at.To[l]] = linked[at.To[l] * n + at.From[l]] = true;
        var (pairs, labels, reciprocal) = (new List<float>(n * n / 2), new List<int>(n * n / 2), new List<double>());
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                if (j < i) { pairs.Add(scores[i * n + j]); labels.Add(linked[i * n + j] ? 1 : 0); }
                if (!linked[i * n + j]) continue;
                int above = 0;
                for (int k = 0; k < n; k++) if (k != i && !linked[i * n + k] && scores[i * n + k] >= scores[i * n + j]) above++;
                reciprocal.Add(1.0 / (1 + above));
            }
        return (Metrics.AveragePrecision(pairs.ToArray(), labels.ToArray()), reciprocal);
    }
}
