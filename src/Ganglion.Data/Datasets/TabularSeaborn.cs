namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>The tables that seaborn's examples use. In titanic, <c>alive</c> repeats the target and is not learnt from.</summary>
    /// <remarks>mwaskom/seaborn-data; penguins: Gorman, Williams and Fraser 2014 (CC0).</remarks>
    public static KnownDataSet TabularSeaborn { get; } = Add(new("tabular-seaborn", DataForm.Table, "Titanic, penguins, diamonds, mpg, tips, planets")
    {
        Publisher = "https://github.com/mwaskom/seaborn-data",
        Downloads =
        [
            new($"{SeabornFiles}/titanic.csv", "titanic.csv", "81787d320d7f7b03df935e91de8bd19e11d45c5bbcab86ef4d4a76dc91b7d4f2"),
            new($"{SeabornFiles}/penguins.csv", "penguins.csv", "e07636bd8af74260099ea2f8678e2eabbf35def579940cc76f67061ee16c06c1"),
            new($"{SeabornFiles}/diamonds.csv", "diamonds.csv", "9574730b03aba241d899c4a97511c5061b19358fab89510774fb6c24168345c4"),
            new($"{SeabornFiles}/mpg.csv", "mpg.csv", "c14b8b855ea7ee86cb9736bf8caaf281c4685ca08826f3eb2acaccaaf40f0d5a"),
            new($"{SeabornFiles}/tips.csv", "tips.csv", "e54cc4d2ce1bff65d32ca60b3e4b802e06bde1d7e7caf6f796f6bf7370e863b0"),
            new($"{SeabornFiles}/planets.csv", "planets.csv", "a6d10044887e17396974525a366f5fa2e4b34df70f491e64eb9943de0e3d3825"),
        ],
        MemberList =
        [
            TableMember.Of("titanic", "survived", 891, 2, ignore: "alive"), TableMember.Of("penguins", "species", 344, 3),
            TableMember.Of("diamonds", "price", 53940, 0),
            TableMember.Of("mpg", "mpg", 398, 0, text: "name"), TableMember.Of("tips", "tip", 244, 0), TableMember.Of("planets", "method", 1035, 10),
        ],
    });

    private const string SeabornFiles = "https://raw.githubusercontent.com/mwaskom/seaborn-data/71e2436a092d714350de0fc409ca8a8714e7e78f";
}
