using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The most frequent class, or the mean: the floor of every table.</summary>
[Recipe("majority")]
public sealed partial class Majority : TableMethod<Constant, Majority.Options>
{
    public override Paper Paper =>
        new("Very Simple Classification Rules Perform Well on Most Commonly Used Datasets", "Holte", 1993, "doi:10.1023/A:1022631118932");

    public override string Summary => "Answers with the shares of the classes, or the mean, whatever the row.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Constant Create(TableInfo info, Options o, Rng rng) => Constant.Create(info.Outputs);

    public override Constant Fit(TableTask task, Options o, Run run) =>
        task is TableClassification c ? Constant.Shares(c.TrainLabels, task.Info.Outputs) : Constant.Create(1);   // standardised targets have mean 0

    public override Tensor Predict(Constant net, TableInput rows, Options o) => net.Repeat(rows.Rows);
}
