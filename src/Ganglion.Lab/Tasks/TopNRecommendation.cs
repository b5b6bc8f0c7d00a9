using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a recommender keeps of its task.</summary>
/// <param name="Users">The number of users.</param>
/// <param name="Items">The number of items.</param>
/// <param name="UserNames">Their names in the data, empty if they are numbers.</param>
/// <param name="ItemNames">The items' names.</param>
public sealed record TopNInfo(int Users, int Items, IReadOnlyList<string> UserNames, IReadOnlyList<string> ItemNames) : TaskInfo
{
    /// <summary>How many users took each item in training: what is recommended to a user who was not there.</summary>
    public IReadOnlyList<int> Popularity { get; init; } = [];

    // Scores of different methods have different units: each user's scores are standardised.
    internal override Tensor ToBlend(Tensor answers)
    {
        var centred = answers - answers.Mean(1, keepDims: true);
        return centred / (centred.Square().Mean(1, keepDims: true) + 1e-12).Sqrt();
    }
}

/// <summary>
/// The items that a user will take next, out of all items that the user has not taken yet: full ranking, no sampled negatives.
/// Answers are scores <c>[users asked about, items]</c>. Validation and test parts are drawn per user unless the data set has them.
/// </summary>
public sealed class TopNRecommendation : LearningTask
{
    private readonly int[][] _seen, _validation, _test;

    private TopNRecommendation(TopNInfo info, int[][] train, int[][] validation, int[][] test)
    {
        (Info, _seen, _validation, _test) = (info, train, validation, test);
        Pointers = new int[info.Users + 1];
        for (int u = 0; u < info.Users; u++) Pointers[u + 1] = Pointers[u] + train[u].Length;
        Taken = [.. train.SelectMany(t => t)];
    }

