using Ganglion.Lab;

namespace Ganglion.Recipes;

public sealed partial class ModernNca
{
    // As a toolbox has it: a linear map to few dimensions, all rows in one step, squared distances, the sum of shares.
    private const string Classic = "dimension=4 blocks=0 frequencies=0 squared=true loss=sum share=1 batch-size=1000000";

    private const string LinearMap = "blocks=0 frequencies=0 share=1";

    private static readonly string[] Classes =
    [
        "tabular-uci/glass", "tabular-uci/ecoli", "tabular-uci/ionosphere", "tabular-uci/sonar", "tabular-uci/wheat-seeds",
        "tabular-uci/pima-indians-diabetes", "tabular-uci/german", "tabular-mlbench/Vehicle", "tabular-mlbench/Vowel", "sklearn-toy/breast_cancer",
        "tabular-uci/banknote_authentication", "tabular-uci/phoneme",
    ];

    private static readonly string[] Numbers =
        ["sklearn-toy/diabetes", "tabular-uci/auto_imports", "tabular-uci/winequality-red", "tabular-mlbench/Ozone", "tabular-uci/abalone"];

    public override IReadOnlyList<Claim> Claims =>
    [
        new("mean-rank", "On par with boosted trees and above other networks and neighbours on 300 tables (figure 1); here on 17 small ones.", e =>
        {
            var tables = Tables(e, [.. Classes, .. Numbers]);
            (string Name, double[] Scores)[] methods =
            [
                (Id, Scores(e, tables, Id)), ("mlp", Scores(e, tables, "mlp")), ("knn", Scores(e, tables, "knn")),
                ("classic NCA", Scores(e, tables, Id, Classic)), ("gradient-boosted-trees", Scores(e, tables, "gradient-boosted-trees")),
            ];
            var ranks = Significance.Friedman([.. tables.SelectMany((_, t) => methods.Select(m => m.Scores[t]))], methods.Length).MeanRanks;
            for (int m = 1; m < 4; m++) e.AtMost($"mean rank less that of {methods[m].Name}", ranks[0] - ranks[m], -0.01);
            var trees = Significance.Wilcoxon(methods[0].Scores, methods[4].Scores);
            e.AtLeast("p-value of the trees' being better (Wilcoxon; 1 where they are not)", trees.Difference >= 0 ? 1 : trees.PValue, 0.05);
            e.Note("By table: the error rate, or the error in deviations of the target.");
            e.Note($"Mean ranks: {string.Join(", ", methods.Select((m, i) => FormattableString.Invariant($"{m.Name} {ranks[i]:0.00}")))}.");
            foreach (var (table, t) in tables.Select((table, t) => (table, t)))
                e.Note($"{table[0].Name}: {string.Join(", ", methods.Select(m => FormattableString.Invariant($"{m.Name} {-m.Scores[t]:0.0000}")))}.");
        }),
        new("ablations", "A linear map trained in small steps beats classic NCA; the log loss beats the sum of shares (section 4).", e =>
        {
            var tables = Tables(e, Classes);
            Above(e, "linear in small steps above classic", Scores(e, tables, Id, LinearMap), Scores(e, tables, Id, Classic));
            Above(e, "log loss above sum of shares", Scores(e, tables, Id), Scores(e, tables, Id, "loss=sum"));
        }),
        new("sampled-neighbours", "Voting with a part of the rows a step is faster, without loss or with gain (section 4, figure 4).", e =>
        {
            var tables = Tables(e, ["tabular-uci/phoneme", "tabular-mlbench/Vehicle", "tabular-mlbench/Vowel"]);
            double Seconds(string options) => tables.SelectMany(splits => splits).Sum(task => e.Fit(Id, task, 1, options).Seconds[0]);
            double[] some = Scores(e, tables, Id, "share=0.3"), all = Scores(e, tables, Id, "share=1");
            e.AtLeast("times faster with three tenths of the rows", Seconds("share=1") / Seconds("share=0.3"), e.By(0.0, 1.2, 1.2));
            e.AtLeast("mean accuracy less that with all rows", some.Average() - all.Average(), e.By(-1, -0.005, -0.005));
        }),
    ];

    // Each table in several random splits: one test part of a small table says little.
    private static LearningTask[][] Tables(Experiment e, string[] names) =>
        [.. names.Take(e.By(2, 99, 99)).Select(n => Enumerable.Range(0, e.By(1, 3, 10)).Select(s => e.Task(n, new() { Seed = s })).ToArray())];

    // A score a table, the mean over its splits: the error rate, or the error in deviations of the target, below zero.
    private static double[] Scores(Experiment e, LearningTask[][] tables, string method, string options = "") =>
        [.. tables.Select(splits => splits.Average(task =>
        {
            var runs = e.Fit(method, task, 1, options);
            return runs.Metric.HigherIsBetter ? runs.Test[0] - 1 : -runs.Test[0] / ((TableInfo)task.Info).Deviation;
        }))];

    private static void Above(Experiment e, string what, double[] ours, double[] other)
    {
        e.AtLeast($"{what}: mean error rate less", ours.Zip(other, (a, b) => a - b).Average(), 0);
        int better = ours.Zip(other).Count(p => p.First > p.Second), equal = ours.Zip(other).Count(p => p.First == p.Second);
        e.Note($"{what}: better on {better}, equal on {equal} of {ours.Length} tables.");
    }
}
