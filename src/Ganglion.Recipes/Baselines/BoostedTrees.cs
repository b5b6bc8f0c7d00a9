using Ganglion.Lab;
using Ganglion.Lab.Trees;

namespace Ganglion.Recipes;

/// <summary>Gradient-boosted trees: the method to beat on tables.</summary>
[Recipe("gradient-boosted-trees")]
public sealed partial class BoostedTrees : TableMethod<BoostedTrees.Trees, BoostedTrees.Options>
{
    public override Paper Paper =>
        new("LightGBM: A Highly Efficient Gradient Boosting Decision Tree", "Ke, Meng, Finley, Wang, Chen, Ma, Ye, Liu", 2017, "NeurIPS 2017");

    public override string Summary =>
        "Trees on histograms of the gradient, each fitted to what the ones before it left over; categories and missing values as they are.";

    public sealed record Options
    {
        /// <summary>Rounds at most: a tree a round, or one a class.</summary>
        public int Rounds { get; init; } = 1000;

        /// <summary>Factor on what a tree says.</summary>
        [Search(0.01, 0.3, Log = true)] public double LearningRate { get; init; } = 0.05;

        /// <summary>Leaves of a tree.</summary>
        [Search(4, 128, Log = true)] public int Leaves { get; init; } = 31;

        /// <summary>Rows that each side of a split must keep.</summary>
        [Search(1, 100, Log = true)] public int LeafRows { get; init; } = 20;

        /// <summary>Ridge penalty on the leaves' values.</summary>
        [Search(0.01, 10, Log = true)] public double L2 { get; init; } = 1;

        /// <summary>Share of the columns that a tree sees.</summary>
        [Search(0.3, 1)] public double Columns { get; init; } = 0.8;

        /// <summary>Share of the rows that a round sees.</summary>
        [Search(0.5, 1)] public double Rows { get; init; } = 0.8;

        /// <summary>Rounds without a lower validation loss before boosting stops.</summary>
        public int Patience { get; init; } = 50;
    }

    public override bool IsDifferentiable => false;

    public override Options Smoke => new() { Rounds = 10, LeafRows = 5 };

    // Twenty rows in a leaf are a large part of a small table.
    public override Options Suit(TableTask task) => task.Train.Rows >= 2000 ? new() : new() { Leaves = 15, LeafRows = 5 };

    public override Trees Create(TableInfo info, Options o, Rng rng) => Trees.Empty;

    public override Trees Fit(TableTask task, Options o, Run run)
    {
        int classes = task.Info.Classes.Count;
        var options = new BoostingOptions
        {
            Loss = classes == 0 ? BoostingLoss.Squared : classes == 2 ? BoostingLoss.Logistic : BoostingLoss.Softmax,
            Classes = classes,
            Rounds = Math.Max(1, (int)(o.Rounds * run.Fidelity)),
            LearningRate = o.LearningRate,
            MaxLeaves = o.Leaves,
            MinSamplesLeaf = o.LeafRows,
            L2 = o.L2,
            FeatureFraction = o.Columns,
            RowFraction = o.Rows,
            EarlyStopping = o.Patience,
            Seed = (ulong)run.Seed,
        };
        var (train, validation) = task switch
        {
            TableClassification c => (Table(c.Train, c.TrainLabels.ToTensor()), Table(c.Validation, c.ValidationLabels.ToTensor())),
            TableRegression r => (Table(r.Train, r.TrainTargets), Table(r.Validation, r.ValidationTargets)),
            _ => throw new NotSupportedException($"Trees cannot fit {task.Kind}."),
        };
        return Trees.Of(GradientBoostedTrees.Fit(train, options, validation, Compute.Threads, at =>
        {
            run.Log("loss", at.Round, at.TrainingLoss);
            if (at.ValidationLoss is { } loss) run.Log("validation", at.Round, loss);
            run.Progress?.Invoke((double)at.Round / at.Rounds, $"round {at.Round}");
        }, run.Cancel));
    }

    public override Tensor Predict(Trees net, TableInput rows, Options o)
    {
        var forest = net.Forest;
        float[] scores = forest.Predict(Cells(rows));
        if (forest.Loss == BoostingLoss.Logistic) scores = [.. scores.SelectMany(s => (float[])[0, s])];
        return Tensor.From(scores, rows.Rows, scores.Length / rows.Rows).To(rows.Numeric.DType);
    }

    private static FeatureTable Table(TableInput rows, Tensor targets) =>
        FeatureTable.FromRows(Cells(rows), targets.ToArray(), [.. Enumerable.Range(rows.Numeric.Size(1), rows.Cardinalities.Length)]);

    // Numbers, then category codes; NaN where either is missing.
    private static float[] Cells(TableInput rows)
    {
        int n = rows.Numeric.Size(1), c = rows.Cardinalities.Length;
        float[] numeric = rows.Numeric.ToArray(), cells = new float[rows.Rows * (n + c)];
        for (int r = 0, at = 0; r < rows.Rows; r++)
        {
            for (int j = 0; j < n; j++) cells[at++] = rows.Missing[r * n + j] ? float.NaN : numeric[r * n + j];
            for (int j = 0; j < c; j++) cells[at++] = rows.Categories[r * c + j] is > 0 and var code ? code : float.NaN;
        }
        return cells;
    }

    public override string Notes =>
        "Binary targets grow one tree a round, others one a class. A level never seen in training goes where missing values go.";
}
