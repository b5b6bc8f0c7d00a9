namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Places that people checked in at, with the split that NGCF and LightGCN report on.</summary>
    /// <remarks>Liang et al. 2016; split of Wang et al. 2019 (arXiv:1905.08108), used by He et al. 2020 (arXiv:2002.02126).</remarks>
    public static KnownDataSet Gowalla { get; } = Add(new("gowalla-lightgcn", DataForm.Interactions, "Gowalla check-ins, LightGCN split")
    {
        Aliases = ["gowalla"],
        Publisher = "https://github.com/kuandeng/LightGCN",
        Downloads =
        [
            new($"{GowallaFiles}/train.txt", "train.txt"),
            new($"{GowallaFiles}/test.txt", "test.txt", "099a2a73924e4b754dc6efd730d764f492321b53c38eb93298850c83acf57be3"),
        ],
        Expected = new() { ["users"] = 29858, ["items"] = 40981, ["events"] = 810128, ["test events"] = 217242 },
        Load = (folder, _) => InteractionsReader.Adjacency(folder, folder.Require("train.txt"), folder.Require("test.txt")),
    });

    private const string GowallaFiles = "https://raw.githubusercontent.com/kuandeng/LightGCN/b067ec05f16a24e0e1efe63cd82385f0c469af20/Data/gowalla";
}
