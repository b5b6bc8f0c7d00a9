namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>What customers of a bank wrote, by what they wanted: 77 intents.</summary>
    /// <remarks>Casanueva et al. 2020 (arXiv:2003.04807).</remarks>
    public static KnownDataSet Banking77 { get; } = Add(new("banking77", DataForm.Table, "Banking77, text and intent")
    {
        Publisher = "https://github.com/PolyAI-LDN/task-specific-datasets",
        Licence = "CC BY 4.0",
        Expected = new() { ["rows"] = 10003, ["test rows"] = 3080, ["classes"] = 77 },
        Load = (folder, options) =>
            Sniffer.Tables(folder, folder.Require("train.csv"), folder.Require("test.csv"), TableMember.Options(options, "category", 77, text: "text")),
    });
}
