namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Digits 0 to 9 in grey, 28 × 28.</summary>
    /// <remarks>LeCun et al. 1998 (Proc. IEEE 86).</remarks>
    public static KnownDataSet Mnist { get; } = Add(new("mnist", DataForm.Images, "MNIST handwritten digits")
    {
        Publisher = "http://yann.lecun.com/exdb/mnist/",
        Expected = new() { ["images"] = 60000, ["test images"] = 10000, ["pixels an image"] = 784, ["classes"] = 10 },
        Load = (folder, _) => IdxReader.Read(folder),
    });
}
