namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>The tables of the R package mlbench.</summary>
    /// <remarks>Leisch and Dimitriadou, mlbench 2.1; data from the UCI repository.</remarks>
    public static KnownDataSet TabularMlbench { get; } = Add(new("tabular-mlbench", DataForm.Table, "mlbench tables")
    {
        Publisher = "https://cran.r-project.org/package=mlbench",
        MemberList =
        [
            TableMember.Of("LetterRecognition", "lettr", 20000, 26), TableMember.Of("Satellite", "classes", 6435, 6),
            TableMember.Of("Shuttle", "Class", 58000, 7),
            TableMember.Of("DNA", "Class", 3186, 3), TableMember.Of("Vehicle", "Class", 846, 4), TableMember.Of("Vowel", "Class", 990, 11),
            TableMember.Of("Ionosphere", "Class", 351, 2), TableMember.Of("Sonar", "Class", 208, 2), TableMember.Of("Glass", "Type", 214, 6),
            TableMember.Of("Soybean", "Class", 683, 19), TableMember.Of("HouseVotes84", "Class", 435, 2),
            TableMember.Of("BreastCancer", "Class", 699, 2, ignore: "Id"),
            TableMember.Of("PimaIndiansDiabetes", "diabetes", 768, 2), TableMember.Of("PimaIndiansDiabetes2", "diabetes", 768, 2),
            // V4 is the day's highest ozone reading, which five of the 366 days lack.
            TableMember.Of("Ozone", "V4", 361, 0),
        ],
    });
}
