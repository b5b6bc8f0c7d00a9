namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Digits 0 to 9, 8 × 8, 17 grey values; the test part of the UCI set, as scikit-learn ships it.</summary>
    /// <remarks>Alpaydin and Kaynak 1998 (UCI).</remarks>
    public static KnownDataSet Digits { get; } = Add(new("sklearn-digits", DataForm.Images, "Handwritten digits, 8 × 8")
    {
        Aliases = ["digits"],
        Publisher = "https://archive.ics.uci.edu/dataset/80",
        Expected = new() { ["images"] = 1797, ["pixels an image"] = 64, ["classes"] = 10 },
        Load = (folder, _) => PixelRowsReader.Csv(folder, folder.Require("digits.csv"), 8, 8, 16),
    });
}
