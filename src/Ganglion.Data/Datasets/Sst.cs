namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Sentences of film reviews by sentiment: <c>sst/fine</c> in five grades, <c>sst/binary</c> for or against. The development part is left aside.
    /// </summary>
    /// <remarks>Socher et al. 2013; form of Kim 2014 (arXiv:1408.5882).</remarks>
    public static KnownDataSet Sst { get; } = Add(new("sst", DataForm.Table, "Stanford Sentiment Treebank, text and sentiment")
    {
        Publisher = "https://nlp.stanford.edu/sentiment/",
        MemberList = [SstMember("fine", 8544, 2210, 5), SstMember("binary", 6920, 1821, 2)],
    });

    private static DataMember SstMember(string name, int rows, int test, int classes) =>
        new(name, (folder, _) => LabelledText.Lines(folder, folder.Require($"stsa.{name}.train"), folder.Require($"stsa.{name}.test")))
        {
            Statistics = new() { ["rows"] = rows, ["test rows"] = test, ["classes"] = classes },
        };
}
