namespace Ganglion.Lab;

/// <summary>What all classification tasks do with logits.</summary>
internal static class ClassScore
{
    public static IReadOnlyDictionary<string, double> Of(Tensor logits, IntTensor labels, IReadOnlyList<Metric> metrics)
    {
        int classes = logits.Size(1);
        float[] p = logits.Softmax().ToArray();
        return metrics.ToDictionary(m => m.Name, m => m.Name switch
        {
            "accuracy" => Lab.Metrics.Accuracy(p, classes, labels.Span),
            "balanced-accuracy" => Lab.Metrics.BalancedAccuracy(p, classes, labels.Span),
            "macro-f1" => Lab.Metrics.MacroF1(p, classes, labels.Span),
            "log-loss" => Lab.Metrics.LogLoss(p, classes, labels.Span),
            "roc-auc" => Lab.Metrics.RocAuc(p, classes, labels.Span),
            "brier" => Lab.Metrics.Brier(p, classes, labels.Span),
            "calibration-error" => Lab.Metrics.CalibrationError(p, classes, labels.Span),
            _ => throw new NotSupportedException($"'{m.Name}' is not a metric of classification."),
        });
    }

    /// <summary>Logits of a distribution.</summary>
    public static Tensor LogOf(Tensor probabilities) => probabilities.Affine(1, 1e-12).Log();

    /// <summary>A stratified draw: about <paramref name="share"/> of the items of each class, at least one where a class has two.</summary>
    /// <returns>The items kept and the items drawn, both ascending.</returns>
    public static (int[] Kept, int[] Drawn) Stratify(ReadOnlySpan<int> items, Func<int, int> label, double share, Rng rng)
    {
        var (kept, drawn) = (new List<int>(), new List<int>());
        foreach (var group in items.ToArray().GroupBy(label).OrderBy(g => g.Key))
        {
            int[] members = [.. group];
            int take = members.Length < 2 ? 0 : Math.Clamp((int)Math.Round(members.Length * share), 1, members.Length - 1);
            int[] order = rng.Split(group.Key).Permutation(members.Length);
            for (int i = 0; i < order.Length; i++) (i < take ? drawn : kept).Add(members[order[i]]);
        }
        kept.Sort();
        drawn.Sort();
        return ([.. kept], [.. drawn]);
    }
}
