namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Median house values of Californian districts in 1990. The version with <c>ocean_proximity</c> and missing bedrooms as
    /// <c>california-housing</c>,
    /// the original numbers as <c>california-housing/cal_housing</c>.
    /// </summary>
    /// <remarks>Pace and Barry 1997 (Statistics and Probability Letters 33); the version is that of Géron's handson-ml2.</remarks>
    public static KnownDataSet CaliforniaHousing { get; } = Add(new("california-housing", DataForm.Table, "California housing")
    {
        Publisher = "https://lib.stat.cmu.edu/datasets/",
        Expected = new() { ["rows"] = 20640, ["features"] = 9, ["missing"] = 207 },
        Load = (folder, options) =>
            Sniffer.Tables(folder, folder.Require("housing.csv"), null, TableMember.Options(options, "median_house_value", 0)),
        MemberList =
        [
            TableMember.Of("housing", "median_house_value", 20640, 0),
            TableMember.Of("cal_housing", "median_house_value", 20640, 0,
                "longitude latitude housing_median_age total_rooms total_bedrooms population households median_income median_house_value",
                    file: "cal_housing.data"),
        ],
    });
}
