using Ganglion.Data;
using Ganglion.Lab.Report;

namespace Ganglion.Lab;

internal sealed partial class ReportBuilder
{
    /// <summary>What the best row answered on the test part, as fits the task.</summary>
    private IEnumerable<ReportSection> OfTask() => task switch
    {
        TableClassification t => Classes(answers, t.Labels(Part.Test), t.Info.Classes),
        GraphClassification g => [.. Classes(answers, g.Labels(Part.Test), g.Info.Classes), Gallery(g),
            .. Embedding(answers, g.Labels(Part.Test), g.Info.Classes, i => $"graph {g.Graphs(Part.Test)[i]}")],
        NodeClassification n => [.. Classes(answers.GatherRows(n.Nodes(Part.Test)), n.Labels(Part.Test), n.Info.Classes), Drawing(n),
            .. Embedding(answers.GatherRows(n.Nodes(Part.Test)), n.Labels(Part.Test), n.Info.Classes, i => NameOf(n.Nodes(Part.Test)[i]))],
        StoredNodeClassification s => Classes(answers, s.Labels(Part.Test), s.Info.Classes),
        ImageClassification i => [.. Classes(answers, i.Labels(Part.Test), i.Info.Classes), .. Errors(i)],
        TableRegression r => [new ResidualsSection("Residuals", [.. r.Values(Part.Test).Select(v => (double)v)],
            [.. r.Unscale(answers).Select(v => (double)v)]) { Note = $"{r.Info.Target} on the test part, by {Best.Name}." }],
        GraphRegression { Info.Outputs: 1 } r => [new ResidualsSection("Residuals", [.. r.Values(Part.Test).Select(v => (double)v)],
            [.. GraphRegression.Unscale(r.Info, answers).Select(v => (double)v)]) { Note = $"The test part, by {Best.Name}." }],
        NodeRegression r => [new ResidualsSection("Residuals", [.. r.Values(Part.Test).Select(v => (double)v)],
            [.. r.Unscale(answers, Part.Test).Select(v => (double)v)]) { Note = $"The test nodes, by {Best.Name}." }],
        Forecasting f => [Forecasts(f)],
        TopNRecommendation t => [Recommendations(t)],
        KnowledgeGraphCompletion k => Completion(k),
        LinkPrediction l => Links(l),
        _ => [],
    };

    private IEnumerable<ReportSection> Classes(Tensor logits, IntTensor labels, IReadOnlyList<string> classes)
    {
        float[] p = Memory.Scope(() => logits.Softmax()).ToArray();
        yield return ConfusionSection.Of("Which classes are taken for which", classes,
            Metrics.Confusion(p, classes.Count, labels.Span)) with
        { Note = $"The test part, answered by {Best.Name}." };
        yield return new ReliabilitySection("Can its confidence be believed?",
            Metrics.ReliabilityDiagram(p, classes.Count, labels.Span)) with
        { Note = $"The test part, answered by {Best.Name}." };
    }

    private IEnumerable<ReportSection> Errors(ImageClassification i)
    {
        var (images, items) = i.Items(Part.Test);
        int[] predicted = Codes(answers);
        float[] p = Memory.Scope(() => answers.Softmax()).ToArray();
        int classes = i.Classes;
        var wrong = Enumerable.Range(0, items.Length).Where(k => predicted[k] != images.Labels[items[k]]).OrderByDescending(k =>
            p[k * classes + predicted[k]]).Take(30);
        yield return new ImagesSection("Most confident errors",
            [.. wrong.Select(k => new ReportImage(images.Width, images.Height, images.Channels, Interleaved(images, items[k]))
        {
            TrueLabel = i.Info.Classes[images.Labels[items[k]]], PredictedLabel = i.Info.Classes[predicted[k]],
                Confidence = p[k * classes + predicted[k]],
        })])
        { Note = $"Test images on which {Best.Name} was surest and wrong." };
    }

