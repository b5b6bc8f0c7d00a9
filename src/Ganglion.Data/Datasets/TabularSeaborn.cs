namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>The tables that seaborn's examples use. In titanic, <c>alive</c> repeats the target and is not learnt from.</summary>
    /// <remarks>mwaskom/seaborn-data; penguins: Gorman, Williams and Fraser 2014 (CC0).</remarks>
    public static KnownDataSet TabularSeaborn { get; } = Add(new("tabular-seaborn", DataForm.Table, "Titanic, penguins, diamonds, mpg, tips, planets")
    {
        Publisher = "https://github.com/mwaskom/seaborn-data",
        MemberList =
        [
            TableMember.Of("titanic", "survived", 891, 2, ignore: "alive"), TableMember.Of("penguins", "species", 344, 3), TableMember.Of("diamonds", "price", 53940, 0),
            TableMember.Of("mpg", "mpg", 398, 0, text: "name"), TableMember.Of("tips", "tip", 244, 0), TableMember.Of("planets", "method", 1035, 10),
        ],
    });
}
