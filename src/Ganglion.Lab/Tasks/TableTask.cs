using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What a table method keeps of its task.</summary>
/// <param name="Encoder">Rows to numbers.</param>
/// <param name="Target">The column predicted.</param>
/// <param name="Classes">The classes; empty for regression.</param>
/// <param name="Mean">Mean of the training targets, for regression.</param>
/// <param name="Deviation">Their standard deviation.</param>
public sealed record TableInfo(TableEncoder Encoder, string Target, IReadOnlyList<string> Classes, double Mean, double Deviation) : TaskInfo
{
    /// <summary>Numbers that a network answers for a row: one a class, or one.</summary>
    public int Outputs => Math.Max(1, Classes.Count);

    /// <summary>Whether the target is a class.</summary>
    public bool IsClassification => Classes.Count > 0;

    /// <summary>Columns of the one-hot encoded rows.</summary>
    public int DenseWidth => Encoder.NumericWidth + Encoder.Cardinalities.Sum();

    internal override Tensor ToBlend(Tensor answers) => IsClassification ? answers.Softmax() : answers;

    internal override Tensor FromBlend(Tensor mean) => IsClassification ? ClassScore.LogOf(mean) : mean;
}

/// <summary>
/// A column of a table from the others. Answers are logits <c>[rows, classes]</c> for a class, and for a number <c>[rows, 1]</c> in
/// units of the training targets' deviation from their mean. Without a test part of its own a table gives a fifth of its rows.
/// </summary>
public abstract class TableTask : LearningTask
{
    private readonly TableInput _test;

    private protected TableTask(TableInfo info, TableInput train, TableInput validation, TableInput test) => (Info, Train, Validation, _test) = (info, train, validation, test);

    /// <inheritdoc/>
    public override TableInfo Info { get; }

    /// <summary>The training rows.</summary>
    public TableInput Train { get; }

    /// <summary>The validation rows.</summary>
    public TableInput Validation { get; }

    /// <inheritdoc/>
    public override int DefaultSeeds => Train.Rows <= 2_000 ? 5 : Train.Rows <= 20_000 ? 3 : 1;

    /// <summary>The mean loss of answers for some training rows: cross-entropy, or squared error in standardised units.</summary>
    /// <param name="answers"><c>[rows, outputs]</c>.</param>
    /// <param name="rows">The training rows answered for.</param>
    public abstract Tensor Loss(Tensor answers, int[] rows);

    /// <summary>The targets of the training rows: one-hot <c>[rows, classes]</c>, or standardised <c>[rows, 1]</c>.</summary>
    public abstract Tensor TrainTargets { get; }

    /// <summary>The primary metric of answers for the validation rows.</summary>
    public Measure Validate(Tensor answers) => Validate(answers, Primary);

    /// <summary>
    /// The smoothest metric of answers for the validation rows, log loss or root mean squared error: what to stop by where there are few rows,
    /// since accuracy then moves in large steps.
    /// </summary>
    public Measure ValidateLoss(Tensor answers) => Validate(answers, Info.IsClassification ? Metric.LogLoss : Metric.Rmse);

    private Measure Validate(Tensor answers, Metric metric) => new(metric, Score(answers, Part.Validation)[metric.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Info.Encoder.Columns.Count} columns to predict '{Info.Target}'{(Info.IsClassification ? $" ({Info.Classes.Count} classes)" : "")}; {Train.Rows} / {Validation.Rows} / {_test.Rows} rows to train / validate / test";

    /// <summary>The task of a table with a target column: classification unless the target is numeric.</summary>
    public static TableTask From(Table table, string name, TaskOptions options, string hash = "")
    {
        var target = table.Target ?? throw new DataException($"'{name}' without a target column", "a column to predict", $"Name it with --target; the columns are: {string.Join(", ", table.Columns.Select(c => c.Name))}.");
        int bad = Enumerable.Range(0, table.Rows).FirstOrDefault(target.IsMissing, -1);
        if (bad >= 0) throw new DataException($"no value of '{target.Name}' in data row {bad + 1}", "a value of the target in every row", "Remove the row, or fill in the value.");
        Func<int, int> stratum = target is CategoricalColumn c ? r => c.Codes[r] : _ => 0;
        var rng = new Rng((ulong)options.Seed).Split("split");
        int[] rest = [.. Enumerable.Range(0, table.Rows)], test = [];
        if (table.Test is null) (rest, test) = ClassScore.Stratify(rest, stratum, 0.2, rng.Split("test"));
        var (train, validation) = ClassScore.Stratify(rest, stratum, options.ValidationShare, rng.Split("validation"));
        var encoder = TableEncoder.Fit(table, train);
        var all = encoder.Encode(table);
        var testInput = table.Test is { } t ? encoder.Encode(t) : all.Select(test);
        var testTarget = table.Test is { } t2 ? t2[target.Name] : target.Select(test);
        if (target is CategoricalColumn classes)
        {
            var info = new TableInfo(encoder, target.Name, classes.Levels, 0, 1);
            return new TableClassification(info, all.Select(train), all.Select(validation), testInput, Codes(target.Select(train)), Codes(target.Select(validation)), Codes(testTarget)) { Name = name, DataHash = hash };
        }
        double[] values = target is NumericColumn n ? n.Values
            : throw NotATarget((TextColumn)target);
        double mean = train.Average(r => values[r]), deviation = Math.Sqrt(train.Average(r => (values[r] - mean) * (values[r] - mean)));
        var regression = new TableInfo(encoder, target.Name, [], mean, deviation > 0 ? deviation : 1);
        return new TableRegression(regression, all.Select(train), all.Select(validation), testInput, [.. train.Select(r => values[r])], [.. validation.Select(r => values[r])], ((NumericColumn)testTarget).Values) { Name = name, DataHash = hash };

        int[] Codes(Column column)
        {
            var k = (CategoricalColumn)column;
            int[] map = [.. k.Levels.Select(l => classes.Levels.IndexOf(l))];
            return [.. k.Codes.Select(code => map[code])];
        }
    }

    // Mostly numbers: then it is the one that is not that the reader of the message looks for.
    private static DataException NotATarget(TextColumn target)
    {
        int[] words = [.. Enumerable.Range(0, target.Length).Where(r => !double.TryParse(target.Values[r], System.Globalization.CultureInfo.InvariantCulture, out _))];
        return words.Length < target.Length / 2
            ? new($"'{target.Values[words[0]]}' in data row {words[0] + 1} of the target '{target.Name}'", "a number, as in most other rows", "Correct the value, or remove the row.")
            : new($"the text column '{target.Name}' as target", "a class or a number", "Name another target, or say that it is categorical.");
    }

    internal TableInput Rows(Part part) => part switch { Part.Train => Train, Part.Validation => Validation, _ => _test };

    internal override Tensor Answers(FittedNetwork network, Part part)
    {
        var (rows, net) = (Rows(part), (FittedNetwork<TableInput>)network);
        const int block = 8192;
        if (rows.Rows <= block) return net.Predict(rows);
        return Tensor.Concat([.. Enumerable.Range(0, rows.Rows).Chunk(block).Select(c => net.Predict(rows.Select(c)))], 0);
    }

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) =>
        ((FittedNetwork<TableInput>)network).Predict(Train.Select([.. Enumerable.Range(0, Math.Min(3, Train.Rows))]).To(DType.F64), leaves);
}

