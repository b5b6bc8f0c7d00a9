namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Business news in eight classes, cleaned: small letters, no numbers, no common words.</summary>
    /// <remarks>Lewis, Reuters-21578; form of Yao et al. 2019 (arXiv:1809.05679).</remarks>
    public static KnownDataSet ReutersR8 { get; } = Add(new("reuters-r8", DataForm.Table, "Reuters R8, text and topic")
    {
        Publisher = "https://github.com/yao8839836/text_gcn",
        Expected = new() { ["rows"] = 5485, ["test rows"] = 2189, ["classes"] = 8 },
        Load = (folder, _) =>
        {
            using var texts = folder.Lines(folder.Require("R8.clean.txt"));
            using var labels = folder.Lines(folder.Require("R8.labels.txt"));
            var (train, test) = (new List<(string, string)>(), new List<(string, string)>());
            while (labels.Next())
            {
                if (!texts.Next()) throw labels.Error(null, "more labels than texts", "one text a label", "Fetch both files again.");
                if (labels.Text.Split('\t') is not [_, var part, var label]) throw labels.Error(1, $"'{labels.Text}'", "name, part and class",
                    "Fetch the file again.");
                (part == "test" ? test : train).Add((label, texts.Text.Trim()));
            }

            return LabelledText.Tables(train, test);
        },
    });
}
