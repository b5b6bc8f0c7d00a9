namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// A small part of CIFAR-10 whose pixels went through JPEG: colour images of ten kinds, 32 × 32. Not comparable with results on CIFAR-10.
    /// </summary>
    /// <remarks>Krizhevsky 2009.</remarks>
    public static KnownDataSet Cifar10JpegSubset { get; } = Add(new("cifar10-jpeg-subset", DataForm.Images, "CIFAR-10, small subset of a JPEG copy")
    {
        Publisher = "https://www.cs.toronto.edu/~kriz/cifar.html",
        Expected = new() { ["images"] = 2000, ["test images"] = 1000, ["pixels an image"] = 3072, ["classes"] = 10 },
        Load = (folder, _) =>
        {
            using var lines = folder.Lines(folder.Require("classes.txt"));
            var names = new List<string>();
            while (lines.Next())
                if (lines.Text.Trim() is { Length: > 0 } name) names.Add(name);
            var test = PixelRowsReader.Records(folder, folder.Require("test.bin"), 3, 32, 32, names);
            return PixelRowsReader.Records(folder, folder.Require("train.bin"), 3, 32, 32, names, test);
        },
    });
}
