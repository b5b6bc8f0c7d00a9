namespace Ganglion.Data;

/// <summary>One moment of a graph that changes. Node numbers hold for all moments.</summary>
/// <param name="Active">The nodes that are there, ascending.</param>
/// <param name="Links">The links among them, in numbers of all moments.</param>
/// <param name="Features">Of all nodes, 0 where one is away: <c>[nodes, features]</c>.</param>
/// <param name="Communities">Of all nodes, -1 where one is away: <c>[nodes]</c>.</param>
public sealed record BlockSnapshot(int[] Active, Graph Links, float[] Features, int[] Communities);

/// <summary>
/// A block model in motion: communities of unequal size whose members change sides now and then, whose nodes come and go, and whose features
/// turn slowly, so that what a feature says about a community depends on the moment.
/// </summary>
public sealed record DriftingBlocks
{
    /// <summary>Nodes that are there at a moment.</summary>
    public int Present { get; init; } = 200;

    /// <summary>Number of communities: community c holds a share of c + 1 in all, the last being the largest.</summary>
    public int Communities { get; init; } = 3;

    /// <summary>Number of moments.</summary>
    public int Moments { get; init; } = 30;

    /// <summary>Number of features, at least 2.</summary>
    public int Features { get; init; } = 8;

    /// <summary>Share of nodes that leave for good at each step; as many new ones come.</summary>
    public double Churn { get; init; } = 0.1;

    /// <summary>Share of nodes that join another community at each step.</summary>
    public double Moving { get; init; } = 0.02;

    /// <summary>How far the communities' centres turn at each step, in degrees.</summary>
    public double Turning { get; init; } = 6;

    /// <summary>Standard deviation of the noise on features; centres lie on a circle of radius 1.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Expected links of a node into its own community.</summary>
    public double Within { get; init; } = 6;

    /// <summary>Expected links of a node into other communities.</summary>
    public double Between { get; init; } = 2;

    /// <summary>Share of links that stay from one moment to the next, where both ends do.</summary>
    public double Lasting { get; init; } = 0.5;

    /// <summary>Number of nodes over all moments.</summary>
    public int Nodes => Present + ((Moments - 1) * Leaving);

    private int Leaving => (int)Math.Round(Churn * Present);

    /// <summary>Draws all moments.</summary>
    /// <param name="seed">What they depend on.</param>
    public IReadOnlyList<BlockSnapshot> Generate(ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Features, 2);
        var random = new SplitMix(seed);
        var (community, active, links) = (new int[Nodes], Enumerable.Range(0, Present).ToList(), new HashSet<(int, int)>());
        Array.Fill(community, -1);
        var (people, snapshots) = (random.Split(1), new List<BlockSnapshot>());
        foreach (var node in active) community[node] = Join(people);
        for (var t = 0; t < Moments; t++)
        {
            var draws = random.Split(1000 + (ulong)t);
            if (t > 0) Step(t, active, community, draws);
            links = Links(active, community, links, t == 0 ? 0 : Present + ((t - 1) * Leaving), draws);
            var directed = links.Order().ToArray();
            snapshots.Add(new([.. active], Graph.FromEdges(Nodes, [.. directed.Select(l => l.Item1)], [.. directed.Select(l => l.Item2)]),
                Describe(t, active, community, draws), (int[])community.Clone()));
        }

        return snapshots;
    }

    private int Join(SplitMix draws)
    {
        var (pick, c) = (draws.Below(Communities * (Communities + 1) / 2), 0);
        while (pick > c) pick -= ++c;
        return c;
    }

    private void Step(int t, List<int> active, int[] community, SplitMix draws)
    {
        for (var k = 0; k < Leaving; k++)
        {
            var leaves = draws.Below(active.Count);
            community[active[leaves]] = -1;
            active.RemoveAt(leaves);
        }

        foreach (var node in active) if (draws.Uniform() < Moving) community[node] = Join(draws);
        for (var k = 0; k < Leaving; k++)
        {
            var node = Present + ((t - 1) * Leaving) + k;
            community[node] = Join(draws);
            active.Add(node);
        }
    }

    // Pairs of old nodes keep a share of their links and make as many new ones; a newcomer makes all of its own at once.
    private HashSet<(int, int)> Links(List<int> active, int[] community, HashSet<(int, int)> before, int newcomers, SplitMix draws)
    {
        var (links, size) = (new HashSet<(int, int)>(), new int[Communities]);
        foreach (var node in active) size[community[node]]++;
        for (var a = 0; a < active.Count; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var (i, j) = (active[b], active[a]);
                int ci = community[i], cj = community[j];
                var wanted = ci == cj ? Within / size[ci] : Between / (active.Count - Math.Min(size[ci], size[cj]));
                var stays = before.Contains((i, j)) && draws.Uniform() < Lasting;
                if (stays || draws.Uniform() < wanted * (j >= newcomers ? 1 : 1 - Lasting)) links.Add((i, j));
            }
        }

        return links;
    }

    // Community c's centre is the point at angle 2πc / communities + t · turning of the plane of the first two features; the others are noise.
    private float[] Describe(int t, List<int> active, int[] community, SplitMix draws)
    {
        var features = new float[Nodes * Features];
        foreach (var node in active)
        {
            var angle = (2 * Math.PI * community[node] / Communities) + (t * Turning * Math.PI / 180);
            for (var f = 0; f < Features; f++)
                features[(node * Features) + f] = (float)((f == 0 ? Math.Cos(angle) : f == 1 ? Math.Sin(angle) : 0) + (Noise * draws.Normal()));
        }

        return features;
    }
}
