namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Clothes of ten kinds in grey, 28 × 28.</summary>
    /// <remarks>Xiao, Rasul and Vollgraf 2017 (arXiv:1708.07747).</remarks>
    public static KnownDataSet FashionMnist { get; } = Add(new("fashion-mnist", DataForm.Images, "Fashion-MNIST")
    {
        Publisher = "https://github.com/zalandoresearch/fashion-mnist",
        Expected = new() { ["images"] = 60000, ["test images"] = 10000, ["pixels an image"] = 784, ["classes"] = 10 },
        Load = (folder, _) => IdxReader.Read(folder,
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]),
    });
}
