using System.Runtime.Intrinsics;

namespace Ganglion.Lab.Trees;

/// <summary>
/// Histogram gradient boosting with leaf-wise trees, native missing values and category sets (Friedman 2001; Ke et al. 2017, LightGBM).
/// </summary>
public static class GradientBoostedTrees
{
    /// <summary>Fits a forest.</summary>
    /// <param name="train">Rows to learn from.</param>
    /// <param name="options">The knobs, and the loss to minimise.</param>
    /// <param name="validation">
    /// Rows to watch, with the same columns; boosting stops after <see cref="BoostingOptions.EarlyStopping"/> rounds without a better loss on
    /// them and keeps the rounds up to the best.
    /// </param>
    /// <param name="threads">Threads to use; the forest has the same bits whatever their number.</param>
    /// <param name="progress">Called after every round; the training loss is only computed for it.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    /// <exception cref="ArgumentException">Options out of range, a target that does not suit the loss, or columns that differ.</exception>
    public static Forest Fit(FeatureTable train, BoostingOptions options, FeatureTable? validation = null, int threads = 1,
        Action<BoostingProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Check();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var outputs = Outputs(train, options);
        var table = BinnedTable.Learn(train, options, threads);
        var objective = new Objective(options.Loss, outputs, train);
        var start = objective.Start();
        var scores = Filled(start, train.Rows);
        var gradients = Array.ConvertAll(start, _ => new Vector128<double>[train.Rows]);
        var grower = new TreeGrower(table, options, threads);
        var watch = validation is null ? null : new Watch(validation, train, table.Bins, options, start, threads);
        var trees = new List<TreeNode[]>();

        for (var round = 0; round < options.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            RowRanges.InParallel(train.Rows, threads, (from, to) => objective.Derive(scores, gradients, from, to));
            var sample = DrawRows(options, train.Rows, round);
            var learned = false;
            for (var output = 0; output < outputs; output++)
            {
                var tree = grower.Grow(gradients[output], sample, DrawFeatures(options, table.Bins.Length, round * outputs + output));
                if (sample is null) grower.AddTo(scores[output]);
                else TreeGrower.AddTo(scores[output], tree, table, threads);
                trees.Add(tree);
                watch?.Add(tree, output);
                learned |= tree.Length > 1;
            }
            var loss = watch?.EndRound();
            progress?.Invoke(new(round + 1, options.Rounds, objective.Mean(scores), loss));
            if (watch is { IsSpent: true }) break;
            // With every row and feature in sight, a round without a split is followed by others like it.
            if (!learned && options is { RowFraction: 1, FeatureFraction: 1 }) break;
        }
        if (options.EarlyStopping > 0 && watch is not null) trees.RemoveRange(watch.BestRound * outputs, trees.Count - watch.BestRound * outputs);
        return Forest.Of(trees, table.Bins, options.Loss, start);
    }

    private static int Outputs(FeatureTable train, BoostingOptions options)
    {
        if (options.Loss != BoostingLoss.Softmax) return 1;
        var classes = options.Classes > 0 ? options.Classes : (int)train.Target.Max() + 1;
        if (classes < 2) throw new ArgumentException($"Softmax needs at least 2 classes, but the target has {classes}.", nameof(options));
        return classes;
    }

    private static double[][] Filled(float[] start, int rows) => Array.ConvertAll(start, value =>
    {
        var column = new double[rows];
        Array.Fill(column, value);
        return column;
    });

    /// <summary>The rows of a round, ascending, each kept by its own coin; null for all.</summary>
    private static int[]? DrawRows(BoostingOptions options, int rows, int round)
    {
        if (options.RowFraction >= 1) return null;
        var seed = SplitMix64.Bits(options.Seed, 1);
        int[] drawn = [.. Enumerable.Range(0, rows).Where(i => SplitMix64.Uniform(seed, (ulong)round * (uint)rows + (uint)i) < options.RowFraction)];
        return drawn.Length > 0 ? drawn : null;
    }

    /// <summary>The features of a tree, ascending: those with the smallest of as many draws.</summary>
    private static int[] DrawFeatures(BoostingOptions options, int features, int tree)
    {
        var all = Enumerable.Range(0, features);
        if (options.FeatureFraction >= 1) return [.. all];
        var seed = SplitMix64.Bits(options.Seed, 2);
        var count = Math.Max(1, (int)Math.Round(features * options.FeatureFraction));
        return [.. all.OrderBy(f => SplitMix64.Bits(seed, (ulong)tree * (uint)features + (uint)f)).Take(count).Order()];
    }

    /// <summary>The validation rows and how long their loss has not improved.</summary>
    private sealed class Watch
    {
        private readonly Objective objective;
        private readonly BinnedTable table;
        private readonly double[][] scores;
        private readonly int patience, threads;
        private double best = double.PositiveInfinity;
        private int round;

        public Watch(FeatureTable validation, FeatureTable train, FeatureBins[] bins, BoostingOptions options, float[] start, int threads)
        {
            if (!validation.Columns.Select(c => c.IsCategorical).SequenceEqual(train.Columns.Select(c => c.IsCategorical)))
                throw new ArgumentException(
                    $"The {validation.Columns.Count} columns of the validation part do not match the {train.Columns.Count} trained on.",
                    nameof(validation));
            (patience, this.threads) = (options.EarlyStopping, threads);
            objective = new(options.Loss, start.Length, validation);
            table = BinnedTable.Of(validation, bins, threads);
            scores = Filled(start, validation.Rows);
        }

        public int BestRound { get; private set; }

        public bool IsSpent => patience > 0 && round - BestRound >= patience;

        public void Add(TreeNode[] tree, int output) => TreeGrower.AddTo(scores[output], tree, table, threads);

        public double EndRound()
        {
            round++;
            var loss = objective.Mean(scores);
            if (loss < best) (best, BestRound) = (loss, round);
            return loss;
        }
    }
}
