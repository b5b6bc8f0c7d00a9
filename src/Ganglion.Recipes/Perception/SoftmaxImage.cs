using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Multinomial logistic regression on pixels: what any image network must beat.</summary>
[Recipe("softmax-image")]
public sealed partial class SoftmaxImage : ImageClassifier<Linear, SoftmaxImage.Options>
{
    public override Paper Paper => new("The regression analysis of binary sequences", "Cox", 1958, "doi:10.1111/j.2517-6161.1958.tb00292.x");

    public override string Summary => "One weight a pixel and class: softmax(W x + b).";

    public sealed record Options
    {
        /// <summary>Adam's learning rate; it falls to 0 along a cosine.</summary>
        [Search(1e-4, 1e-2, Log = true)] public double LearningRate { get; init; } = 1e-3;

        /// <summary>L2 penalty on the weights.</summary>
        [Search(1e-6, 1e-2, Log = true)] public double WeightDecay { get; init; } = 1e-4;

        /// <summary>Passes over the training images.</summary>
        public int Epochs { get; init; } = 10;

        /// <summary>Images a step.</summary>
        public int BatchSize { get; init; } = 128;
    }

    public override Options Smoke => new() { Epochs = 3, BatchSize = 32 };

    public override Options Suit(ImageClassification task) => task.TrainCount <= 5_000 ? new() { Epochs = 40, BatchSize = 32 } : new();

    public override Linear Create(ImageInfo info, Options o, Rng rng) =>
        Linear.Create(info.Channels * info.Height * info.Width, info.Classes.Count, rng);

    public override Linear Fit(ImageClassification task, Options o, Run run) =>
        run.Train(Create(task.Info, o, run.Rng.Split("init")),
            new Training
            {
                Optimizer = new Adam(o.LearningRate)
                {
                    WeightDecay = o.WeightDecay,
                    Schedule = Schedule.Cosine(run.Steps(o.Epochs, task.TrainCount, o.BatchSize)),
                },
                Epochs = o.Epochs,
                Items = task.TrainCount,
                BatchSize = o.BatchSize,
            },
            loss: (net, step) =>
            {
                var (images, labels) = task.Batch(step.Items);
                return Predict(net, images, o).SoftmaxCrossEntropy(labels).Mean();
            },
            validate: net => task.Validate(images => Predict(net, images, o)));

    public override Tensor Predict(Linear net, Tensor images, Options o) => net.Forward(images.Flatten(1));
}
