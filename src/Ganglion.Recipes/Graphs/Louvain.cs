using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Louvain's method: communities by modularity, of which it finds the number itself.</summary>
[Recipe("louvain")]
public sealed partial class Louvain : NodeGrouping<Louvain.Options>
{
    public override Paper Paper => new("Fast unfolding of communities in large networks", "Blondel, Guillaume, Lambiotte, Lefebvre", 2008, "arXiv:0803.0476");

    public override string Summary => "Each node moves to the neighbouring community that raises modularity most; communities become nodes, and so on.";

    public sealed record Options
    {
        /// <summary>Above 1 for more and smaller communities (Reichardt and Bornholdt 2006).</summary>
        [Search(0.2, 3, Log = true)] public double Resolution { get; init; } = 1;

        /// <summary>Rounds of moves at a level at most.</summary>
        public int Rounds { get; init; } = 50;
    }

    protected override int[] Group(NodeClustering task, Options o, Run run)
    {
        var level = Links.Of(task.Input.Adjacency);
        int[] groups = [.. Enumerable.Range(0, level.Nodes)];
        for (int k = 0; ; k++)
        {
            var (community, count) = level.Move(o, run.Rng.Split("level").Split(k));
            groups = Array.ConvertAll(groups, g => community[g]);
            if (count == level.Nodes) return groups;
            level = level.Merge(community, count);
        }
    }

    // A weighted graph of both directions; a loop holds twice the weight inside a merged community.
    private sealed record Links(int[] Pointers, int[] Ids, double[] Weights)
    {
        public int Nodes => Pointers.Length - 1;

        public static Links Of(Csr a) => new(a.RowPointers.Span.ToArray(), a.ColumnIds.Span.ToArray(), a.Values?.ToDoubles() ?? [.. Enumerable.Repeat(1.0, a.Nonzeros)]);

        public (int[] Community, int Count) Move(Options o, Rng rng)
        {
            int[] community = [.. Enumerable.Range(0, Nodes)], order = rng.Permutation(Nodes);
            double[] degree = [.. Enumerable.Range(0, Nodes).Select(n => Weights[Pointers[n]..Pointers[n + 1]].Sum())], volume = [.. degree], towards = new double[Nodes];
            double all = degree.Sum();
            var met = new List<int>();
            bool moved = all > 0;
            for (int round = 0; moved && round < o.Rounds; round++)
            {
                moved = false;
                foreach (int n in order)
                {
                    met.Clear();
                    for (int e = Pointers[n]; e < Pointers[n + 1]; e++)
                    {
                        if (Ids[e] == n) continue;
                        int c = community[Ids[e]];
                        if (towards[c] == 0) met.Add(c);
                        towards[c] += Weights[e];
                    }
                    int own = community[n], best = own;
                    volume[own] -= degree[n];
                    double most = Gain(own);
                    foreach (int c in met) if (Gain(c) > most + 1e-12) (best, most) = (c, Gain(c));
                    volume[best] += degree[n];
                    moved |= best != own;
                    community[n] = best;
                    foreach (int c in met) towards[c] = 0;

                    double Gain(int c) => towards[c] - o.Resolution * volume[c] * degree[n] / all;
                }
            }
            var number = new Dictionary<int, int>();
            foreach (int c in community) number.TryAdd(c, number.Count);
            return (Array.ConvertAll(community, c => number[c]), number.Count);
        }

        public Links Merge(int[] community, int count)
        {
            var rows = new SortedDictionary<int, double>[count];
            for (int c = 0; c < count; c++) rows[c] = [];
            for (int n = 0; n < Nodes; n++)
                for (int e = Pointers[n]; e < Pointers[n + 1]; e++)
                    rows[community[n]][community[Ids[e]]] = rows[community[n]].GetValueOrDefault(community[Ids[e]]) + Weights[e];
            var pointers = new int[count + 1];
            for (int c = 0; c < count; c++) pointers[c + 1] = pointers[c] + rows[c].Count;
            return new(pointers, [.. rows.SelectMany(r => r.Keys)], [.. rows.SelectMany(r => r.Values)]);
        }
    }
}