    // Planes of channels become pixels of channels, and white becomes 255.
    private static byte[] Interleaved(ImageSet images, int item)
    {
        var source = images.Image(item);
        int plane = images.Height * images.Width;
        var pixels = new byte[source.Length];
        for (int c = 0; c < images.Channels; c++)
            for (int at = 0; at < plane; at++) pixels[at * images.Channels + c] = (byte)(source[c * plane + at] * 255 / images.MaxValue);
        return pixels;
    }

    private ForecastSection Forecasts(Forecasting f)
    {
        const int panels = 6, methods = 3;
        var origins = f.Origins(Part.Test);
        int[] shown = [.. Enumerable.Range(0, Math.Min(panels, origins.Length)).Select(k =>
            (int)((long)k * origins.Length / Math.Min(panels, origins.Length)))];
        var forecasts = networks.Take(methods).Select(n => (n.Name, Values: task.Answers(n.Network, Part.Test).ToArray())).ToList();
        return new("Forecasts", [.. shown.Select(k =>
            new ForecastPanel(f.Info.Names[origins[k].Series], f.History(origins[k])[^Math.Min(3 * f.Info.Horizon, origins[k].End)..].ToArray(),
            f.Actual(origins[k]).ToArray(),
            [.. forecasts.Select(m => new MethodForecast(m.Name,
                [.. m.Values.AsSpan(k * f.Info.Horizon, f.Info.Horizon).ToArray().Select(v =>
                (double)v)]))]))])
        { Note = "Test origins, spread over all series; the best networks." };
    }

    private RecommendationsSection Recommendations(TopNRecommendation t)
    {
        const int people = 5, most = 10;
        string Item(int i) => t.Info.ItemNames.Count > 0 ? t.Info.ItemNames[i] : $"item {i}";
        int[] users = [.. Enumerable.Range(0, t.Info.Users).Where(u => t.Relevant(u, Part.Test).Length > 0)];
        var shown = new List<UserRecommendations>();
        var recommended = new int[t.Info.Items];
        for (int k = 0; k < Math.Min(500, users.Length); k++)
        {
            int u = users[(int)((long)k * users.Length / Math.Min(500, users.Length))];
            var best = result.Best.Recommend(u, most, t.Masked(u, Part.Test));
            foreach (var item in best) recommended[item.Id]++;
            if (k % 100 == 0 && shown.Count < people)
                shown.Add(new(t.Info.UserNames.Count > 0 ? t.Info.UserNames[u] : $"user {u}", [.. t.Relevant(u, Part.Train).Take(8).Select(Item)],
                    [.. best.Select(b => new RecommendedItem(Item(b.Id), b.Score, t.Relevant(u, Part.Test).Contains(b.Id)))]));
        }
        return new("Recommendations", shown)
        {
            Popularity = Buckets(t.Info.Popularity, recommended),
            Note = $"The first {most} of {Best.Name}; a hit is an item of the user's test part."
        };
    }

    private static IReadOnlyList<PopularityBucket> Buckets(IReadOnlyList<int> taken, int[] recommended)
    {
        int[] order = [.. Enumerable.Range(0, taken.Count).OrderByDescending(i => taken[i]).ThenBy(i => i)];
        double all = taken.Sum(t => (long)t), said = recommended.Sum(r => (long)r);
        (string Label, double To)[] parts = [("most popular 1%", 0.01), ("1% to 10%", 0.1), ("10% to 50%", 0.5), ("least popular half", 1)];
        var buckets = new List<PopularityBucket>();
        int from = 0;
        foreach (var (label, share) in parts)
        {
            int to = share == 1 ? order.Length : Math.Max(from, (int)Math.Ceiling(order.Length * share));
            buckets.Add(new(label, order[from..to].Sum(i => (long)taken[i]) / Math.Max(1, all),
                order[from..to].Sum(i => (long)recommended[i]) / Math.Max(1, said)));
            from = to;
        }
        return buckets;
    }

    private static int[] Codes(Tensor logits)
    {
        int classes = logits.Size(1);
        float[] values = logits.ToArray();
        return [.. Enumerable.Range(0, logits.Size(0)).Select(row => Enumerable.Range(0, classes).MaxBy(c => values[row * classes + c]))];
    }
}