/// <summary>A class for each row of a table; answers are logits.</summary>
public sealed class TableClassification : TableTask
{
    private readonly IntTensor _testLabels;

    internal TableClassification(TableInfo info, TableInput train, TableInput validation, TableInput test, int[] trainLabels, int[] validationLabels, int[] testLabels)
        : base(info, train, validation, test) => (TrainLabels, ValidationLabels, _testLabels) = (trainLabels, validationLabels, testLabels);

    /// <inheritdoc/>
    public override string Kind => "table classification";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Accuracy, Metric.LogLoss, Metric.RocAuc, Metric.BalancedAccuracy, Metric.MacroF1, Metric.Brier, Metric.CalibrationError];

    /// <summary>The classes of the training rows.</summary>
    public IntTensor TrainLabels { get; }

    /// <inheritdoc/>
    public override Tensor TrainTargets => TrainLabels.OneHot(Info.Classes.Count);

    /// <summary>The classes of the validation rows.</summary>
    public IntTensor ValidationLabels { get; }

    /// <inheritdoc/>
    public override Tensor Loss(Tensor answers, int[] rows) => answers.SoftmaxCrossEntropy(Array.ConvertAll(rows, r => TrainLabels[r])).Mean();

    internal IntTensor Labels(Part part) => part switch { Part.Train => TrainLabels, Part.Validation => ValidationLabels, _ => _testLabels };

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => ClassScore.Of(answers, Labels(part), Metrics);
}

/// <summary>A number for each row of a table; answers are standardised by <see cref="TableInfo.Mean"/> and <see cref="TableInfo.Deviation"/>.</summary>
public sealed class TableRegression : TableTask
{
    private readonly double[] _train, _validation, _test;

    internal TableRegression(TableInfo info, TableInput train, TableInput validation, TableInput test, double[] trainTargets, double[] validationTargets, double[] testTargets)
        : base(info, train, validation, test)
    {
        (_train, _validation, _test) = (trainTargets, validationTargets, testTargets);
        TrainTargets = Standardize(trainTargets);
        ValidationTargets = Standardize(validationTargets);
    }

    /// <inheritdoc/>
    public override string Kind => "table regression";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Rmse, Metric.Mae, Metric.R2];

    /// <inheritdoc/>
    public override Tensor TrainTargets { get; }

    /// <summary>The standardised targets of the validation rows, <c>[rows, 1]</c>.</summary>
    public Tensor ValidationTargets { get; }

    /// <inheritdoc/>
    public override Tensor Loss(Tensor answers, int[] rows) => (answers - TrainTargets.GatherRows(rows)).Square().Mean();

    internal float[] Values(Part part) => Array.ConvertAll(part switch { Part.Train => _train, Part.Validation => _validation, _ => _test }, v => (float)v);

    internal float[] Unscale(Tensor answers) => Array.ConvertAll(answers.ToArray(), a => (float)(a * Info.Deviation + Info.Mean));

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part)
    {
        float[] predicted = Unscale(answers), actual = Values(part);
        return new Dictionary<string, double> { ["rmse"] = Lab.Metrics.Rmse(predicted, actual), ["mae"] = Lab.Metrics.Mae(predicted, actual), ["r2"] = Lab.Metrics.R2(predicted, actual) };
    }

    private Tensor Standardize(double[] values) => Tensor.From(Array.ConvertAll(values, v => (float)((v - Info.Mean) / Info.Deviation)), values.Length, 1);
}
