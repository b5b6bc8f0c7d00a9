using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>A tiny task of each kind, made up from fixed seeds: what the contract and claims at smoke budget run on. No file is read.</summary>
public static class SmokeTasks
{
    private static readonly (DataForm Form, Func<TaskOptions, LearningTask> Make)[] s_kinds =
    [
        (DataForm.Table, o => TableTask.From(Flowers(classes: 3), "smoke-table", Plain(o))),
        (DataForm.Table, o => TableTask.From(Flowers(classes: 0), "smoke-regression", Plain(o))),
        (DataForm.Graph, o => NodeClassification.From(SyntheticGraphs.StochasticBlockModel(60, 3, 0.3, 0.03, features: 8, noise: 0.5), "smoke-graph", Plain(o))),
        (DataForm.Graph, o => NodeRegression.From(Sums(), "smoke-node-values", Plain(o))),
        (DataForm.Graph, o => NodeClustering.From(SyntheticGraphs.StochasticBlockModel(60, 3, 0.3, 0.03, features: 8, noise: 0.5), "smoke-groups", Plain(o))),
        (DataForm.Graph, o => LinkPrediction.From(SyntheticGraphs.StochasticBlockModel(60, 3, 0.3, 0.03, features: 8, noise: 0.5), "smoke-links", Plain(o))),
        (DataForm.TemporalGraph, o => TemporalLinkPrediction.From(Meetings(), "smoke-events", Plain(o))),
        (DataForm.GraphStore, o => StoredNodeClassification.From(SmokeStore.Value, "smoke-store", Plain(o))),
        (DataForm.GraphCollection, o => GraphClassification.From(RingsAndStars(), "smoke-graphs", Plain(o))),
        (DataForm.GraphCollection, o => GraphRegression.From(RingsAndStars(), "smoke-graph-regression", Plain(o))),
        (DataForm.Interactions, o => TopNRecommendation.From(SyntheticInteractions.Clusters(24, 32, 320, clusters: 2), "smoke-log", Plain(o))),
        (DataForm.Images, o => ImageClassification.From(Stripes(channels: 1), "smoke-images", Plain(o))),
        (DataForm.KnowledgeGraph, o => KnowledgeGraphCompletion.From(SyntheticKnowledge.World(people: 40).Graph, "smoke-triples", Plain(o))),
        (DataForm.Series, o => Forecasting.From(SyntheticSeries.TrendAndSeason(64, 4, count: 3, horizon: 4), "smoke-series", Plain(o))),
    ];

    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<LearningTask> All => field ??= [.. s_kinds.Select(k => k.Make(new()))];

    /// <summary>The tiny task of the same kind as a registered data set.</summary>
    /// <param name="data">A name such as <c>cora</c>.</param>
    /// <param name="options">Only its seed and the kind of task are taken over: targets, splits and horizons are those of the tiny data.</param>
    /// <exception cref="ArgumentException">The name is not registered, or there is no task of its form.</exception>
    public static LearningTask For(string data, TaskOptions options)
    {
        string set = data.Split('/')[0];
        var known = Datasets.All.FirstOrDefault(k => Named(k, set)) ?? Datasets.All.FirstOrDefault(k => k.Members.Contains(data, StringComparer.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"At smoke budget no file is read, and '{data}' is not a registered data set, so nobody knows its kind. Register it in Datasets, or hand the experiment a task.", nameof(data));
        var kinds = s_kinds.Where(k => k.Form == known.Form).ToArray();
        if (kinds.Length == 0) throw new ArgumentException($"'{data}' has the form {known.Form}, and there is no tiny task of that form yet: add one to SmokeTasks.", nameof(data));
        var statistics = known.StatisticsOf(data[(set.Length < data.Length ? set.Length + 1 : 0)..]);
        if (options.Task is { } wanted)
            return kinds.Select(k => k.Make(options)).FirstOrDefault(t => t.Kind.Replace(' ', '-') == wanted)
                ?? throw new ArgumentException($"There is no tiny task '{wanted}' of the form {known.Form} yet: add one to SmokeTasks.", nameof(options));
        return kinds[known.Form == DataForm.Table && !statistics.ContainsKey("classes") ? 1 : 0].Make(options);
    }

    private static bool Named(KnownDataSet set, string name) => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || set.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static TaskOptions Plain(TaskOptions options) => new() { Seed = options.Seed, ValidationShare = 0.2 };

    // Two numeric columns that tell, one that does not and has holes, one categorical; classes, or a number for none.
    private static Table Flowers(int classes)
    {
        const int rows = 90;
        var noise = new Rng(7).Normal([rows, 3]).ToDoubles();
        double[] length = new double[rows], width = new double[rows], weight = new double[rows], size = new double[rows];
        int[] soil = new int[rows], kind = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            kind[r] = r % 3;
            soil[r] = r % 7 == 0 ? -1 : (r % 3 + r / 30) % 3;
            (length[r], width[r]) = (kind[r] + 0.4 * noise[3 * r], kind[r] * (1.5 - kind[r]) + 0.4 * noise[3 * r + 1]);
            weight[r] = r % 11 == 0 ? double.NaN : noise[3 * r + 2];
            size[r] = 10 + 2 * length[r] - width[r] + 0.3 * noise[3 * r + 2];
        }
        return new([new NumericColumn("length", length), new NumericColumn("width", width), new NumericColumn("weight", weight), new CategoricalColumn("soil", soil, ["sand", "clay", "peat"]),
            classes > 0 ? new CategoricalColumn("kind", kind, ["a", "b", "c"]) : new NumericColumn("size", size)],
            [ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Feature, ColumnRole.Target]);
    }

