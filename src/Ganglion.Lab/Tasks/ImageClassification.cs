using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What an image classifier keeps of its task.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Mean">The mean of the training pixels.</param>
/// <param name="Deviation">Their standard deviation.</param>
public sealed record ImageInfo(int Channels, int Height, int Width, IReadOnlyList<string> Classes, double Mean, double Deviation) : TaskInfo
{
    /// <summary>Pixels as numbers of mean 0 and deviation 1 over the training images: <c>[images, channels, height, width]</c>.</summary>
    public Tensor Normalize(ReadOnlySpan<byte> pixels)
    {
        var values = new float[pixels.Length];
        float scale = (float)(1 / Deviation), shift = (float)(-Mean / Deviation);
        for (int i = 0; i < values.Length; i++) values[i] = pixels[i] * scale + shift;
        return Tensor.From(values, pixels.Length / (Channels * Height * Width), Channels, Height, Width);
    }

    internal override Tensor ToBlend(Tensor answers) => answers.Softmax();

    internal override Tensor FromBlend(Tensor mean) => ClassScore.LogOf(mean);
}

/// <summary>A class for each image. Inputs are normalised pixels <c>[images, channels, height, width]</c>, answers logits <c>[images, classes]</c>.</summary>
public sealed class ImageClassification : LearningTask
{
    private const int Block = 500;
    private readonly ImageSet _images, _testImages;
    private readonly int[] _train, _validation;

    private ImageClassification(ImageInfo info, ImageSet images, int[] train, int[] validation, ImageSet test) =>
        (Info, _images, _train, _validation, _testImages) = (info, images, train, validation, test);

    /// <inheritdoc/>
    public override string Kind => "image classification";

    /// <inheritdoc/>
    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Accuracy, Metric.LogLoss, Metric.MacroF1, Metric.CalibrationError];

    /// <inheritdoc/>
    public override ImageInfo Info { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => Info.Classes.Count;

    /// <summary>The number of training images.</summary>
    public int TrainCount => _train.Length;

    /// <inheritdoc/>
    public override int DefaultSeeds => TrainCount <= 5_000 ? 3 : 1;

    /// <summary>Some training images with their classes, by position in the training part.</summary>
    /// <param name="items">Positions, 0 to <see cref="TrainCount"/> - 1.</param>
    /// <param name="augment">With a key: each image is shifted by up to <paramref name="shift"/> pixels each way and, if <paramref name="flip"/>, mirrored half of the time.</param>
    /// <param name="shift">The largest shift.</param>
    /// <param name="flip">Whether mirrored images keep their class.</param>
    public (Tensor Images, IntTensor Labels) Batch(int[] items, Rng? augment = null, int shift = 0, bool flip = false)
    {
        int size = _images.ImageSize, h = Info.Height, w = Info.Width;
        var pixels = new byte[items.Length * size];
        for (int i = 0; i < items.Length; i++)
        {
            var source = _images.Image(_train[items[i]]);
            var target = pixels.AsSpan(i * size, size);
            if (augment is not { } rng) { source.CopyTo(target); continue; }
            int dx = (int)(rng.Uniform(3L * i) * (2 * shift + 1)) - shift, dy = (int)(rng.Uniform(3L * i + 1) * (2 * shift + 1)) - shift;
            bool mirror = flip && rng.Uniform(3L * i + 2) < 0.5;
            for (int c = 0; c < Info.Channels; c++)
                for (int y = 0; y < h; y++)
                    for (int x = 0; x < w; x++)
                    {
                        int sx = (mirror ? w - 1 - x : x) - dx, sy = y - dy;
                        if ((uint)sx < (uint)w && (uint)sy < (uint)h) target[(c * h + y) * w + x] = source[(c * h + sy) * w + sx];
                    }
        }
        return (Info.Normalize(pixels), Array.ConvertAll(items, i => _images.Labels[_train[i]]));
    }

    /// <summary>The primary metric on the validation part, of logits computed block by block.</summary>
    public Measure Validate(Func<Tensor, Tensor> logits) => new(Primary, Score(Blocks(logits, Part.Validation), Part.Validation)[Primary.Name]);

    /// <inheritdoc/>
    public override string Describe() => $"{Info.Channels} × {Info.Height} × {Info.Width} images, {Classes} classes; {_train.Length} / {_validation.Length} / {_testImages.Count} images to train / validate / test";

    /// <summary>The task of an image set; without a test part of its own it gives a fifth of its images.</summary>
    public static ImageClassification From(ImageSet images, string name, TaskOptions options, string hash = "")
    {
        var rng = new Rng((ulong)options.Seed).Split("split");
        int[] rest = [.. Enumerable.Range(0, images.Count)], drawn = [];
        if (images.Test is null) (rest, drawn) = ClassScore.Stratify(rest, i => images.Labels[i], 0.2, rng.Split("test"));
        var (train, validation) = ClassScore.Stratify(rest, i => images.Labels[i], options.ValidationShare, rng.Split("validation"));
        double sum = 0, squares = 0, n = (double)train.Length * images.ImageSize;
        foreach (int i in train) foreach (byte b in images.Image(i)) { sum += b; squares += (double)b * b; }
        double mean = sum / n, deviation = Math.Sqrt(Math.Max(squares / n - mean * mean, 1e-12));
        var info = new ImageInfo(images.Channels, images.Height, images.Width, images.ClassNames, mean, deviation);
        return new(info, images, train, validation, images.Test ?? images.Select(drawn)) { Name = name, DataHash = hash };
    }

    internal (ImageSet Images, int[] Items) Items(Part part) => part switch
    {
        Part.Train => (_images, _train),
        Part.Validation => (_images, _validation),
        _ => (_testImages, [.. Enumerable.Range(0, _testImages.Count)]),
    };

    internal IntTensor Labels(Part part)
    {
        var (images, items) = Items(part);
        return Array.ConvertAll(items, i => images.Labels[i]);
    }

    internal override Tensor Answers(FittedNetwork network, Part part) => Blocks(((FittedNetwork<Tensor>)network).Predict, part);

    internal override IReadOnlyDictionary<string, double> Score(Tensor answers, Part part) => ClassScore.Of(answers, Labels(part), Metrics);

    internal override Tensor Probe(FittedNetwork network, Func<string, Tensor, Tensor> leaves) => ((FittedNetwork<Tensor>)network).Predict(Batch([0, 1]).Images.To(DType.F64), leaves);

    private Tensor Blocks(Func<Tensor, Tensor> logits, Part part)
    {
        var (images, items) = Items(part);
        return Tensor.Concat([.. items.Chunk(Block).Select(b => Memory.Block(() => logits(Info.Normalize(images.Select(b).Pixels))))], 0);
    }
}
