namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Sentences in two classes: subjective or not (subj), customer reviews for or against (custrev), opinions for or against (mpqa).
    /// </summary>
    /// <remarks>Pang and Lee 2004; Hu and Liu 2004; Wiebe et al. 2005; form of Kim 2014 (arXiv:1408.5882).</remarks>
    public static KnownDataSet SentenceClassification { get; } = Add(new("sentence-classification", DataForm.Table,
        "SUBJ, CR and MPQA, text and class")
    {
        Publisher = "https://github.com/harvardnlp/sent-conv-torch",
        MemberList = [SentenceMember("subj", 10000), SentenceMember("custrev", 3775), SentenceMember("mpqa", 10606)],
    });

    private static DataMember SentenceMember(string name, int rows) =>
        new(name, (folder, _) => LabelledText.Lines(folder, folder.Require($"{name}.all")))
        {
            Statistics = new() { ["rows"] = rows, ["classes"] = 2 },
        };
}