    /// <inheritdoc/>
    public override string Kind => "top-n recommendation";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.NdcgAt(10), Metric.RecallAt(10), Metric.RecallAt(20), Metric.NdcgAt(20), Metric.HitRateAt(10)];

    /// <inheritdoc/>
    public override TopNInfo Info { get; }

    /// <summary>The training items of user u are <see cref="Taken"/>[Pointers[u] .. Pointers[u + 1]], ascending.</summary>
    public int[] Pointers { get; }

    /// <summary>The training items of all users, one user after another.</summary>
    public int[] Taken { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => Taken.Length <= 200_000 ? 3 : 1;

    /// <inheritdoc/>
    public override bool CanBlend => (long)Info.Users * Info.Items <= 50_000_000;

    /// <summary>The users of all training interactions, in the order of <see cref="Taken"/>.</summary>
    public int[] TakenBy()
    {
        var users = new int[Taken.Length];
        for (int u = 0; u < Info.Users; u++) users.AsSpan(Pointers[u]..Pointers[u + 1]).Fill(u);
        return users;
    }

    /// <summary>The bipartite graph of users and items, both ways: <c>[users + items, users + items]</c>, items after users.</summary>
    public Csr InteractionGraph()
    {
        int[] users = TakenBy(), items = Array.ConvertAll(Taken, i => i + Info.Users);
        int[] sources = [.. users, .. items], destinations = [.. items, .. users];
        return Csr.FromEdges(Info.Users + Info.Items, Info.Users + Info.Items, sources, destinations);
    }

    /// <summary>An item for each user that the user has not taken in training, drawn uniformly.</summary>
    public int[] Negatives(ReadOnlySpan<int> users, Rng rng)
    {
        var items = new int[users.Length];
        for (int i = 0; i < items.Length; i++)
        {
            var seen = _seen[users[i]].AsSpan();
            for (int attempt = 0; ; attempt++)
            {
                items[i] = (int)(rng.Uniform(i + (long)attempt * items.Length) * Info.Items);
                if (attempt == 100 || seen.BinarySearch(items[i]) < 0) break;
            }
        }
        return items;
    }

    /// <summary>The primary metric on the validation part, of scores computed block by block.</summary>
    /// <param name="scores">Scores <c>[users, items]</c> for some users.</param>
    public Measure Validate(Func<IntTensor, Tensor> scores) => new(Primary, Rank(scores, Part.Validation)[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Info.Users} users, {Info.Items} items; {Taken.Length} / {_validation.Sum(v => v.Length)} / {_test.Sum(t => t.Length)} interactions to train / validate / test";

    /// <summary>The task of an interaction log. With <see cref="TaskOptions.ValidationShare"/> 0, everything before the test part is trained on, and validation repeats a sample of it.</summary>
    public static TopNRecommendation From(Interactions log, string name, TaskOptions options, string hash = "")
    {
        var rng = new Rng((ulong)options.Seed).Split("split");
        int[][] rest = ByUser(log), test = log.Test is { } t ? ByUser(t) : new int[log.UserCount][], validation = log.Validation is { } v ? ByUser(v) : new int[log.UserCount][];
        for (int u = 0; u < log.UserCount; u++)
        {
            if (log.Test is null) (rest[u], test[u]) = Draw(rest[u], 0.2, rng.Split("test").Split(u));
            else test[u] = [.. test[u].Except(rest[u])];
            if (log.Validation is not null) { validation[u] = [.. validation[u].Except(test[u])]; rest[u] = [.. rest[u].Except(validation[u])]; }
            else if (options.ValidationShare > 0) (rest[u], validation[u]) = Draw(rest[u], options.ValidationShare, rng.Split("validation").Split(u));
            else validation[u] = [];
        }
        if (validation.All(x => x.Length == 0)) validation = test;
        var popularity = new int[log.ItemCount];
        foreach (int item in rest.SelectMany(r => r)) popularity[item]++;
        return new(new(log.UserCount, log.ItemCount, log.UserNames, log.ItemNames) { Popularity = popularity }, rest, validation, test) { Name = name, DataHash = hash };
    }

    private static int[][] ByUser(Interactions log)
    {
        var (pointers, items) = log.ByUser();
        return [.. Enumerable.Range(0, log.UserCount).Select(u => items[pointers[u]..pointers[u + 1]])];
    }

    private static (int[] Kept, int[] Drawn) Draw(int[] items, double share, Rng rng)
    {
        int take = items.Length < 3 ? 0 : Math.Max(1, (int)Math.Round(items.Length * share));
        int[] order = rng.Permutation(items.Length);
        int[] drawn = [.. order[..take].Select(i => items[i]).Order()];
        return ([.. order[take..].Select(i => items[i]).Order()], drawn);
    }

    internal int[] Relevant(int user, Part part) => part switch { Part.Train => _seen[user], Part.Validation => _validation[user], _ => _test[user] };

    internal int[] Masked(int user, Part part) => part == Part.Validation ? _seen[user] : [.. _seen[user], .. _validation[user].Except(_test[user])];

    internal override IReadOnlyDictionary<string, double> Score(FittedNetwork network, Part part) => Rank(((FittedNetwork<IntTensor>)network).Predict, part);

    internal override Tensor Answers(FittedNetwork network, Part part) => ((FittedNetwork<IntTensor>)network).Predict(Enumerable.Range(0, Info.Users).ToArray());

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => Rank(answers.GatherRows, part);

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) => ((FittedNetwork<IntTensor>)network).Predict(Enumerable.Range(0, Math.Min(3, Info.Users)).ToArray(), leaves);

    private Dictionary<string, double> Rank(Func<IntTensor, Tensor> scores, Part part)
    {
        int[][] seen = [.. Enumerable.Range(0, Info.Users).Select(u => Masked(u, part))], relevant = part == Part.Validation ? _validation : part == Part.Test ? _test : _seen;
        var at = FullRanking.Evaluate((users, to) =>
        {
            int[] block = users.ToArray();
            // Only an array leaves the block: all scores together may be gigabytes, and an outer scope would hold them to its end.
            Memory.Block(() => scores(block).ToArray()).CopyTo(to);
        }, Info.Items, seen, relevant, [10, 20], Compute.Threads);
        return new() { ["ndcg@10"] = at[0].Ndcg, ["recall@10"] = at[0].Recall, ["recall@20"] = at[1].Recall, ["ndcg@20"] = at[1].Ndcg, ["hit-rate@10"] = at[0].HitRate };
    }
}
