using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The most frequent class: the floor of every set of images.</summary>
[Recipe("majority-image")]
public sealed partial class MajorityImage : ImageClassifier<Constant, MajorityImage.Options>
{
    public override Paper Paper =>
        new("Very Simple Classification Rules Perform Well on Most Commonly Used Datasets", "Holte", 1993, "doi:10.1023/A:1022631118932");

    public override string Summary => "Answers with the shares of the classes, whatever the image.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Constant Create(ImageInfo info, Options o, Rng rng) => Constant.Create(info.Classes.Count);

    public override Constant Fit(ImageClassification task, Options o, Run run) =>
        Constant.Shares(task.Batch([.. Enumerable.Range(0, task.TrainCount)]).Labels, task.Classes);

    public override Tensor Predict(Constant net, Tensor images, Options o) => net.Repeat(images.Size(0));
}
