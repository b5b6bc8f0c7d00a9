namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Series with a class each, as tables of one column a time step: 12 sets of one dimension, 2 of several.</summary>
    /// <remarks>Dau et al. 2019 (arXiv:1810.07758); Bagnall et al. 2018 (arXiv:1811.00075).</remarks>
    public static KnownDataSet UcrUea { get; } = Add(new("ucr-uea", DataForm.Table, "UCR and UEA time-series classification, 14 sets")
    {
        Publisher = "https://www.timeseriesclassification.com",
        MemberList =
        [
            UcrMember("GunPoint", 50, 150, 150, 2), UcrMember("ItalyPowerDemand", 67, 1029, 24, 2), UcrMember("ECG200", 100, 100, 96, 2),
            UcrMember("ArrowHead", 36, 175, 251, 3), UcrMember("OSULeaf", 200, 242, 427, 6), UcrMember("ACSF1", 100, 100, 1460, 10),
            UcrMember("Lightning2", 60, 61, 637, 2), UcrMember("Car", 60, 60, 577, 4), UcrMember("FaceFour", 24, 88, 350, 4),
            UcrMember("Beef", 30, 30, 470, 5),
            UcrMember("CBF", 30, 900, 128, 3), UcrMember("Coffee", 28, 28, 286, 2), UcrMember("BasicMotions", 40, 40, 600, 4),
            UcrMember("JapaneseVowels", 270, 370, 348, 9),
        ],
    });

    private static DataMember UcrMember(string name, int train, int test, int length, int classes) => new(name, (folder, _) =>
        LabelledSeriesReader.Read(folder, folder.Require($"{name}_TRAIN.ts", $"{name}_TRAIN.txt"),
            folder.Require($"{name}_TEST.ts", $"{name}_TEST.txt")))
    {
        Statistics = new() { ["rows"] = train, ["test rows"] = test, ["features"] = length, ["classes"] = classes },
    };
}