    // The target is what the neighbours' first feature sums to.
    private static Graph Sums()
    {
        var graph = SyntheticGraphs.StochasticBlockModel(60, 3, 0.1, 0.05, features: 4, noise: 1, seed: 3);
        float[] x = graph.Features!.ToDense();
        return graph with { Labels = [.. Enumerable.Repeat(-1, 60)], ClassNames = [], Targets = [.. Enumerable.Range(0, 60).Select(n => graph.Neighbors(n).ToArray().Sum(m => x[4 * m]))] };
    }

    // People of three circles meet others of theirs, again and again.
    private static TemporalGraph Meetings()
    {
        const int people = 24, events = 300;
        int[] first = new Rng(3).Integers(events, people), step = new Rng(4).Integers(events, 3);
        return TemporalGraph.FromEvents(people, first, [.. first.Zip(step, (p, s) => (p + 3 * (s + 1)) % people)], [.. Enumerable.Range(0, events).Select(i => (double)(i / 2))]);
    }

    // Rings and stars of 5 to 8 nodes; tags and edges from them are 1 for one node of each; the number to predict is half their size.
    private static GraphCollection RingsAndStars()
    {
        const int graphs = 40;
        List<int> offsets = [0], pointers = [0], columns = [], tags = [];
        var labels = new int[graphs];
        for (int g = 0; g < graphs; g++)
        {
            int n = 5 + g / 2 % 4, first = tags.Count;
            labels[g] = g % 2;
            for (int i = 0; i < n; i++)
            {
                int[] neighbours = labels[g] == 0 ? [(i + n - 1) % n, (i + 1) % n] : i == 0 ? [.. Enumerable.Range(1, n - 1)] : [0];
                columns.AddRange(neighbours.Order().Select(j => first + j));
                pointers.Add(columns.Count);
                tags.Add(i == g % n ? 1 : 0);
            }
            offsets.Add(tags.Count);
        }
        return new([.. offsets], [.. pointers], [.. columns], [.. tags], labels, 2, ["ring", "star"])
        {
            EdgeLabels = [.. columns.Select(c => tags[c])],
            EdgeLabelNames = ["plain", "marked"],
            Targets = [.. labels.Select((_, g) => (offsets[g + 1] - offsets[g]) / 2.0)],
        };
    }

    // Horizontal stripes, vertical stripes and a checkerboard, with noise.
    private static ImageSet Stripes(int channels)
    {
        const int count = 60, size = 16;
        var noise = new Rng(9).Integers(count * channels * size * size, 64);
        var pixels = new byte[noise.Length];
        for (int p = 0; p < pixels.Length; p++)
        {
            int x = p % size, y = p / size % size, kind = p / (channels * size * size) % 3;
            bool bright = (kind == 0 ? y / 4 : kind == 1 ? x / 4 : x / 4 + y / 4) % 2 == 0;
            pixels[p] = (byte)((bright ? 160 : 32) + noise[p]);
        }
        return new(pixels, channels, size, size, [.. Enumerable.Range(0, count).Select(i => i % 3)], ["horizontal", "vertical", "checked"]);
    }
}
