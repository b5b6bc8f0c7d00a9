namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>What customers of a bank wrote, by what they wanted: 77 intents.</summary>
    /// <remarks>Casanueva et al. 2020 (arXiv:2003.04807).</remarks>
    public static KnownDataSet Banking77 { get; } = Add(new("banking77", DataForm.Table, "Banking77, text and intent")
    {
        Publisher = "https://github.com/PolyAI-LDN/task-specific-datasets",
        Licence = "CC BY 4.0",
        Downloads =
        [
            new($"{Banking77Files}/train.csv", "train.csv", "b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b"),
            new($"{Banking77Files}/test.csv", "test.csv", "d12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d"),
        ],
        Expected = new() { ["rows"] = 10003, ["test rows"] = 3080, ["classes"] = 77 },
        Load = (folder, options) =>
            Sniffer.Tables(folder, folder.Require("train.csv"), folder.Require("test.csv"),
                TableMember.Options(options, "category", 77, text: "text")),
    });

    private const string Banking77Files = "https://raw.githubusercontent.com/PolyAI-LDN/task-specific-datasets/"
        + "57ec275d8078af65b7731c2a98be812d844a6d6b/banking_data";
}
