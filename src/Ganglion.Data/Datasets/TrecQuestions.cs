using System.Text;

namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Questions by what they ask for: six kinds as <c>trec-questions</c>, fifty as <c>trec-questions/fine</c>.</summary>
    /// <remarks>Li and Roth 2002.</remarks>
    public static KnownDataSet TrecQuestions { get; } = Add(new("trec-questions", DataForm.Table, "TREC questions, text and kind")
    {
        Aliases = ["trec"],
        Publisher = "https://cogcomp.seas.upenn.edu/Data/QA/QC/",
        Expected = new() { ["rows"] = 5452, ["test rows"] = 500, ["classes"] = 6 },
        Load = (folder, _) => Questions(folder, label => label.Split(':')[0]),
        MemberList = [new("fine", (folder, _) =>
            Questions(folder, label => label)) { Statistics = new() { ["rows"] = 5452, ["test rows"] = 500, ["classes"] = 50 } }],
    });

    private static Table Questions(DataFolder folder, Func<string, string> label) =>
        LabelledText.Lines(folder, folder.Require("TREC.train"), folder.Require("TREC.test"), Encoding.Latin1, label);
}
