namespace Ganglion.Data;

public static partial class Datasets
{
    private const string AdultColumns = "age workclass fnlwgt education education_num marital_status occupation relationship race sex "
        + "capital_gain capital_loss hours_per_week native_country income";

    /// <summary>Does a person of the 1994 census earn above 50,000 dollars? Numbers, names and missing values; a published test part.</summary>
    /// <remarks>Kohavi 1996; Becker and Kohavi (UCI). fnlwgt is a survey weight and not learnt from.</remarks>
    public static KnownDataSet Adult { get; } = Add(new("adult", DataForm.Table, "Adult (census income)")
    {
        Publisher = "https://archive.ics.uci.edu/dataset/2/adult",
        Expected = new() { ["rows"] = 32561, ["test rows"] = 16281, ["classes"] = 2, ["columns"] = 15 },
        Load = (folder, options) => Sniffer.Tables(folder, folder.Require("adult-train.csv"), folder.Require("adult-test.csv"),
            TableMember.Options(options, "income", 2, AdultColumns, "fnlwgt") with { Suffix = ("income", ".") }),
    });
}
