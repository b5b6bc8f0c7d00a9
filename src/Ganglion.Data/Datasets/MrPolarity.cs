using System.Text;

namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Sentences of film reviews, for or against.</summary>
    /// <remarks>Pang and Lee 2005 (rt-polarity v1.0); ten folds by custom.</remarks>
    public static KnownDataSet MrPolarity { get; } = Add(new("mr-polarity", DataForm.Table, "Movie review sentences, text and polarity")
    {
        Publisher = "https://www.cs.cornell.edu/people/pabo/movie-review-data/",
        Expected = new() { ["rows"] = 10662, ["classes"] = 2 },
        Load = (folder, _) => LabelledText.Files(folder,
            [("negative", folder.Require("rt-polarity.neg")), ("positive", folder.Require("rt-polarity.pos"))], Encoding.Latin1),
    });
}
