using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Bench;

internal static partial class Workloads
{
    private const double GowallaEntries = 2 * 810128, GowallaNodes = 29858 + 40981;

    // Of one product: the entries, the gathered rows, and the result.
    private const double GowallaProduct = GowallaEntries * (8 + 64 * 4) + GowallaNodes * 64 * 4;

    private static IEnumerable<Workload> Recommendation() =>
    [
        new("spmm_gowalla_64", () =>
        {
            var (a, _, _) = Gowalla();
            var x = new Rng(1).Normal([a.Columns, 64]);
            return () => Memory.Scope(() => a.MatMul(x).Length);
        }) { Bytes = GowallaProduct, Trains = false },
        new("lightgcn_gowalla_step", LightGcn) { Bytes = 6 * GowallaProduct },
    ];

    // Both directions of user - item, scaled by the roots of both degrees.
    private static (Csr Adjacency, Interactions Log, int Users) Gowalla()
    {
        var log = DataSource.Open("gowalla").Interactions;
        int users = log.UserCount, n = users + log.ItemCount;
        int[] items = Array.ConvertAll(log.Items, i => i + users), ends = [.. log.Users, .. items], starts = [.. items, .. log.Users];
        return (Csr.FromEdges(n, n, starts, ends).SymmetricNormalized(), log, users);
    }

    private static Action LightGcn()
    {
        const int batch = 2048;
        var (a, log, users) = Gowalla();
        var rng = new Rng(4);
        return Trainer(new Embedding(new Rng(1).Normal([a.Rows, 64], 0, 0.1)), new Adam(1e-3), (m, step) =>
        {
            var key = rng.Split(step);
            int[] picked = key.Split(0).Integers(batch, log.Count);
            int[] negatives = key.Split(1).Integers(batch, log.ItemCount);
            IntTensor ids = (int[])[.. picked.Select(k => log.Users[k]), .. picked.Select(k => log.Items[k] + users), .. negatives.Select(i => i + users)];
            Tensor z = a.Polynomial(m.Weight, 0.25, 0.25, 0.25, 0.25).GatherRows(ids), user = z.Slice(0, 0, batch);
            var squares = m.Weight.GatherRows(ids).Square().Sum();
            return Loss.Bpr((user * z.Slice(0, batch, batch)).Sum(1), (user * z.Slice(0, 2 * batch, batch)).Sum(1)) + squares * (1e-4 / (2 * batch));
        });
    }
}
